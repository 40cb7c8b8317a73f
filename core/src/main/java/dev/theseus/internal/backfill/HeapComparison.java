package dev.theseus.internal.backfill;

import dev.theseus.plan.Step;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one heap in block ranges, each in a statement and a snapshot of its own, for rows whose
/// two sides differ.
///
/// Where a conversion fails, the other side is asked first; where both fail, the rows of the range
/// are asked one by one, and those that still fail are counted as such.
final class HeapComparison implements HeapWalk.Reader {
  private static final int MOST_ALONE = 1000;

  private final Job job;
  private final Heap heap;
  private final ChunkSql rows;
  private final ComparisonSql sql;
  private final Compared compared = new Compared();
  private boolean downFirst;

  HeapComparison(Job job, Step.Verify step, Heap heap) throws SQLException {
    this.job = job;
    this.heap = heap;
    this.rows = ChunkSql.verifying(heap, step, job.session());
    this.sql = ComparisonSql.of(heap, step, job.context().migration(), job.session());
  }

  /// What was found; empty when the heap was rewritten, renamed or dropped meanwhile.
  Optional<Compared> run() throws SQLException {
    return new HeapWalk(job, heap, rows).run(this) ? Optional.of(compared) : Optional.empty();
  }

  @Override
  public long read(Range range) throws SQLException {
    Sql where = rows.in(range);
    if (either(where)) {
      return compared.lastRead();
    }
    if (range.blocks() > 1) {
      Range first = range.first(range.blocks() / 2);
      return read(first) + read(new Range(first.to(), range.to()));
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

  @Override
  public void failed(SQLException e, Range range) throws SQLException {
    throw e;
  }
}
