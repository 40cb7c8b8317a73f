package dev.theseus.internal.backfill;

import dev.theseus.internal.backfill.SkipList.Entry;
import dev.theseus.plan.Step;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries out [Step.Backfill]: fills every row that is due, and goes on where an earlier run
/// ended.
///
/// **Locks** ROW EXCLUSIVE on the table and its rows, for one chunk's time. **Fails with**
/// `conversion-failed`, `unverified-rows`, `interrupted`, `out-of-space`, `connection-lost`,
/// `database-error`; what was filled is kept in each case. Not thread-safe.
public final class Backfiller {
  private final BackfillContext context;

  public Backfiller(BackfillContext context) {
    this.context = context;
  }

  /// Returns when no row is due any more.
  public void run(Step.Backfill step) {
    try (Session session = new Session(context.connection())) {
      Job job = Job.filling(context, step, session);
      // A chunk and its progress row are lost or kept together, and the record that the step ended
      // is flushed behind all of them, so no chunk has to wait for the disk.
      session.set("synchronous_commit", "off");
      new QuietTriggers(job).quiet();
      fill(job);
    } catch (SQLException e) {
      throw Failure.translated(e, "step " + step.id());
    }
  }

  /// Partitions may come, go or be rewritten meanwhile, so it looks until all that are there are
  /// done.
  private void fill(Job job) throws SQLException {
    ProgressTable table = new ProgressTable(context, job.step(), job.session());
    boolean told = false;
    while (true) {
      List<Heap> waiting = new ArrayList<>();
      long finished = 0;
      for (Heap heap : Heap.below(job.table(), job.session())) {
        Optional<Progress> progress = table.find(heap);
        if (progress.isPresent() && progress.get().finished()) {
          finished += progress.get().end();
        } else {
          waiting.add(heap);
        }
        if (!told) {
          job.reporter().addRows(progress.map(Progress::rows).orElse(0L));
        }
      }
      told = true;
      if (waiting.isEmpty()) {
        job.reporter().others(finished, 0);
        job.reporter().filled();
        refuseUnmended(job);
        return;
      }
      Heap heap = waiting.getFirst();
      long later = waiting.stream().skip(1).mapToLong(Heap::blocks).sum();
      job.reporter().others(finished, later);
      fill(job, table, heap);
    }
  }

  /// The step has not ended while a row is passed over: whoever resumes it tries these rows again.
  private static void refuseUnmended(Job job) throws SQLException {
    if (!new SkipList(job.session(), job.context().migrationId()).used()) {
      return;
    }
    List<Entry> left = new ArrayList<>();
    for (Heap heap : Heap.below(job.table(), job.session())) {
      ChunkSql sql = sql(job, heap);
      left.addAll(new PassedOver(job, heap, sql).tryAgain());
    }
    if (!left.isEmpty()) {
      throw PassedOver.unmended(job, left);
    }
  }

  private static void fill(Job job, ProgressTable table, Heap heap) throws SQLException {
    Optional<Progress> known = table.find(heap);
    Progress progress =
        known.isPresent() && known.get().node() == heap.node()
            ? known.get()
            : table.start(heap, known.map(Progress::rows).orElse(0L));
    new HeapFill(job, table, heap, sql(job, heap), progress).run();
  }

  /// Rows that were written while the trigger was kept from firing hold what was right before.
  private static ChunkSql sql(Job job, Heap heap) throws SQLException {
    boolean[] shed = {false};
    job.session()
        .query(
            Sql.of(
                "SELECT EXISTS (SELECT FROM theseus.shed WHERE migration = {migration})",
                Map.of("migration", Literal.of(job.context().migrationId()))),
            row -> shed[0] = row.getBoolean(1));
    job.session().commit();
    return shed[0]
        ? ChunkSql.refilling(heap, job.table(), job.assignments(), job.session())
        : ChunkSql.filling(heap, job.table(), job.assignments(), job.session());
  }
}
