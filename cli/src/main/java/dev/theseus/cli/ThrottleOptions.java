package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.SignalName;
import dev.theseus.throttle.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How far the signals of the server may go while rows are worked on, as a picocli mixin.
final class ThrottleOptions {
  @Option(
      names = "--max-lag",
      paramLabel = "SIZE",
      converter = ByteSizes.class,
      description = "How much WAL a standby may have yet to replay; default 64MB.")
  private @Nullable Long maxLag;

  @Option(
      names = "--max-lag-time",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How old that WAL may be; default 10s.")
  private @Nullable Duration maxLagTime;

  @Option(
      names = "--ignore-standby",
      paramLabel = "NAME",
      description = "A standby, by application_name, that may lag; repeatable.")
  private List<String> ignoredStandbys = new ArrayList<>();

  @Option(
      names = "--max-slot-wal",
      paramLabel = "SIZE",
      converter = ByteSizes.class,
      description =
          "How much WAL a replication slot may keep; default half of max_slot_wal_keep_size, 8GB"
              + " where that is unlimited.")
  private @Nullable Long maxSlotWal;

  @Option(
      names = "--max-archive-backlog",
      paramLabel = "SIZE",
      converter = ByteSizes.class,
      description = "How much WAL may wait for the archive; default 1GB.")
  private @Nullable Long maxArchiveBacklog;

  @Option(
      names = "--max-wal-rate",
      paramLabel = "SIZE/S",
      converter = ByteRates.class,
      description = "How much WAL the whole server may write in a second; default no limit.")
  private @Nullable Long maxWalRate;

  @Option(
      names = "--max-checkpoints",
      paramLabel = "N",
      description =
          "How many checkpoints of the last minute may have come early because so much WAL was"
              + " written; default no limit.")
  private @Nullable Long maxCheckpoints;

  @Option(
      names = "--max-sessions",
      paramLabel = "N",
      description = "How many other sessions may run a statement at once; default no limit.")
  private @Nullable Long maxSessions;

  @Option(
      names = "--max-lock-wait",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How long somebody may have waited for a lock of ours; default 1s.")
  private @Nullable Duration maxLockWait;

  @Option(
      names = "--max-autovacuum",
      paramLabel = "N",
      description =
          "How many autovacuum workers may work on the table; 0 waits for each; default no limit.")
  private @Nullable Long maxAutovacuum;

  @Option(
      names = "--max-transaction-age",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "How old the oldest transaction may be that keeps VACUUM from work; default 1h.")
  private @Nullable Duration maxTransactionAge;

  @Option(
      names = "--probe-sql",
      paramLabel = "QUERY",
      description = "A query that is asked every second: true lets work go on, else it waits.")
  private @Nullable String probeSql;

  @Option(
      names = "--probe-http",
      paramLabel = "URL",
      description =
          "An address that is asked a second after its last answer: a status of 200 to 299 lets"
              + " work go on, else it waits.")
  private @Nullable String probeHttp;

  @Option(
      names = "--window",
      paramLabel = "HOURS",
      description =
          "Hours in which work may go on, such as 22:00-05:00 or \"22:00-05:00 Europe/Berlin\";"
              + " repeatable; replaces earlier ones.")
  private List<String> windows = new ArrayList<>();

  @Option(
      names = "--off",
      paramLabel = "SIGNAL",
      description =
          "A signal that nobody looks at any more, or all; its limit stays known; a limit given in"
              + " the same call counts; repeatable.")
  private List<String> off = new ArrayList<>();

  /// Changes the recorded limits before the first rows.
  void apply(TheseusBuilder builder) {
    apply(Limits.usual());
    builder.limits(this::apply);
  }

  /// The limits with what is given here.
  Limits apply(Limits before) {
    try {
      return answered(counted(dark(before)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct the option");
    }
  }

  private Limits dark(Limits before) {
    Limits limits = before;
    for (String name : off) {
      limits = name.equals("all") ? limits.withoutAll() : limits.without(signal(name));
    }
    return limits;
  }

  private Limits counted(Limits before) {
    Limits limits = before;
    limits = with(limits, SignalName.LAG, maxLag);
    limits = with(limits, SignalName.LAG_TIME, millis(maxLagTime));
    limits = with(limits, SignalName.SLOTS, maxSlotWal);
    limits = with(limits, SignalName.ARCHIVE, maxArchiveBacklog);
    limits = with(limits, SignalName.WAL_RATE, maxWalRate);
    limits = with(limits, SignalName.CHECKPOINTS, maxCheckpoints);
    limits = with(limits, SignalName.SESSIONS, maxSessions);
    limits = with(limits, SignalName.LOCK_WAITS, millis(maxLockWait));
    limits = with(limits, SignalName.AUTOVACUUM, maxAutovacuum);
    return with(limits, SignalName.TRANSACTION, millis(maxTransactionAge));
  }

  private Limits answered(Limits before) {
    Limits limits = before;
    for (String name : ignoredStandbys) {
      limits = limits.withIgnoredStandby(name);
    }
    limits = probeSql == null ? limits : limits.withProbeSql(probeSql);
    limits = probeHttp == null ? limits : limits.withProbeHttp(probeHttp);
    if (!windows.isEmpty()) {
      ZoneId here = ZoneId.systemDefault();
      limits = limits.withWindows(windows.stream().map(one -> Window.of(one, here)).toList());
    }
    return limits;
  }

  private static SignalName signal(String name) {
    return SignalName.of(name)
        .filter(one -> one != SignalName.CONNECTION)
        .orElseThrow(
            () ->
                new UsageException(
                    "no signal is called '%s'".formatted(name),
                    "give all, or one of " + SignalName.codes()));
  }

  private static Limits with(Limits limits, SignalName name, @Nullable Long value) {
    return value == null ? limits : limits.with(name, value);
  }

  private static @Nullable Long millis(@Nullable Duration time) {
    return time == null ? null : time.toMillis();
  }
}
