package dev.theseus.throttle;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// How far each signal may go. What is not given has the limit of [SignalName#usual()].
///
/// @param most given limits, 0 or more, in the unit of their signal; for signals that are
///   [SignalName#measured()]
/// @param off signals that nobody looks at; [SignalName#CONNECTION] only with all the others, so
///   that work never goes on unseen while a limit is set
/// @param ignoredStandbys standbys, by `application_name`, that may lag: delayed ones, for example
/// @param probeSql a query of one truth value: true lets work go on; false, NULL and no row stop it
/// @param probeHttp an `http` or `https` address: a status of 200 to 299 lets work go on, any other
///   one stops it
/// @param windows hours in which work may go on; empty means always
public record Limits(
    Map<SignalName, Long> most,
    Set<SignalName> off,
    Set<String> ignoredStandbys,
    Optional<String> probeSql,
    Optional<String> probeHttp,
    List<Window> windows) {
  public Limits {
    most.forEach(Limits::check);
    probeSql.ifPresent(Limits::checkQuery);
    probeHttp.ifPresent(Limits::checkAddress);
    most = Collections.unmodifiableMap(most.isEmpty() ? Map.of() : new EnumMap<>(most));
    off = Collections.unmodifiableSet(guarded(off));
    ignoredStandbys = Collections.unmodifiableSet(new TreeSet<>(ignoredStandbys));
    windows = List.copyOf(windows);
  }

  /// Those of [SignalName#usual()], no probe and no window.
  public static Limits usual() {
    return new Limits(Map.of(), Set.of(), Set.of(), Optional.empty(), Optional.empty(), List.of());
  }

  /// Nothing holds work back.
  public static Limits none() {
    return usual().withoutAll();
  }

  /// The limit of a signal; empty when it has none, or the server's settings decide.
  public OptionalLong limit(SignalName name) {
    Long given = most.get(name);
    return given == null ? name.usual() : OptionalLong.of(given);
  }

  /// Whether somebody looks at a signal.
  public boolean reads(SignalName name) {
    if (off.contains(name)) {
      return false;
    }
    return switch (name) {
      case PROBE_SQL -> probeSql.isPresent();
      case PROBE_HTTP -> probeHttp.isPresent();
      case WINDOW -> !windows.isEmpty();
      case SLOTS -> true;
      case CONNECTION -> false;
      case LAG,
          LAG_TIME,
          ARCHIVE,
          WAL_RATE,
          CHECKPOINTS,
          SESSIONS,
          LOCK_WAITS,
          AUTOVACUUM,
          TRANSACTION ->
          limit(name).isPresent();
    };
  }

  /// The same with a limit, and the signal on.
  public Limits with(SignalName name, long value) {
    Map<SignalName, Long> changed = new EnumMap<>(SignalName.class);
    changed.putAll(most);
    changed.put(name, value);
    return new Limits(changed, on(name), ignoredStandbys, probeSql, probeHttp, windows);
  }

  /// The same without a signal.
  public Limits without(SignalName name) {
    Set<SignalName> changed = EnumSet.of(name);
    changed.addAll(off);
    return new Limits(most, changed, ignoredStandbys, probeSql, probeHttp, windows);
  }

  /// The same without any signal. Limits, standbys that may lag, probes and windows stay as they
  /// are, for when a signal is looked at again.
  public Limits withoutAll() {
    Set<SignalName> all = EnumSet.allOf(SignalName.class);
    return new Limits(most, all, ignoredStandbys, probeSql, probeHttp, windows);
  }

  /// The same with a standby more that may lag.
  public Limits withIgnoredStandby(String name) {
    Set<String> changed = new TreeSet<>(ignoredStandbys);
    changed.add(name);
    return new Limits(most, off, changed, probeSql, probeHttp, windows);
  }

  public Limits withProbeSql(String query) {
    return new Limits(
        most, on(SignalName.PROBE_SQL), ignoredStandbys, Optional.of(query), probeHttp, windows);
  }

  public Limits withProbeHttp(String address) {
    return new Limits(
        most, on(SignalName.PROBE_HTTP), ignoredStandbys, probeSql, Optional.of(address), windows);
  }

  /// The same with these windows and no others.
  public Limits withWindows(List<Window> hours) {
    return new Limits(
        most, on(SignalName.WINDOW), ignoredStandbys, probeSql, probeHttp, new ArrayList<>(hours));
  }

  private Set<SignalName> on(SignalName name) {
    Set<SignalName> changed = EnumSet.noneOf(SignalName.class);
    changed.addAll(off);
    changed.remove(name);
    return changed;
  }

  /// Whoever looks at one signal has to know when nothing can be seen.
  private static Set<SignalName> guarded(Set<SignalName> off) {
    Set<SignalName> all = EnumSet.noneOf(SignalName.class);
    all.addAll(off);
    if (all.size() < SignalName.values().length) {
      all.remove(SignalName.CONNECTION);
    }
    return all;
  }

  private static void check(SignalName name, long value) {
    if (!name.measured()) {
      throw new IllegalArgumentException("%s takes no number as its limit".formatted(name.code()));
    }
    if (value < 0) {
      throw new IllegalArgumentException(
          "the limit of %s is %d; give 0 or more".formatted(name.code(), value));
    }
  }

  private static void checkQuery(String query) {
    if (query.isBlank()) {
      throw new IllegalArgumentException(
          "the query of probe-sql is empty; give one that answers true or false");
    }
  }

  private static void checkAddress(String address) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the address of probe-http cannot be read: " + e.getMessage(), e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "the address of probe-http is no http or https address; write http://host:port/path");
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "the address of probe-http holds a user or password, which would be stored; leave it"
              + " out");
    }
  }
}
