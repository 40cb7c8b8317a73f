package dev.theseus.internal.backfill;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the row whose value the server rejects: halves the blocks, then the rows of the block.
/// Each try is rolled back.
final class ValueFinder {
  private final Session session;
  private final ChunkSql sql;
  private final Heap heap;
  private final String step;

  /// A statement over the rows at a place, which fails when one of them is the culprit.
  @FunctionalInterface
  interface Attempt {
    void run(Sql where) throws SQLException;
  }

  ValueFinder(Heap heap, ChunkSql sql, String step, Session session) {
    this.heap = heap;
    this.sql = sql;
    this.step = step;
    this.session = session;
  }

  /// The problem that names the row; without its key when none was found.
  MigrationException problem(SQLException failure, List<Culprit> found) {
    return found.stream()
        .findFirst()
        .map(one -> problem(one.failure(), " where " + one.row().text()))
        .orElseGet(() -> problem(failure, ""));
  }

  /// A row that the statement fails at.
  record Culprit(SQLException failure, String place, RowKey row) {}

  /// Empty when no row fails any more.
  Optional<Culprit> culprit(Range range, Attempt attempt) throws SQLException {
    return culprits(range, attempt, 1).stream().findFirst();
  }

  /// The rows of one block that fail; none when no row of the range does any more.
  ///
  /// @param most how many are wanted
  List<Culprit> culprits(Range range, Attempt attempt, int most) throws SQLException {
    Range narrowed = range;
    while (narrowed.blocks() > 1) {
      long middle = narrowed.from() + narrowed.blocks() / 2;
      Range left = new Range(narrowed.from(), middle);
      Range right = new Range(middle, narrowed.to());
      narrowed = fails(sql.in(left), attempt).isPresent() ? left : right;
    }
    List<String> places = new ArrayList<>();
    session.query(sql.places(sql.in(narrowed)), row -> places.add(row.getString(1)));
    session.commit();
    List<Culprit> found = new ArrayList<>();
    for (String place : places) {
      Optional<SQLException> failure = fails(sql.at(place), attempt);
      if (failure.isPresent()) {
        found.add(new Culprit(failure.get(), place, new RowKeys(heap, sql, session).at(place)));
        if (found.size() == most) {
          break;
        }
      }
    }
    return found;
  }

  /// How the server rejects a value there; empty when it does not.
  Optional<SQLException> fails(Sql where, Attempt attempt) throws SQLException {
    try {
      attempt.run(where);
      session.rollback();
      return Optional.empty();
    } catch (SQLException e) {
      session.rollback(e);
      return switch (Failure.of(e)) {
        case VALUE -> Optional.of(e);
        case LOCKED, TOO_LONG, AGAIN -> Optional.empty();
        case NO_SPACE, CONNECTION_LOST, OTHER -> throw e;
      };
    }
  }

  private MigrationException problem(SQLException e, String row) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.CONVERSION_FAILED,
            "the new value of the row of %s%s cannot be stored: %s (SQLSTATE %s)"
                .formatted(heap.name().quoted(), row, Failure.firstLine(e), e.getSQLState()),
            "step " + step,
            "correct the row and run theseus resume; or theseus resume --skip-failing, which lists"
                + " all such rows; or run theseus rollback and correct the migration's up"
                + " expression"),
        e);
  }
}
