package dev.theseus.internal.throttle;

import dev.theseus.internal.throttle.Standbys.Standby;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;

/// How many bytes of WAL the standby that is furthest behind has yet to replay. A standby whose
/// replay stands still stays where it was, so it counts more and more. See [Standbys].
final class LagBytes implements Probe {
  private final Standbys standbys;

  LagBytes(Standbys standbys) {
    this.standbys = standbys;
  }

  @Override
  public SignalName name() {
    return SignalName.LAG;
  }

  /// A backfill writes tens of megabytes a second.
  @Override
  public Duration period() {
    return Duration.ofMillis(100);
  }

  @Override
  public Answer read(Look look) throws SQLException {
    return Standbys.furthest(standbys.now(look), Standby::behind);
  }
}
