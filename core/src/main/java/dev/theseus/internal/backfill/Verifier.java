package dev.theseus.internal.backfill;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Carries out [Step.Verify]: reads every row in short statements and finds those that do not hold
/// what they should.
///
/// **Locks** ACCESS SHARE, for one statement's time. **Scans** the table once. **Fails with**
/// `unverified-rows`, `conversion-failed`, `interrupted`, `connection-lost`, `database-error`. Not
/// thread-safe.
public final class Verifier {
  private static final int ROWS_NAMED = 5;
  private static final Duration LOCK_PAUSE = Duration.ofMillis(50);

  private final BackfillContext context;

  public Verifier(BackfillContext context) {
    this.context = context;
  }

  /// Returns when every row was found right.
  public void run(Step.Verify step) {
    try (Session session = new Session(context.connection())) {
      Job job =
          new Job(
              context,
              step.id(),
              step.table(),
              step.assignments(),
              session,
              new Gate(context, step.id(), session),
              new Reporter(context, step.id(), step.table()));
      session.set("lock_timeout", ChunkRunner.LOCK_TIMEOUT.toMillis() + "ms");
      verify(job, step);
    } catch (SQLException e) {
      throw Failure.translated(e, "step " + step.id());
    }
  }

  private static void verify(Job job, Step.Verify step) throws SQLException {
    List<Heap> heaps = Heap.below(step.table(), job.session());
    Wrong wrong = new Wrong();
    long done = 0;
    long all = heaps.stream().mapToLong(Heap::blocks).sum();
    for (Heap heap : heaps) {
      job.reporter().others(done, all - done - heap.blocks());
      Optional<Heap> current = Optional.of(heap);
      while (current.isPresent()) {
        Wrong here = new Wrong();
        if (heap(job, step, current.get(), here)) {
          wrong.add(here);
          break;
        }
        current = Heap.again(current.get(), job.session());
      }
      done += heap.blocks();
    }
    job.reporter().others(all, 0);
    job.reporter().verified();
    if (wrong.rows > 0) {
      throw new UnsafeMigration(
          new Problem(
              ProblemCode.UNVERIFIED_ROWS,
              "%d rows of %s do not hold what they should (%s%s)"
                  .formatted(
                      wrong.rows,
                      step.table().quoted(),
                      String.join("; ", wrong.keys),
                      wrong.rows > wrong.keys.size() ? "; …" : ""),
              "step " + step.id(),
              "find what writes to the table without firing its triggers, then run theseus"
                  + " rollback and start again"));
    }
  }

  /// What was found so far.
  private static final class Wrong {
    private long rows;
    private final List<String> keys = new ArrayList<>();

    private void add(Wrong more) {
      rows += more.rows;
      more.keys.stream().limit(Math.max(0, ROWS_NAMED - keys.size())).forEach(keys::add);
    }
  }

  /// Reads one heap.
  ///
  /// @return false when it was rewritten or dropped meanwhile
  private static boolean heap(Job job, Step.Verify step, Heap heap, Wrong wrong)
      throws SQLException {
    ChunkSql sql =
        ChunkSql.of(heap, step.table(), step.assignments(), step.required(), job.session());
    var pacing = job.context().pacing();
    ChunkSize size =
        new ChunkSize(pacing.verifyChunkTime(), pacing.minChunkBlocks(), pacing.maxChunkBlocks());
    TimeLimit limit = new TimeLimit(job, pacing.verifyChunkTime());
    LockReport locks = new LockReport(job, heap, sql);
    Range rest = new Range(0, heap.blocks());
    while (rest.blocks() > 0) {
      job.gate().await();
      Range range = rest.first(size.blocks());
      long start = job.context().time().nanos();
      try {
        long found = chunk(job, sql, range);
        size.took(range.blocks(), job.context().time().nanos() - start);
        locks.over();
        if (found > 0) {
          name(job, heap, sql, range, wrong);
          wrong.rows += found;
          job.reporter().addDiffering(found);
        }
      } catch (SQLException e) {
        job.session().rollback(e);
        switch (Failure.of(e)) {
          case TOO_LONG -> limit.exceeded(size);
          case LOCKED, AGAIN -> {
            locks.tableIsLocked();
            job.gate().sleep(LOCK_PAUSE);
          }
          case VALUE -> throw unreadable(job, heap, sql, range, e);
          case NO_SPACE, CONNECTION_LOST -> throw e;
          case OTHER -> {
            if (Heap.exists(heap, job.session())) {
              throw e;
            }
            return false;
          }
        }
        continue;
      }
      rest = new Range(range.to(), rest.to());
      job.reporter().verifying(rest.from(), heap.blocks());
    }
    return Heap.again(heap, job.session()).map(h -> h.node() == heap.node()).orElse(false);
  }

  private static long chunk(Job job, ChunkSql sql, Range range) throws SQLException {
    long[] counts = new long[2];
    job.session()
        .query(
            sql.verify(sql.in(range)),
            row -> {
              counts[0] = row.getLong(1);
              counts[1] = row.getLong(2);
            });
    job.session().commit();
    job.reporter().addRows(counts[0]);
    return counts[1];
  }

  private static void name(Job job, Heap heap, ChunkSql sql, Range range, Wrong wrong)
      throws SQLException {
    int more = ROWS_NAMED - wrong.keys.size();
    if (more <= 0) {
      return;
    }
    List<String> places = new ArrayList<>();
    job.session().query(sql.wrongRows(sql.in(range), more), row -> places.add(row.getString(1)));
    job.session().commit();
    RowKeys keys = new RowKeys(heap, sql, job.session());
    for (String place : places) {
      wrong.keys.add(keys.keyAt(place));
    }
  }

  private static MigrationException unreadable(
      Job job, Heap heap, ChunkSql sql, Range range, SQLException failure) throws SQLException {
    return new ValueFinder(heap, sql, job.step(), job.session())
        .find(failure, range, where -> job.session().query(sql.verify(where), row -> {}));
  }
}
