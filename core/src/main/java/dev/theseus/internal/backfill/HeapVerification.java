package dev.theseus.internal.backfill;

import dev.theseus.plan.Step;
import dev.theseus.sql.SqlPart;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one heap in block ranges, each in a statement and a snapshot of its own.
final class HeapVerification implements HeapWalk.Reader {
  private static final int MOST_IN_VAIN = 50;

  private final Job job;
  private final Heap heap;
  private final ChunkSql sql;
  private final PassedOver passed;
  private final RowsFound found = new RowsFound();
  private boolean back;
  private int inVain;

  HeapVerification(Job job, Step.Verify step, Heap heap) throws SQLException {
    this.job = job;
    this.heap = heap;
    this.sql = ChunkSql.verifying(heap, step, job.session());
    this.passed = new PassedOver(job, heap, sql);
    this.back = !step.waysBack().isEmpty();
  }

  /// What was found; empty when the heap was rewritten, renamed or dropped meanwhile.
  Optional<RowsFound> run() throws SQLException {
    passed.tryAgain();
    return new HeapWalk(job, heap, sql).run(this) ? Optional.of(found) : Optional.empty();
  }

  @Override
  public long read(Range range) throws SQLException {
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
    if (counts[1] > 0) {
      name(range, sql.wrong(), found.wrong());
      found.wrong().count(counts[1]);
      job.reporter().addDiffering(counts[1]);
    }
    if (counts[2] > 0) {
      name(range, sql.lost(), found.lost());
      found.lost().count(counts[2]);
    }
    inVain = 0;
    return counts[0];
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
  @Override
  public void failed(SQLException e, Range range) throws SQLException {
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
}
