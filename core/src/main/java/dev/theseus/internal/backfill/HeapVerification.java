package dev.theseus.internal.backfill;

import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Step;
import dev.theseus.sql.SqlPart;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one heap in block ranges, each in a statement and a snapshot of its own.
final class HeapVerification {
  private static final Duration LOCK_PAUSE = Duration.ofMillis(50);
  private static final int MOST_IN_VAIN = 50;

  private final Job job;
  private final Heap heap;
  private final ChunkSql sql;
  private final PassedOver passed;
  private final ChunkSize size;
  private final TimeLimit limit;
  private final LockReport locks;
  private final Courtesy courtesy;
  private final RowsFound found = new RowsFound();
  private boolean back;
  private int inVain;

  HeapVerification(Job job, Step.Verify step, Heap heap) throws SQLException {
    this.job = job;
    this.heap = heap;
    this.sql = ChunkSql.verifying(heap, step, job.session());
    this.passed = new PassedOver(job, heap, sql);
    this.back = !step.waysBack().isEmpty();
    Pacing pacing = job.context().pacing();
    this.size =
        new ChunkSize(pacing.verifyChunkTime(), pacing.minChunkBlocks(), pacing.maxChunkBlocks());
    this.limit = new TimeLimit(job, pacing.verifyChunkTime());
    this.courtesy = new Courtesy(pacing.courtesy(), pacing.verifyChunkTime());
    this.locks = new LockReport(job, heap, sql);
  }

  /// What was found; empty when the heap was rewritten, renamed or dropped meanwhile.
  Optional<RowsFound> run() throws SQLException {
    passed.tryAgain();
    Range rest = new Range(0, heap.blocks());
    while (rest.blocks() > 0) {
      job.gate().await();
      Range range = rest.first(size.blocks());
      try {
        chunk(range);
        inVain = 0;
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
    return same ? Optional.of(found) : Optional.empty();
  }

  private void chunk(Range range) throws SQLException {
    long start = job.context().time().nanos();
    long[] counts = new long[3];
    job.session()
        .query(
            sql.verify(sql.in(range), back),
            row -> {
              counts[0] = row.getLong(1);
              counts[1] = row.getLong(2);
              counts[2] = row.getLong(3);
            });
    job.session().commit();
    long nanos = job.context().time().nanos() - start;
    size.took(range.blocks(), (long) (nanos / courtesy.chunkTime()));
    locks.over();
    job.gate().sleep(courtesy.after(counts[0], nanos));
    if (counts[1] > 0) {
      name(range, sql.wrong(), found.wrong());
      found.wrong().count(counts[1]);
      job.reporter().addDiffering(counts[1]);
    }
    if (counts[2] > 0) {
      name(range, sql.lost(), found.lost());
      found.lost().count(counts[2]);
    }
    job.reporter().addRows(counts[0]);
  }

  private void name(Range range, SqlPart condition, WrongRows rows) throws SQLException {
    if (rows.room() == 0) {
      return;
    }
    List<String> places = new ArrayList<>();
    job.session()
        .query(
            sql.places(sql.in(range), condition, rows.room()), row -> places.add(row.getString(1)));
    job.session().commit();
    RowKeys keys = new RowKeys(heap, sql, job.session());
    for (String place : places) {
      rows.name(keys.keyAt(place));
    }
  }

  /// Where the way back fails, verification goes on without it; where the value itself does, the
  /// rows are passed over, or it ends.
  private void value(SQLException e, Range range) throws SQLException {
    ValueFinder finder = new ValueFinder(heap, sql, job.step(), job.session());
    ValueFinder.Attempt forth = where -> job.session().query(sql.verify(where, false), row -> {});
    if (back && finder.fails(sql.in(range), forth).isEmpty()) {
      back = false;
      finder
          .culprit(range, where -> job.session().query(sql.countLost(where), row -> {}))
          .ifPresent(found::unable);
    } else if (!passed.failing(e, range, forth) && ++inVain > MOST_IN_VAIN) {
      throw e;
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
      case VALUE -> value(e, range);
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
