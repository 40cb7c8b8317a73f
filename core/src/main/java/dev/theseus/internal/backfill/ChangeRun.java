package dev.theseus.internal.backfill;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One run of a data change: batch after batch until no key is left.
///
/// A batch is the keys that follow the last one, the statement for them, and the record of the last
/// key, in one transaction. A row is found by its key, so it is taken once wherever its versions
/// lie. A batch that meets a locked row is rolled back and tried again with fewer keys: the change
/// waits for the row, the application never for the change.
final class ChangeRun {
  private static final int MAX_TRIES = 50;
  private static final Duration LOCK_PAUSE = Duration.ofMillis(20);
  private static final int FEWER = 4;

  private final Job job;
  private final Step.ChangeRows step;
  private final Session session;
  private final ChangeTable table;
  private final ChangeSql sql;
  private final TimeLimit limit;
  private final BatchSize size;
  private final Courtesy courtesy;
  private final ChangeVacuum vacuum;
  private final ChangeLocks locks;
  private ChangeProgress progress;

  /// How many keys a batch may have until one succeeds.
  private long atMost = Long.MAX_VALUE;

  ChangeRun(Job job, Step.ChangeRows step) throws SQLException {
    this.job = job;
    this.step = step;
    this.session = job.session();
    this.table = new ChangeTable(job.context(), step, session);
    this.sql = new ChangeSql(step);
    var pacing = job.context().pacing();
    this.limit = new TimeLimit(job, pacing.chunkTime());
    this.size = new BatchSize(pacing.chunkTime());
    this.courtesy = new Courtesy(pacing.courtesy(), pacing.chunkTime());
    this.vacuum = new ChangeVacuum(job, step, limit);
    this.locks = new ChangeLocks(job, step);
    this.progress = table.find();
  }

  void run() throws SQLException {
    job.reporter().addRows(progress.rows());
    boolean more = !progress.finished() && !progress.end().isEmpty();
    int tries = 0;
    while (more) {
      job.gate().await();
      try {
        more = batch();
        tries = 0;
        locks.over();
      } catch (SQLException e) {
        session.rollback(e);
        tries++;
        failed(e, tries);
      } catch (RuntimeException e) {
        session.rollback(e);
        throw e;
      }
    }
    if (!progress.finished()) {
      table.finish();
    }
    job.reporter().others(0, Math.max(1, progress.keys()));
    job.reporter().filled();
  }

  /// Does one batch.
  ///
  /// @return false when no key is left
  private boolean batch() throws SQLException {
    long start = job.context().time().nanos();
    long wanted = Math.min(atMost, size.keys());
    List<String> last = new ArrayList<>();
    long[] keys = {0};
    session.query(
        sql.next(progress, wanted),
        row -> {
          keys[0] = row.getLong(1);
          int columns = step.key().parts().size();
          for (int i = 0; i < columns; i++) {
            last.add(row.getString(2 + columns + i));
          }
        });
    if (keys[0] == 0) {
      session.rollback();
      return false;
    }
    long rows = session.update(step.batch());
    ChangeProgress after = progress.advanced(last, keys[0], rows);
    ChangeTable.Wishes wishes = table.advance(progress, after);
    job.context().fence().run();
    session.commit();
    progress = after;
    done(keys[0], rows, job.context().time().nanos() - start, wishes);
    return true;
  }

  private void done(long keys, long rows, long nanos, ChangeTable.Wishes wishes)
      throws SQLException {
    if (atMost == Long.MAX_VALUE) {
      size.took(keys, (long) (nanos / courtesy.chunkTime()));
    } else {
      atMost = atMost * 2 >= size.keys() ? Long.MAX_VALUE : atMost * 2;
    }
    job.gate().filled(rows, wishes.paused(), wishes.maxRowsPerSecond());
    job.reporter().addRows(rows);
    job.reporter().filling(progress.keys(), progress.total());
    job.gate().sleep(courtesy.after(rows, nanos));
    vacuum.changed(rows);
  }

  /// Prepares the next try, or gives up.
  private void failed(SQLException e, int tries) throws SQLException {
    switch (Failure.of(e)) {
      case LOCKED -> {
        fewer();
        locks.met();
        job.gate().sleep(LOCK_PAUSE);
      }
      case TOO_LONG -> {
        if (size.smallest()) {
          limit.longer();
        } else {
          size.timedOut();
        }
      }
      case AGAIN -> {
        if (tries >= MAX_TRIES) {
          throw e;
        }
        fewer();
        job.gate().sleep(Duration.ofMillis(Math.min(100, 10L * tries)));
      }
      case VALUE -> {
        if (Math.min(atMost, size.keys()) == 1) {
          throw rejected(e);
        }
        fewer();
      }
      case NO_SPACE, CONNECTION_LOST, OTHER -> throw e;
    }
  }

  private void fewer() {
    atMost = Math.max(1, Math.min(atMost, size.keys()) / FEWER);
  }

  private DatabaseFailure rejected(SQLException e) throws SQLException {
    List<String> key = new ArrayList<>();
    session.query(
        sql.next(progress, 1),
        row -> {
          for (int i = 0; i < step.key().parts().size(); i++) {
            key.add(row.getString(2 + i));
          }
        });
    session.rollback();
    String where =
        IntStream.range(0, key.size())
            .mapToObj(i -> step.key().parts().get(i).column() + " = " + key.get(i))
            .collect(Collectors.joining(", "));
    return new DatabaseFailure(
        new Problem(
            ProblemCode.DATABASE_ERROR,
            "the statement fails for the row of \"%s\" where %s: %s (SQLSTATE %s)"
                .formatted(
                    step.key().table(),
                    where,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e.getSQLState()),
            "step " + step.id(),
            "correct the row and run theseus resume; or run theseus rollback and correct the"
                + " statement (%,d rows are changed and stay so)".formatted(progress.rows())),
        e);
  }
}
