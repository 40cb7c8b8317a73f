package dev.theseus.internal.throttle;

import dev.theseus.internal.throttle.Standbys.Standby;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// How long ago the server was where the standby that is furthest behind is now.
///
/// The server's own `replay_lag` keeps its last value while a standby replays nothing, so that a
/// stalled one looks healthy. The positions of this server are therefore remembered with their
/// moments; `replay_lag` speaks only for what was written before that. See [Standbys].
final class LagTime implements Probe {
  /// An hour.
  private static final int REMEMBERED = 14_400;

  /// @param at bytes of WAL
  /// @param nanos when the server was there last
  private record Position(long at, long nanos) {}

  private final Deque<Position> positions = new ArrayDeque<>();

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
    List<Standby> standbys = Standbys.read(look.session(), look.limits().ignoredStandbys());
    if (standbys.stream().anyMatch(Standby::hidden)) {
      return new Answer.Denied(Standbys.HIDDEN);
    }
    if (standbys.isEmpty()) {
      positions.clear();
      return Answer.value(0, "no standby is connected");
    }
    long now = look.time().nanos();
    remember(standbys.getFirst().here(), now);
    long longest = 0;
    String who = standbys.getFirst().who();
    for (Standby one : standbys) {
      long millis = behind(one, now);
      if (millis > longest) {
        longest = millis;
        who = one.who();
      }
    }
    return Answer.value(longest, "standby " + who);
  }

  private void remember(long here, long now) {
    if (!positions.isEmpty() && positions.getLast().at() == here) {
      positions.removeLast();
    } else if (positions.size() == REMEMBERED) {
      positions.removeFirst();
    }
    positions.addLast(new Position(here, now));
  }

  /// What a standby lacks was written after the server was last seen at a position it has reached.
  private long behind(Standby standby, long now) {
    if (standby.behind() == 0) {
      return 0;
    }
    Iterator<Position> latest = positions.descendingIterator();
    while (latest.hasNext()) {
      Position position = latest.next();
      if (position.at() <= standby.there()) {
        return millis(now - position.nanos());
      }
    }
    return Math.max(standby.lagMillis(), millis(now - positions.getFirst().nanos()));
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
