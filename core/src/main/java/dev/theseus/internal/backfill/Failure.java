package dev.theseus.internal.backfill;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.sql.SQLException;

/// What a failed chunk means, by its SQLSTATE.
enum Failure {
  /// Somebody holds a lock longer than we wait.
  LOCKED,
  /// The statement ran into its time limit.
  TOO_LONG,
  /// Another transaction was in the way; the same again may work.
  AGAIN,
  /// The server rejects the value of a row.
  VALUE,
  NO_SPACE,
  CONNECTION_LOST,
  OTHER;

  static Failure of(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "55P03" -> LOCKED;
      case "57014" -> TOO_LONG;
      case "40001", "40P01" -> AGAIN;
      case "53100" -> NO_SPACE;
      case "57P01", "57P02", "57P03" -> CONNECTION_LOST;
      default -> ofClass(state.length() < 2 ? "" : state.substring(0, 2));
    };
  }

  private static Failure ofClass(String stateClass) {
    return switch (stateClass) {
      case "21", "22", "23", "44", "P0" -> VALUE;
      case "08" -> CONNECTION_LOST;
      default -> OTHER;
    };
  }

  /// What the server said, without context.
  static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /// The failure as the caller sees it.
  static MigrationException translated(SQLException e, String where) {
    String message = firstLine(e);
    Problem problem =
        switch (of(e)) {
          case NO_SPACE ->
              Problem.of(
                  ProblemCode.OUT_OF_SPACE,
                  "the server has no space left: " + message,
                  "free some, then run theseus resume; what was filled is kept");
          case CONNECTION_LOST ->
              Problem.of(
                  ProblemCode.CONNECTION_LOST,
                  "the connection was lost: " + message,
                  "run theseus resume; what was filled is kept");
          case LOCKED, TOO_LONG, AGAIN, VALUE, OTHER ->
              Problem.of(
                  ProblemCode.DATABASE_ERROR,
                  "the server rejected a statement (SQLSTATE %s): %s"
                      .formatted(e.getSQLState(), message),
                  "remove the cause, then run theseus resume, or theseus rollback");
        };
    return new DatabaseFailure(problem.at(where), e);
  }
}
