package dev.theseus.internal.throttle;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.internal.state.Controls;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads limits and signals on a thread and a connection of its own while row work runs, and writes
/// down once a second what they said, for `status`.
///
/// **Fails closed**: until everything was read once, and when nothing was read for the patience,
/// work stands still. Thread-safe.
public final class Sampler implements Throttle, AutoCloseable {
  /// For how long a signal may be unreadable.
  public static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration ASKING = Duration.ofMillis(500);
  private static final Duration WRITING = Duration.ofSeconds(1);
  private static final Duration RECONNECTING = Duration.ofSeconds(1);
  private static final Duration ENDING = Duration.ofSeconds(2);

  /// A server that cannot be reached does not answer at all.
  private static final int NETWORK_MILLIS = 5_000;

  static final Sql SET =
      Sql.of(
          "SET statement_timeout = '1s'; SET lock_timeout = '300ms'; SET synchronous_commit = off");
  private static final Sql RESET = Sql.of("RESET synchronous_commit");

  /// What is watched.
  ///
  /// @param pid the server process that does the row work
  /// @param table the table it works on
  /// @param step for `status`
  public record Subject(int pid, QualifiedName table, String step) {}

  private record Reading(List<Signal> signals, long nanos) {}

  private final DataSource dataSource;
  private final Subject subject;
  private final Time time;
  private final Duration patience;
  private final Set<String> told;
  private final ConcurrentLinkedQueue<String> warnings = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Reading latest;
  private volatile @Nullable Session session;
  private volatile String trouble = "";
  private volatile boolean guarded = true;
  private int networkMillis;
  private @Nullable Limits limits;
  private long askNext;
  private long connectNext = Long.MIN_VALUE;
  private long writeNext = Long.MIN_VALUE;
  private Optional<SignalName> written = Optional.empty();

  private Sampler(
      DataSource dataSource, Subject subject, Time time, Duration patience, Set<String> told) {
    this.dataSource = dataSource;
    this.subject = subject;
    this.time = time;
    this.patience = patience;
    this.told = told;
    this.thread = Thread.ofPlatform().daemon().name("theseus-throttle").unstarted(this::run);
  }

  /// Begins to read.
  ///
  /// @param patience for how long a signal may be unreadable before it stops work
  /// @param told warnings that were given before, and are not given again
  public static Sampler start(
      DataSource dataSource, Subject subject, Time time, Duration patience, Set<String> told) {
    Sampler sampler = new Sampler(dataSource, subject, time, patience, told);
    sampler.thread.start();
    return sampler;
  }

  @Override
  public Optional<Signal> holding() {
    Reading reading = latest;
    long now = time.nanos();
    if (reading != null && now - reading.nanos() < patience.toNanos()) {
      return Signal.strongest(reading.signals());
    }
    if (!guarded) {
      return Optional.empty();
    }
    String why = trouble.isEmpty() ? "the server has not answered yet" : trouble;
    String since =
        reading == null
            ? "nothing was read yet"
            : "nothing was read for %d ms".formatted((now - reading.nanos()) / 1_000_000);
    return Optional.of(
        new Signal(
            SignalName.CONNECTION,
            State.STOP,
            OptionalLong.of(0),
            OptionalLong.empty(),
            since + ": " + why));
  }

  @Override
  public List<String> warnings() {
    List<String> all = new ArrayList<>();
    for (String one = warnings.poll(); one != null; one = warnings.poll()) {
      all.add(one);
    }
    return all;
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(ENDING)) {
        Session open = session;
        if (open != null) {
          open.abort();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Signals signals = new Signals(patience)) {
      do {
        try {
          read(signals);
        } catch (SQLException | RuntimeException e) {
          // a pool may throw what it likes; whatever it is, the next look begins anew
          lost(Objects.toString(e.getMessage(), e.toString()).lines().findFirst().orElse(""));
        }
      } while (!closing.await(TICK.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private void read(Signals signals) throws SQLException {
    Session open = connected();
    if (open == null) {
      return;
    }
    Limits limits = limits(open);
    guarded = !limits.off().contains(SignalName.CONNECTION);
    List<Signal> all = signals.look(new Look(open, limits, subject.pid(), subject.table(), time));
    all.stream().filter(one -> one.state() == State.OFF).forEach(this::warn);
    latest = new Reading(all, time.nanos());
    trouble = "";
    write(open, all);
  }

  private Limits limits(Session open) throws SQLException {
    long now = time.nanos();
    Limits known = limits;
    if (known == null || now >= askNext) {
      known = Controls.limits(open);
      limits = known;
      askNext = now + ASKING.toNanos();
    }
    return known;
  }

  private void warn(Signal off) {
    String text = "the throttle leaves out %s: %s".formatted(off.name().code(), off.reason());
    if (told.add(text)) {
      warnings.add(text);
    }
  }

  /// Once a second, and when another signal holds work back.
  private void write(Session open, List<Signal> all) throws SQLException {
    long now = time.nanos();
    Optional<SignalName> holding = Signal.strongest(all).map(Signal::name);
    if (writeNext == Long.MIN_VALUE || now >= writeNext || !holding.equals(written)) {
      Controls.seen(open, subject.step(), all);
      writeNext = now + WRITING.toNanos();
      written = holding;
    }
  }

  private @Nullable Session connected() throws SQLException {
    Session open = session;
    long now = time.nanos();
    if (open != null || (connectNext != Long.MIN_VALUE && now < connectNext)) {
      return open;
    }
    connectNext = now + RECONNECTING.toNanos();
    open = Session.open(dataSource);
    session = open;
    Connection connection = open.connection();
    networkMillis = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
    open.execute(SET);
    return open;
  }

  private void lost(String why) {
    trouble = why;
    limits = null;
    Session open = session;
    session = null;
    if (open != null) {
      open.abort();
    }
  }

  private void leave() {
    Session open = session;
    if (open == null) {
      return;
    }
    try {
      open.reset();
      Controls.unseen(open);
      open.execute(RESET);
      open.connection().setNetworkTimeout(Runnable::run, networkMillis);
      open.close();
    } catch (SQLException e) {
      open.abort();
    }
  }
}
