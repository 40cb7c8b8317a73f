package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How many bytes of WAL a second the whole server wrote over the last three seconds.
///
/// Source: "System Administration Functions", `pg_current_wal_insert_lsn`. Every role may call it.
final class WalRate implements Probe {
  private static final long OVER = Duration.ofSeconds(3).toNanos();

  private record Position(long at, long nanos) {}

  private final Deque<Position> positions = new ArrayDeque<>();

  @Override
  public SignalName name() {
    return SignalName.WAL_RATE;
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(250);
  }

  @Override
  public Answer read(Look look) throws SQLException {
    long at =
        look.session()
            .number(
                """
                SELECT pg_catalog.pg_wal_lsn_diff(
                  pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint
                """);
    long now = look.time().nanos();
    positions.addLast(new Position(at, now));
    while (positions.size() > 2 && now - positions.getFirst().nanos() > OVER) {
      positions.removeFirst();
    }
    Position first = positions.getFirst();
    double seconds = (now - first.nanos()) / 1e9;
    return Answer.value(seconds > 0 ? (long) ((at - first.at()) / seconds) : 0, "");
  }
}
