package dev.theseus.internal.engine;

import dev.theseus.event.Activity;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.ActivityReader;
import dev.theseus.internal.lock.Ownership;
import dev.theseus.internal.state.Controls;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.StepRecord;
import dev.theseus.internal.state.Steps;
import dev.theseus.plan.Step;
import dev.theseus.status.BackfillStatus;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.SkippedRow;
import dev.theseus.status.StepStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads everything that is recorded of one migration.
final class StatusReader {
  private StatusReader() {}

  static MigrationStatus read(Session session, MigrationRow migration) throws SQLException {
    Optional<Ownership.Holder> holder = Ownership.holder(session);
    Map<String, StepRecord> records = new Steps(session, migration.id()).all();
    return new MigrationStatus(
        migration.name(),
        migration.state(),
        migration.plan().version(),
        migration.plan().steps().stream().map(step -> step(step, records.get(step.id()))).toList(),
        rowWork(session, migration),
        skipped(session, migration.id()),
        new MigrationStatus.Divergence(
            divergence(session, migration, "old"), divergence(session, migration, "new")),
        migration.times(),
        Controls.read(session),
        holder.map(Ownership.Holder::text),
        activity(session, holder),
        migration.lastError(),
        false,
        "migration %s is %s".formatted(migration.name(), migration.state().text()));
  }

  private static Optional<Activity> activity(Session session, Optional<Ownership.Holder> holder)
      throws SQLException {
    if (holder.isEmpty() || holder.get().pid() == session.pid()) {
      return Optional.empty();
    }
    return Optional.of(ActivityReader.of(session, holder.get().pid()))
        .filter(activity -> !activity.idle());
  }

  private static StepStatus step(Step step, @Nullable StepRecord record) {
    if (record == null) {
      return new StepStatus(
          step.id(),
          step.phase(),
          step.head().title(),
          StepStatus.Progress.PENDING,
          Duration.ZERO,
          0,
          Duration.ZERO,
          Duration.ZERO);
    }
    return new StepStatus(
        step.id(),
        step.phase(),
        step.head().title(),
        record.finished() ? StepStatus.Progress.DONE : StepStatus.Progress.RUNNING,
        millis(record.tookMillis()),
        record.tries(),
        millis(record.waitMillis()),
        millis(record.heldMillis()));
  }

  private static List<BackfillStatus> rowWork(Session session, MigrationRow migration)
      throws SQLException {
    List<BackfillStatus> all = new ArrayList<>(backfills(session, migration.id()));
    for (Step step : migration.plan().steps()) {
      if (step instanceof Step.ChangeRows change) {
        change(session, migration.id(), change).ifPresent(all::add);
      }
    }
    return all;
  }

  /// A data change counts keys where a backfill counts blocks.
  private static Optional<BackfillStatus> change(
      Session session, long migration, Step.ChangeRows step) throws SQLException {
    return session.first(
        """
        SELECT rows, keys, CASE WHEN finished THEN keys ELSE greatest(keys, keys_estimated) END
            AS total, finished,
          extract(epoch FROM CASE WHEN finished THEN updated_at ELSE clock_timestamp() END
            - started_at) * 1000 AS elapsed
        FROM theseus.change WHERE migration = ? AND step = ?
        """,
        row ->
            new BackfillStatus(
                step.id(),
                step.target().toString(),
                1,
                row.getLong("rows"),
                0,
                row.getLong("keys"),
                row.getLong("total"),
                row.getBoolean("finished"),
                millis(row.getDouble("elapsed"))),
        migration,
        step.id());
  }

  private static List<BackfillStatus> backfills(Session session, long migration)
      throws SQLException {
    return session.query(
        """
        SELECT step, CAST(CAST(relation AS regclass) AS text) AS relation, pass, next_block,
          end_block, rows, skipped, finished,
          extract(epoch FROM CASE WHEN finished THEN updated_at ELSE clock_timestamp() END
            - started_at) * 1000 AS elapsed
        FROM theseus.backfill WHERE migration = ? ORDER BY started_at, relation
        """,
        row ->
            new BackfillStatus(
                row.getString("step"),
                row.getString("relation"),
                row.getInt("pass"),
                row.getLong("rows"),
                row.getLong("skipped"),
                Math.min(row.getLong("next_block"), row.getLong("end_block")),
                row.getLong("end_block"),
                row.getBoolean("finished"),
                millis(row.getDouble("elapsed"))),
        migration);
  }

  private static MigrationStatus.Skipped skipped(Session session, long migration)
      throws SQLException {
    return session
        .first(
            """
            SELECT count(*) FILTER (WHERE closed_at IS NULL) AS open,
              count(*) FILTER (WHERE closed_at IS NOT NULL) AS closed
            FROM theseus.skipped WHERE migration = ?
            """,
            row -> new MigrationStatus.Skipped(row.getLong("open"), row.getLong("closed")),
            migration)
        .orElseThrow();
  }

  /// The rows that were passed over, in the order in which they were met.
  static List<SkippedRow> skippedRows(Session session, long migration) throws SQLException {
    return session.query(
        """
        SELECT step, relation_name, row_key, columns, sqlstate, message, at,
          coalesce(outcome, '') AS outcome
        FROM theseus.skipped WHERE migration = ? ORDER BY id
        """,
        row ->
            new SkippedRow(
                row.getString("step"),
                row.getString("relation_name"),
                row.getString("row_key"),
                row.getString("columns"),
                row.getString("sqlstate"),
                row.getString("message"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                SkippedRow.Outcome.of(row.getString("outcome"))),
        migration);
  }

  private static long divergence(Session session, MigrationRow migration, String side)
      throws SQLException {
    return session.number(
        "SELECT count(*) FROM theseus.divergence WHERE migration = ? AND side = ?",
        migration.name(),
        side);
  }

  private static Duration millis(double value) {
    return Duration.ofNanos((long) (value * 1_000_000));
  }
}
