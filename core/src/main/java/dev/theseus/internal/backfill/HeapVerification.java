package dev.theseus.internal.backfill;

import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one heap in block ranges, each in a statement and a snapshot of its own.
final class HeapVerification {
  private static final Duration LOCK_PAUSE = Duration.ofMillis(50);

  private final Job job;
  private final Heap heap;
  private final ChunkSql sql;
  private final ChunkSize size;
  private final TimeLimit limit;
  private final LockReport locks;
  private final Courtesy courtesy;
  private final WrongRows wrong = new WrongRows();

  HeapVerification(Job job, Step.Verify step, Heap heap) throws SQLException {
    this.job = job;
    this.heap = heap;
    this.sql = ChunkSql.of(heap, step.table(), step.assignments(), step.required(), job.session());
    Pacing pacing = job.context().pacing();
    this.size =
        new ChunkSize(pacing.verifyChunkTime(), pacing.minChunkBlocks(), pacing.maxChunkBlocks());
    this.limit = new TimeLimit(job, pacing.verifyChunkTime());
    this.courtesy = new Courtesy(pacing.courtesy(), pacing.verifyChunkTime());
    this.locks = new LockReport(job, heap, sql);
  }

  /// What is wrong; empty when the heap was rewritten, renamed or dropped meanwhile.
  Optional<WrongRows> run() throws SQLException {
    Range rest = new Range(0, heap.blocks());
    while (rest.blocks() > 0) {
      job.gate().await();
      Range range = rest.first(size.blocks());
      try {
        chunk(range);
        rest = new Range(range.to(), rest.to());
        job.reporter().verifying(rest.from(), heap.blocks());
      } catch (SQLException e) {
        job.session().rollback(e);
        if (!again(e, range)) {
          return Optional.empty();
        }
      }
    }
    boolean same =
        Heap.again(heap, job.session()).map(now -> now.node() == heap.node()).orElse(false);
    return same ? Optional.of(wrong) : Optional.empty();
  }

  private void chunk(Range range) throws SQLException {
    long start = job.context().time().nanos();
    long[] counts = new long[2];
    job.session()
        .query(
            sql.verify(sql.in(range)),
            row -> {
              counts[0] = row.getLong(1);
              counts[1] = row.getLong(2);
            });
    job.session().commit();
    long nanos = job.context().time().nanos() - start;
    size.took(range.blocks(), (long) (nanos / courtesy.chunkTime()));
    locks.over();
    job.gate().sleep(courtesy.after(counts[0], nanos));
    if (counts[1] > 0) {
      name(range);
      wrong.count(counts[1]);
      job.reporter().addDiffering(counts[1]);
    }
    job.reporter().addRows(counts[0]);
  }

  private void name(Range range) throws SQLException {
    if (wrong.room() == 0) {
      return;
    }
    List<String> places = new ArrayList<>();
    job.session()
        .query(sql.wrongRows(sql.in(range), wrong.room()), row -> places.add(row.getString(1)));
    job.session().commit();
    RowKeys keys = new RowKeys(heap, sql, job.session());
    for (String place : places) {
      wrong.name(keys.keyAt(place));
    }
  }

  /// Whether the range is to be read again after a failure; false when the heap is gone.
  private boolean again(SQLException e, Range range) throws SQLException {
    switch (Failure.of(e)) {
      case TOO_LONG -> limit.exceeded(size);
      case LOCKED, AGAIN -> {
        locks.tableIsLocked();
        job.gate().sleep(LOCK_PAUSE);
      }
      case VALUE ->
          throw new ValueFinder(heap, sql, job.step(), job.session())
              .find(e, range, where -> job.session().query(sql.verify(where), row -> {}));
      case NO_SPACE, CONNECTION_LOST -> throw e;
      case OTHER -> {
        if (Heap.exists(heap, job.session())) {
          throw e;
        }
        return false;
      }
    }
    return true;
  }
}
