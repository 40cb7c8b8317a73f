package dev.theseus.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.sql.QualifiedName;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.sql.DataSource;

/// Looks at signals as the sampler does, until one says what is expected.
final class Eye implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Session session;
  private final Signals signals = new Signals(Duration.ofSeconds(15));
  private final int pid;
  private final Ahead time = new Ahead();
  private Limits limits;

  /// @param pid the server process that does the row work
  Eye(DataSource source, Limits limits, int pid) throws SQLException {
    this.session = Session.open(source);
    session.execute(Sampler.SET);
    this.limits = limits;
    this.pid = pid;
  }

  /// From now on it is later by this much.
  void later(Duration duration) {
    time.ahead += duration.toNanos();
  }

  void limits(Limits changed) {
    limits = changed;
  }

  /// The signal when it is in this state.
  Signal await(SignalName name, State state) throws SQLException {
    return await(name, signal -> signal.state() == state);
  }

  Signal await(SignalName name, Predicate<Signal> expected) throws SQLException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Signal signal = now(name);
      if (expected.test(signal)) {
        return signal;
      }
      assertThat(System.nanoTime()).as("%s stays %s", name.code(), signal).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  Signal now(SignalName name) throws SQLException {
    return signals
        .look(new Look(session, limits, pid, QualifiedName.of("public", "t"), time))
        .stream()
        .filter(one -> one.name() == name)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    signals.close();
    session.close();
  }

  /// The clock of the machine, or ahead of it.
  private static final class Ahead implements Time {
    private final Time real = new SystemTime();
    private long ahead;

    @Override
    public Instant now() {
      return real.now().plusNanos(ahead);
    }

    @Override
    public long nanos() {
      return real.nanos() + ahead;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      real.sleep(duration);
    }
  }
}
