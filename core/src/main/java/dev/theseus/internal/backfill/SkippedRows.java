package dev.theseus.internal.backfill;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.internal.backfill.SkipList.Entry;
import dev.theseus.internal.backfill.SkipList.Outcome;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks whether the rows that a backfill passed over hold their new values by now.
public final class SkippedRows {
  private final BackfillContext context;

  public SkippedRows(BackfillContext context) {
    this.context = context;
  }

  /// Returns when each row that was ever listed is gone or holds its new value; one that was mended
  /// and broken again counts.
  ///
  /// @throws UnsafeMigration `unverified-rows` that names those with a hole
  public void refuseHoles(List<Step.Backfill> steps) {
    try (Session session = new Session(context.connection())) {
      SkipList list = new SkipList(session, context.migrationId());
      if (!list.used()) {
        return;
      }
      List<String> holes = new ArrayList<>();
      for (Step.Backfill step : steps) {
        for (Heap heap : Heap.below(step.table(), session)) {
          ChunkSql sql = ChunkSql.filling(heap, step.table(), step.assignments(), session);
          for (Entry entry : list.findable(heap)) {
            if (hole(session, sql, entry, step.assignments())) {
              holes.add("%s where %s".formatted(heap.name().quoted(), entry.row().text()));
              list.reopen(entry);
            } else {
              list.close(entry, Outcome.MENDED);
            }
            session.commit();
          }
        }
      }
      if (!holes.isEmpty()) {
        throw refusal(holes);
      }
    } catch (SQLException e) {
      throw Failure.translated(e, "the skip list");
    }
  }

  private static boolean hole(
      Session session, ChunkSql sql, Entry entry, List<Assignment> assignments)
      throws SQLException {
    Optional<Sql> where = sql.at(entry.row());
    if (where.isEmpty()) {
      return false;
    }
    for (Assignment one : assignments) {
      try {
        session.query(sql.hole(where.get(), one), row -> {});
        session.commit();
      } catch (SQLException e) {
        session.rollback(e);
        if (Failure.of(e) != Failure.VALUE) {
          throw e;
        }
        return true;
      }
    }
    return false;
  }

  private UnsafeMigration refusal(List<String> holes) {
    return new UnsafeMigration(
        Problem.of(
            ProblemCode.UNVERIFIED_ROWS,
            "migration %s cannot be completed: rows that were passed over have no value for the new version (%s)"
                .formatted(context.migration(), String.join("; ", holes)),
            "correct or delete these rows, then run theseus complete; or run theseus rollback"));
  }
}
