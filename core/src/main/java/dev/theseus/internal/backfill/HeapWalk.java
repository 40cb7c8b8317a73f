package dev.theseus.internal.backfill;

import dev.theseus.pacing.Pacing;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads one heap in block ranges, each in a statement and a snapshot of its own, at the pace of
/// verification.
final class HeapWalk {
  private static final Duration LOCK_PAUSE = Duration.ofMillis(50);

  private final Job job;
  private final Heap heap;
  private final ChunkSize size;
  private final TimeLimit limit;
  private final LockReport locks;
  private final Courtesy courtesy;

  /// Reads block ranges for a walk.
  interface Reader {
    /// Reads the rows of a range and commits; answers how many there were.
    long read(Range range) throws SQLException;

    /// A value could not be converted, which was rolled back. The range is read again unless this
    /// throws.
    void failed(SQLException e, Range range) throws SQLException;
  }

  /// Finds something out about one heap; empty when it was rewritten, renamed or dropped meanwhile.
  interface Visit<T> {
    Optional<T> to(Heap heap) throws SQLException;
  }

  /// What a table's heaps give when read one after the other.
  interface Sink<T> {
    void add(T found);
  }

  HeapWalk(Job job, Heap heap, ChunkSql sql) throws SQLException {
    this.job = job;
    this.heap = heap;
    Pacing pacing = job.context().pacing();
    this.size =
        new ChunkSize(pacing.verifyChunkTime(), pacing.minChunkBlocks(), pacing.maxChunkBlocks());
    this.limit = new TimeLimit(job, pacing.verifyChunkTime());
    this.courtesy = new Courtesy(pacing.courtesy(), pacing.verifyChunkTime());
    this.locks = new LockReport(job, heap, sql);
  }

  /// Visits each heap of a table, from anew where it was rewritten meanwhile; answers the heaps.
  static <T> List<Heap> each(Job job, QualifiedName table, Visit<T> visit, Sink<T> sink)
      throws SQLException {
    List<Heap> heaps = Heap.below(table, job.session());
    long done = 0;
    long all = heaps.stream().mapToLong(Heap::blocks).sum();
    for (Heap heap : heaps) {
      job.reporter().others(done, all - done - heap.blocks());
      Optional<Heap> current = Optional.of(heap);
      while (current.isPresent()) {
        Optional<T> here = visit.to(current.get());
        if (here.isPresent()) {
          sink.add(here.get());
          break;
        }
        current = Heap.again(current.get(), job.session());
      }
      done += heap.blocks();
    }
    job.reporter().others(all, 0);
    job.reporter().verified();
    return heaps;
  }

  /// Reads the whole heap; answers whether it is still the same.
  boolean run(Reader reader) throws SQLException {
    Range rest = new Range(0, heap.blocks());
    while (rest.blocks() > 0) {
      job.gate().await();
      Range range = rest.first(size.blocks());
      try {
        chunk(range, reader);
        rest = new Range(range.to(), rest.to());
        job.reporter().verifying(rest.from(), heap.blocks());
      } catch (SQLException e) {
        job.session().rollback(e);
        if (!again(e, range, reader)) {
          return false;
        }
      }
    }
    return Heap.again(heap, job.session()).map(now -> now.node() == heap.node()).orElse(false);
  }

  private void chunk(Range range, Reader reader) throws SQLException {
    long start = job.context().time().nanos();
    long rows = reader.read(range);
    long nanos = job.context().time().nanos() - start;
    size.took(range.blocks(), (long) (nanos / courtesy.chunkTime()));
    locks.over();
    job.gate().sleep(courtesy.after(rows, nanos));
    job.reporter().addRows(rows);
  }

  /// Whether the range is to be read again after a failure; false when the heap is gone.
  private boolean again(SQLException e, Range range, Reader reader) throws SQLException {
    switch (Failure.of(e)) {
      case TOO_LONG -> limit.exceeded(size);
      case LOCKED, AGAIN -> {
        locks.tableIsLocked();
        job.gate().sleep(LOCK_PAUSE);
      }
      case VALUE -> reader.failed(e, range);
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
