package dev.theseus.internal.backfill;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.internal.backfill.SkipList.Entry;
import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Carries out [Step.Verify]: reads every row in short statements and finds those that do not hold
/// what they should; warns of rows whose old value the way back would not give.
///
/// Rows on the skip list are tried to be filled again before; none may be left on it.
///
/// **Locks** ACCESS SHARE, for one statement's time; ROW EXCLUSIVE for rows on the skip list.
/// **Scans** the table once. **Fails with** `unverified-rows`, `conversion-failed`, `interrupted`,
/// `connection-lost`, `database-error`. Not thread-safe.
public final class Verifier {
  private final BackfillContext context;

  public Verifier(BackfillContext context) {
    this.context = context;
  }

  /// Returns when every row was found right.
  public void run(Step.Verify step) {
    try (Session session = new Session(context.connection())) {
      verify(Job.verifying(context, step, session), step);
    } catch (SQLException e) {
      throw Failure.translated(e, "step " + step.id());
    }
  }

  private static void verify(Job job, Step.Verify step) throws SQLException {
    SkipList skips = new SkipList(job.session(), job.context().migrationId());
    if (skips.used()) {
      // Listed rows are tried again.
      new QuietTriggers(job).quiet();
    }
    RowsFound found = new RowsFound();
    List<Heap> heaps =
        HeapWalk.each(
            job, step.table(), heap -> new HeapVerification(job, step, heap).run(), found::add);
    found.wayBack(step.table().quoted()).ifPresent(job::warn);
    refuseWrong(step, found.wrong());
    refuseUnmended(job, heaps, skips);
  }

  private static void refuseWrong(Step.Verify step, WrongRows wrong) {
    if (wrong.rows() > 0) {
      throw new UnsafeMigration(
          new Problem(
              ProblemCode.UNVERIFIED_ROWS,
              "%d rows of %s do not hold what they should (%s%s)"
                  .formatted(
                      wrong.rows(),
                      step.table().quoted(),
                      String.join("; ", wrong.keys()),
                      wrong.rows() > wrong.keys().size() ? "; …" : ""),
              "step " + step.id(),
              "find what writes to the table without firing its triggers, then run theseus"
                  + " rollback and start again"));
    }
  }

  private static void refuseUnmended(Job job, List<Heap> heaps, SkipList skips)
      throws SQLException {
    List<Entry> left = new ArrayList<>();
    for (Heap heap : heaps) {
      left.addAll(skips.open(heap));
    }
    if (!left.isEmpty()) {
      throw PassedOver.unmended(job, left);
    }
  }
}
