package dev.theseus.internal.state;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The recorded steps of one migration, read and written through one session.
public final class Steps {
  private static final String SELECT =
      """
      SELECT step, finished_at IS NOT NULL AS finished, tries, lock_wait_ms, lock_held_ms,
        extract(epoch FROM coalesce(finished_at, clock_timestamp()) - started_at) * 1000 AS took_ms
      FROM theseus.step WHERE migration = ?
      """;

  private final Session session;
  private final long migration;

  public Steps(Session session, long migration) {
    this.session = session;
    this.migration = migration;
  }

  /// Every step that has been begun, by id.
  public Map<String, StepRecord> all() throws SQLException {
    Map<String, StepRecord> records = new LinkedHashMap<>();
    session.query(SELECT, Steps::read, migration).forEach(step -> records.put(step.step(), step));
    return records;
  }

  public Optional<StepRecord> find(String step) throws SQLException {
    return session.first(SELECT + " AND step = ?", Steps::read, migration, step);
  }

  /// Records that a step is about to begin outside of a transaction; says whether it was recorded
  /// before.
  public boolean begin(String step) throws SQLException {
    return session.update(
            "INSERT INTO theseus.step (migration, step) VALUES (?, ?) ON CONFLICT DO NOTHING",
            migration,
            step)
        == 0;
  }

  /// Records the end of a step begun with [#begin(String)].
  public void finish(String step) throws SQLException {
    session.update(
        """
        UPDATE theseus.step SET finished_at = clock_timestamp() WHERE migration = ? AND step = ?
        """,
        migration,
        step);
  }

  /// The statement that records a whole step; it travels with the step's own statements, so that
  /// its locks are not held for one more round trip.
  ///
  /// @param wait the longest wait for locks so far
  public Sql done(String step, int tries, Duration wait) {
    return Sql.of(
        """
        INSERT INTO theseus.step
          (migration, step, started_at, finished_at, tries, lock_wait_ms, lock_held_ms)
        VALUES ({migration}, {step}, now(), clock_timestamp(), {tries}, {wait},
          extract(epoch FROM clock_timestamp()
            - coalesce(nullif(current_setting('theseus.locked_at', true), '')::timestamptz,
              clock_timestamp())) * 1000)
        """,
        Map.of(
            "migration", Literal.of(migration),
            "step", Literal.of(step),
            "tries", Literal.of(tries),
            "wait", Literal.of(millis(wait))));
  }

  /// The statement that forgets a step, with what its backfill remembers.
  public Sql undone(String step) {
    return Sql.of(
        """
        DELETE FROM theseus.backfill WHERE migration = {migration} AND step = {step};
        DELETE FROM theseus.step WHERE migration = {migration} AND step = {step}
        """,
        Map.of("migration", Literal.of(migration), "step", Literal.of(step)));
  }

  private static BigDecimal millis(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos() / 1_000, 3);
  }

  private static StepRecord read(ResultSet row) throws SQLException {
    return new StepRecord(
        row.getString("step"),
        row.getBoolean("finished"),
        row.getDouble("took_ms"),
        row.getInt("tries"),
        row.getDouble("lock_wait_ms"),
        row.getDouble("lock_held_ms"));
  }
}
