package dev.theseus.internal.throttle;

import dev.theseus.internal.throttle.Standbys.Standby;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/// How long ago the server was where the standby that is furthest behind is now.
///
/// The server's own `replay_lag` keeps its last value while a standby replays nothing, so that a
/// stalled one looks healthy. The positions of this server are therefore remembered with their
/// moments; `replay_lag` speaks only for what was written before that. See [Standbys].
final class LagTime implements Probe {
  /// Where the server was, in bytes of WAL, and when it was there last.
  private final Recent<Long> positions = new Recent<>(Duration.ofHours(1), 1);

  private final Standbys standbys;

  LagTime(Standbys standbys) {
    this.standbys = standbys;
  }

  @Override
  public SignalName name() {
    return SignalName.LAG_TIME;
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(250);
  }

  @Override
  public Answer read(Look look) throws SQLException {
    List<Standby> all = standbys.now(look);
    long now = look.time().nanos();
    if (all.isEmpty()) {
      positions.clear();
    } else {
      positions.see(all.getFirst().here(), now);
    }
    return Standbys.furthest(all, one -> behind(one, now));
  }

  /// What a standby lacks was written after the server was last seen at a position it has reached.
  private long behind(Standby standby, long now) {
    if (standby.behind() == 0) {
      return 0;
    }
    Iterator<Recent.Seen<Long>> latest = positions.backwards();
    while (latest.hasNext()) {
      Recent.Seen<Long> position = latest.next();
      if (position.value() <= standby.there()) {
        return millis(now - position.nanos());
      }
    }
    return Math.max(standby.lagMillis(), millis(now - positions.first().nanos()));
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
