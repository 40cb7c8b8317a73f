package dev.theseus.internal.backfill;

import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Step;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one heap in block ranges, each in a statement and a snapshot of its own, for rows whose
/// two sides differ.
///
/// Where a conversion fails, the other side is asked first; where both fail, the rows of the range
/// are asked one by one, and those that still fail are counted as such.
final class HeapComparison {
  private static final Duration LOCK_PAUSE = Duration.ofMillis(50);
  private static final int MOST_ALONE = 1000;

  private final Job job;
  private final Heap heap;
  private final ChunkSql rows;
  private final ComparisonSql sql;
  private final ChunkSize size;
  private final TimeLimit limit;
  private final LockReport locks;
  private final Courtesy courtesy;
  private final Compared compared = new Compared();
  private boolean downFirst;

  HeapComparison(Job job, Step.Verify step, Heap heap) throws SQLException {
    this.job = job;
    this.heap = heap;
    this.rows = ChunkSql.verifying(heap, step, job.session());
    this.sql = ComparisonSql.of(heap, step, job.context().migration(), job.session());
    Pacing pacing = job.context().pacing();
    this.size =
        new ChunkSize(pacing.verifyChunkTime(), pacing.minChunkBlocks(), pacing.maxChunkBlocks());
    this.limit = new TimeLimit(job, pacing.verifyChunkTime());
    this.courtesy = new Courtesy(pacing.courtesy(), pacing.verifyChunkTime());
    this.locks = new LockReport(job, heap, rows);
  }

  /// What was found; empty when the heap was rewritten, renamed or dropped meanwhile.
  Optional<Compared> run() throws SQLException {
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
        if (!again(e)) {
          return Optional.empty();
        }
      }
    }
    boolean same =
        Heap.again(heap, job.session()).map(now -> now.node() == heap.node()).orElse(false);
    return same ? Optional.of(compared) : Optional.empty();
  }

  private void chunk(Range range) throws SQLException {
    long start = job.context().time().nanos();
    long read = range(range);
    long nanos = job.context().time().nanos() - start;
    size.took(range.blocks(), (long) (nanos / courtesy.chunkTime()));
    locks.over();
    job.gate().sleep(courtesy.after(read, nanos));
    job.reporter().addRows(read);
  }

  private long range(Range range) throws SQLException {
    Sql where = rows.in(range);
    if (either(where)) {
      return compared.lastRead();
    }
    if (range.blocks() > 1) {
      Range first = range.first(range.blocks() / 2);
      return range(first) + range(new Range(first.to(), range.to()));
    }
    return oneByOne(where);
  }

  private long oneByOne(Sql where) throws SQLException {
    List<String> places = new ArrayList<>();
    job.session().query(rows.places(where), row -> places.add(row.getString(1)));
    job.session().commit();
    for (String place : places) {
      boolean tired = compared.unable() >= MOST_ALONE;
      if (tired || !either(rows.at(place))) {
        compared.unable(1);
      }
    }
    return places.size();
  }

  /// Whether the statement could be carried out, with one side asked first or with the other.
  private boolean either(Sql where) throws SQLException {
    if (asked(where, downFirst)) {
      return true;
    }
    downFirst = !downFirst;
    return asked(where, downFirst);
  }

  private boolean asked(Sql where, boolean down) throws SQLException {
    long[] counts = new long[2];
    try {
      job.session()
          .query(
              sql.count(where, down),
              row -> {
                counts[0] = row.getLong(1);
                counts[1] = row.getLong(2);
              });
      if (counts[1] > 0) {
        name(where, down);
      }
      job.session().commit();
    } catch (SQLException e) {
      if (Failure.of(e) != Failure.VALUE) {
        throw e;
      }
      job.session().rollback(e);
      return false;
    }
    compared.found(counts[0], counts[1]);
    job.reporter().addDiffering(counts[1]);
    return true;
  }

  private void name(Sql where, boolean down) throws SQLException {
    WrongRows wrong = compared.wrong();
    if (wrong.room() == 0) {
      return;
    }
    List<String> places = new ArrayList<>();
    job.session().query(sql.places(where, down, wrong.room()), row -> places.add(row.getString(1)));
    RowKeys keys = new RowKeys(heap, rows, job.session());
    for (String place : places) {
      wrong.name(keys.keyAt(place));
    }
  }

  /// Whether the range is to be read again after a failure; false when the heap is gone.
  private boolean again(SQLException e) throws SQLException {
    switch (Failure.of(e)) {
      case TOO_LONG -> limit.exceeded(size);
      case LOCKED, AGAIN -> {
        locks.tableIsLocked();
        job.gate().sleep(LOCK_PAUSE);
      }
      case VALUE, NO_SPACE, CONNECTION_LOST -> throw e;
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
