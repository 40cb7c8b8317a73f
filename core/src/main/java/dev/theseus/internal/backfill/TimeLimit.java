package dev.theseus.internal.backfill;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.sql.SQLException;
import java.time.Duration;

/// The `statement_timeout` of chunks: 30 times what a chunk should take, at least a second. Smaller
/// chunks are the first answer to running into it, more time for the smallest ones the second.
final class TimeLimit {
  private static final int TIMES_CHUNK = 30;
  private static final long LEAST_MILLIS = 1000;

  private static final int DOUBLINGS = 8;

  private final Job job;
  private int doublings = DOUBLINGS;
  private long millis;

  TimeLimit(Job job, Duration chunkTime) throws SQLException {
    this.job = job;
    this.millis = Math.max(LEAST_MILLIS, TIMES_CHUNK * chunkTime.toMillis());
    apply();
  }

  /// Sets it on the session.
  void apply() throws SQLException {
    job.session().set("statement_timeout", millis + "ms");
  }

  /// Twice as much from now on.
  void longer() throws SQLException {
    millis *= 2;
    apply();
  }

  /// A chunk ran into it.
  void exceeded(ChunkSize size) throws SQLException {
    if (!size.smallest()) {
      size.timedOut();
      return;
    }
    if (doublings == 0) {
      throw new MigrationException(
          new Problem(
              ProblemCode.DATABASE_ERROR,
              "a chunk of %d blocks of %s takes more than %d ms"
                  .formatted(size.blocks(), job.table().quoted(), millis),
              "step " + job.step(),
              "make the up expression cheaper (an index for what it looks up), then run theseus"
                  + " rollback and start again"));
    }
    doublings--;
    millis *= 2;
    apply();
  }
}
