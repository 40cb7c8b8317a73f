package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;

/// The longest time that somebody waited for a lock of ours, over the last five seconds.
///
/// Source: "System Views", `pg_locks` (`waitstart`); "System Information Functions",
/// `pg_blocking_pids`. Every role may read both. Who waits is asked for only where somebody does.
final class LockWaits implements Probe {
  private static final String QUERY =
      """
      WITH waiting AS MATERIALIZED (
        SELECT pid, extract(epoch FROM clock_timestamp() - waitstart) * 1000 AS waited
        FROM pg_catalog.pg_locks WHERE NOT granted AND pid <> ?)
      SELECT pid, coalesce(waited, 0)::bigint AS waited FROM waiting
      WHERE ? = ANY (pg_catalog.pg_blocking_pids(pid))
      ORDER BY waited DESC LIMIT 1
      """;

  private record Wait(int pid, long millis) {}

  private final Recent<Wait> waits = new Recent<>(Duration.ofSeconds(5), 0);

  @Override
  public SignalName name() {
    return SignalName.LOCK_WAITS;
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(250);
  }

  @Override
  public Answer read(Look look) throws SQLException {
    long now = look.time().nanos();
    look.session()
        .first(
            QUERY,
            row -> new Wait(row.getInt("pid"), row.getLong("waited")),
            look.pid(),
            look.pid())
        .ifPresent(wait -> waits.add(wait, now));
    waits.forget(now);
    return waits
        .values()
        .filter(wait -> wait.millis() > 0)
        .max(Comparator.comparingLong(Wait::millis))
        .map(one -> Answer.value(one.millis(), "process %d waited for us".formatted(one.pid())))
        .orElse(Answer.value(0, ""));
  }
}
