package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;

/// How many bytes of WAL a second the whole server wrote over the last three seconds.
///
/// Source: "System Administration Functions", `pg_current_wal_insert_lsn`. Every role may call it.
final class WalRate implements Probe {
  private final Recent<Long> positions = new Recent<>(Duration.ofSeconds(3), 2);

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
    positions.add(at, now);
    Recent.Seen<Long> first = positions.first();
    double seconds = (now - first.nanos()) / 1e9;
    return Answer.value(seconds > 0 ? (long) ((at - first.value()) / seconds) : 0, "");
  }
}
