package dev.theseus.internal.backfill;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.backfill.ChunkRunner.Chunk;
import dev.theseus.internal.backfill.ChunkRunner.Outcome;
import dev.theseus.internal.backfill.Shares.Share;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Fills one heap: passes over its blocks until one finds nothing to do.
final class HeapFill {
  /// Of one run: whoever resumes gets as many again.
  private static final int MAX_PASSES = 20;

  private static final Duration SWEEP_PAUSE = Duration.ofMillis(100);

  private final Job job;
  private final ProgressTable table;
  private final Heap heap;
  private final ChunkSql sql;
  private final PassedOver passed;
  private final ChunkRunner runner;
  private final HeapVacuum vacuum;
  private final LockReport locks;
  private final TimeLimit limit;
  private final Shares shares = new Shares();
  private final Courtesy courtesy;
  private final ChunkSize shareSize;
  private ChunkSize wholeSize;
  private Progress progress;
  private final List<Range> lockedRanges = new ArrayList<>();
  private long lockedRows;
  private long passRows;

  HeapFill(Job job, ProgressTable table, Heap heap, ChunkSql sql, Progress progress)
      throws SQLException {
    this.job = job;
    this.table = table;
    this.heap = heap;
    this.progress = progress;
    this.sql = sql;
    this.passed = new PassedOver(job, heap, sql);
    this.runner = new ChunkRunner(job, table, heap, sql, passed);
    this.locks = new LockReport(job, heap, sql);
    this.limit = new TimeLimit(job, job.context().pacing().chunkTime());
    this.vacuum = new HeapVacuum(job, heap, limit);
    this.courtesy =
        new Courtesy(job.context().pacing().courtesy(), job.context().pacing().chunkTime());
    this.shareSize = chunkSize();
    this.wholeSize = chunkSize();
  }

  /// Fills until nothing is due.
  ///
  /// @return false when the heap was rewritten or dropped meanwhile: look again
  boolean run() throws SQLException {
    long usualRows = usualRows();
    passed.tryAgain();
    for (int passes = 1; ; passes++) {
      boolean whole = progress.next() == 0;
      if (!pass() || !sweep()) {
        return false;
      }
      if (whole && passRows == 0 && !escaped()) {
        table.finish(heap);
        return true;
      }
      refuseEndless(usualRows, passes);
      usualRows = progress.pass() == 1 ? progress.rows() : usualRows;
      progress = table.nextPass(heap.withBlocks(job.session()), progress);
      passed.tryAgain();
      passRows = 0;
      wholeSize = chunkSize();
    }
  }

  /// What a pass fills where each fills everything again: in a later pass, of which this run may do
  /// the rest alone, the mean of those before.
  private long usualRows() {
    return progress.rows() / progress.pass();
  }

  /// Whether a row is due although a whole pass met none. A row that the application moves from
  /// ahead of a pass to behind it is met by none; a trigger fills it then, where there is one. A
  /// single statement sees every row.
  private boolean escaped() throws SQLException {
    if (!sql.mayStayDue()) {
      return false;
    }
    boolean[] due = {true};
    try {
      job.session().set("statement_timeout", "0");
      job.session().query(sql.anyDue(), row -> due[0] = row.getBoolean(1));
      job.session().commit();
    } catch (SQLException e) {
      job.session().rollback(e);
      Failure failure = Failure.of(e);
      switch (failure) {
        case LOCKED, TOO_LONG, AGAIN, VALUE -> {}
        case NO_SPACE, CONNECTION_LOST, OTHER -> throw e;
      }
    }
    limit.apply();
    return due[0];
  }

  private ChunkSize chunkSize() {
    var pacing = job.context().pacing();
    return new ChunkSize(pacing.chunkTime(), pacing.minChunkBlocks(), pacing.maxChunkBlocks());
  }

  /// A pass after the first fills what was locked or written without the trigger, never everything;
  /// but for the first whole one after a resume, before which its cause may have been mended.
  private void refuseEndless(long usualRows, int passes) {
    if (passes > 2 && usualRows > 0 && passRows * 2 >= usualRows) {
      throw unverified(
          "%d rows of %s were due again in pass %d: their value changes by itself or is NULL"
              .formatted(passRows, heap.name().quoted(), progress.pass()),
          "run theseus rollback and give the migration an up expression that depends on the"
              + " row only and is never NULL");
    }
    if (passes >= MAX_PASSES) {
      throw unverified(
          "rows of %s are still due after %d passes, %d in the last one: the application writes them as fast, or their value changes by itself"
              .formatted(heap.name().quoted(), passes, passRows),
          "run theseus resume when fewer rows are written, or theseus rollback and correct the up"
              + " expression");
    }
  }

  private MigrationException unverified(String what, String fix) {
    return new MigrationException(
        new Problem(ProblemCode.UNVERIFIED_ROWS, what, "step " + job.step(), fix));
  }

  private boolean pass() throws SQLException {
    while (progress.next() < progress.end()) {
      boolean first = progress.pass() == 1;
      Range rest = new Range(progress.next(), progress.end());
      Range window = first ? rest.first(Shares.windowBlocks(progress.end())) : rest;
      if (!window(window, first ? shares.next(progress.end()) : 1)) {
        return false;
      }
      vacuum.consider(progress);
    }
    return true;
  }

  /// Progress moves on with the last share only, so a broken-off window is done again.
  private boolean window(Range window, int count) throws SQLException {
    for (int number = 0; number < count; number++) {
      boolean last = number == count - 1;
      Share share = last ? Share.ALL : Shares.share(number);
      long rowsBefore = progress.rows();
      Range rest = window;
      while (rest.blocks() > 0) {
        ChunkSize size = last && count == 1 ? wholeSize : shareSize;
        Range range = rest.first(size.blocks());
        Outcome outcome =
            runner.run(new Chunk(range, share, last ? range.to() : window.from(), false));
        switch (outcome) {
          case Outcome.Replaced() -> {
            return false;
          }
          case Outcome.TooLong() -> limit.exceeded(size);
          case Outcome.Done done -> {
            size.took(range.blocks(), (long) (done.nanos() / courtesy.chunkTime()));
            done(done, range, last ? range.to() : window.from());
            job.gate().sleep(courtesy.after(done.rows(), done.nanos()));
            shares.count(number, done.updated(), done.stayed());
            rest = new Range(range.to(), rest.to());
          }
        }
        report(window, rest, number, count);
      }
      if (number == 0 && sparse(progress.rows() - rowsBefore, window, count)) {
        number = count - 2;
      }
    }
    if (count > 1) {
      shares.windowDone();
    }
    return true;
  }

  private static boolean sparse(long rows, Range window, int count) {
    return count > 2 && rows * count < 2 * window.blocks();
  }

  private void done(Outcome.Done done, Range range, long next) {
    progress = progress.advanced(next, done.rows());
    passRows += done.rows();
    vacuum.moved(done.rows() - done.stayed());
    if (done.left() > 0) {
      lockedRanges.add(range);
      lockedRows += done.left();
    }
  }

  private void report(Range window, Range rest, int number, int count) {
    long inWindow = (window.blocks() * number + (rest.from() - window.from())) / count;
    long position = progress.pass() == 1 ? window.from() + inWindow : progress.end();
    job.reporter().filling(Math.min(position, progress.end()), progress.end());
  }

  /// Comes back to the ranges with locked rows until none is left.
  private boolean sweep() throws SQLException {
    while (!lockedRanges.isEmpty()) {
      locks.rowsAreLocked(lockedRows, lockedRanges.getFirst());
      job.gate().sleep(SWEEP_PAUSE);
      List<Range> again = List.copyOf(lockedRanges);
      lockedRanges.clear();
      lockedRows = 0;
      for (Range range : again) {
        Outcome outcome = runner.run(new Chunk(range, Share.ALL, progress.end(), true));
        switch (outcome) {
          case Outcome.Replaced() -> {
            return false;
          }
          case Outcome.TooLong() -> {
            limit.exceeded(wholeSize);
            lockedRanges.add(range);
          }
          case Outcome.Done done -> done(done, range, progress.end());
        }
      }
    }
    locks.over();
    return true;
  }
}
