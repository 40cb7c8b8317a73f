package dev.theseus.internal.backfill;

import dev.theseus.internal.backfill.Shares.Share;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Fills one chunk in one transaction together with its progress.
///
/// A chunk first runs as a plain UPDATE, the cheapest form, under a `lock_timeout` of
/// [#LOCK_TIMEOUT]. Where that meets a locked row it is rolled back and runs again over unlocked
/// rows only; the rows left are counted. Chunks after it go the second way at once for a while,
/// because locked rows come in crowds and a rolled-back chunk leaves dead rows.
final class ChunkRunner {
  /// What we make an application wait that waits for us while we wait for it. Far below
  /// `deadlock_timeout`, so the server never has to choose a victim.
  static final Duration LOCK_TIMEOUT = Duration.ofMillis(3);

  private static final int MAX_TRIES = 50;
  private static final Duration TABLE_LOCK_PAUSE = Duration.ofMillis(50);
  private static final int MOST_CAREFUL_CHUNKS = 64;

  private final Job job;
  private final ProgressTable progress;
  private final Heap heap;
  private final ChunkSql sql;
  private final PassedOver passed;
  private final LockReport locks;
  private int carefulChunks;
  private int nextCarefulChunks = 1;
  private long updatedBefore;
  private long stayedBefore;

  /// What is to be filled.
  ///
  /// @param nextBlock what the progress says when it is done
  /// @param careful whether locked rows are expected
  record Chunk(Range range, Share share, long nextBlock, boolean careful) {}

  /// What became of a chunk.
  sealed interface Outcome {
    /// @param left rows that are due and locked by somebody; 0 unless the chunk takes all shares
    /// @param updated rows the server counted, 0 when it does not count
    /// @param stayed those whose new version stayed on its page
    record Done(long rows, long left, long updated, long stayed, long nanos) implements Outcome {}

    /// The time limit was too short for so many blocks; nothing was changed.
    record TooLong() implements Outcome {}

    /// The heap is not the file any more that the progress is about; nothing was changed.
    record Replaced() implements Outcome {}
  }

  ChunkRunner(Job job, ProgressTable progress, Heap heap, ChunkSql sql, PassedOver passed) {
    this.job = job;
    this.progress = progress;
    this.heap = heap;
    this.sql = sql;
    this.passed = passed;
    this.locks = new LockReport(job, heap, sql);
  }

  Outcome run(Chunk chunk) throws SQLException {
    boolean careful = chunk.careful() || carefulChunks > 0;
    for (int tries = 1; ; tries++) {
      job.gate().await();
      try {
        Outcome outcome = attempt(chunk, careful);
        locks.over();
        settle(careful, chunk);
        return outcome;
      } catch (SQLException e) {
        job.session().rollback(e);
        Optional<Outcome> end = failed(e, chunk, careful, tries);
        if (end.isPresent()) {
          return end.get();
        }
        careful |= Failure.of(e) == Failure.LOCKED;
      } catch (RuntimeException e) {
        job.session().rollback(e);
        throw e;
      }
    }
  }

  /// What a failed try comes to; empty when the chunk is to be tried again.
  private Optional<Outcome> failed(SQLException e, Chunk chunk, boolean careful, int tries)
      throws SQLException {
    switch (Failure.of(e)) {
      case TOO_LONG -> {
        return Optional.of(new Outcome.TooLong());
      }
      case LOCKED -> {
        if (careful) {
          locks.tableIsLocked();
          job.gate().sleep(TABLE_LOCK_PAUSE);
        } else {
          carefulChunks = nextCarefulChunks;
          nextCarefulChunks = Math.min(MOST_CAREFUL_CHUNKS, nextCarefulChunks * 2);
        }
      }
      case AGAIN -> {
        if (tries >= MAX_TRIES) {
          throw e;
        }
        job.gate().sleep(Duration.ofMillis(Math.min(100, 10L * tries)));
      }
      case VALUE -> {
        boolean found =
            passed.failing(e, chunk.range(), where -> job.session().update(sql.update(where)));
        if (!found && tries >= MAX_TRIES) {
          throw e;
        }
      }
      case NO_SPACE, CONNECTION_LOST -> throw e;
      case OTHER -> {
        if (Heap.exists(heap, job.session())) {
          throw e;
        }
        return Optional.of(new Outcome.Replaced());
      }
    }
    return Optional.empty();
  }

  private void settle(boolean careful, Chunk chunk) {
    if (!careful) {
      nextCarefulChunks = Math.max(1, nextCarefulChunks - 1);
    } else if (!chunk.careful()) {
      carefulChunks = Math.max(0, carefulChunks - 1);
    }
  }

  private Outcome attempt(Chunk chunk, boolean careful) throws SQLException {
    Session session = job.session();
    long start = job.context().time().nanos();
    Sql where = sql.in(chunk.range(), chunk.share());
    long rows = session.update(careful ? sql.updateUnlocked(where) : sql.update(where));
    long[] left = {0};
    if (careful && chunk.share().all()) {
      session.query(sql.countDue(where), row -> left[0] = row.getLong(1));
    }
    ProgressTable.Recorded recorded = progress.advance(heap, chunk.nextBlock(), rows, left[0]);
    if (!recorded.sameFile()) {
      session.rollback();
      return new Outcome.Replaced();
    }
    job.context().fence().run();
    session.commit();
    long nanos = job.context().time().nanos() - start;
    job.gate().filled(rows, recorded.paused(), recorded.maxRowsPerSecond());
    job.reporter().addRows(rows);
    long updated = since(updatedBefore, recorded.updated());
    long stayed = since(stayedBefore, recorded.stayed());
    updatedBefore = recorded.updated();
    stayedBefore = recorded.stayed();
    return new Outcome.Done(rows, left[0], updated, stayed, nanos);
  }

  /// The server's counters start anew when it has sent them off.
  private static long since(long before, long now) {
    return now >= before ? now - before : now;
  }
}
