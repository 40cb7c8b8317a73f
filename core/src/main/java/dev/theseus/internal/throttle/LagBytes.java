package dev.theseus.internal.throttle;

import dev.theseus.internal.throttle.Standbys.Standby;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// How many bytes of WAL the standby that is furthest behind has yet to replay. A standby whose
/// replay stands still stays where it was, so it counts more and more. See [Standbys].
final class LagBytes implements Probe {
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
    List<Standby> standbys = Standbys.read(look.session(), look.limits().ignoredStandbys());
    if (standbys.stream().anyMatch(Standby::hidden)) {
      return new Answer.Denied(Standbys.HIDDEN);
    }
    return standbys.stream()
        .max(Comparator.comparingLong(Standby::behind))
        .map(one -> Answer.value(one.behind(), "standby " + one.who()))
        .orElse(Answer.value(0, "no standby is connected"));
  }
}
