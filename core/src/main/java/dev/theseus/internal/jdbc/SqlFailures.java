package dev.theseus.internal.jdbc;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.LockNotAcquired;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// The one place where a failure of the driver becomes a problem with a next action.
public final class SqlFailures {
  /// The server ended the session: admin shutdown, crash, start-up, dropped database, idle and
  /// transaction timeouts.
  private static final Set<String> SESSION_ENDED =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04");

  /// The network, an administrator or a crash of the server ended a session that had begun.
  private static final Set<String> BROKEN_OFF = Set.of("08006", "57P01", "57P02");

  /// Lock timeout, deadlock.
  private static final Set<String> LOCK = Set.of("55P03", "40P01");

  /// Objects that exist already or no more although the plan was made from the catalog.
  private static final Set<String> CATALOG =
      Set.of("42P06", "42P07", "42701", "42710", "42P01", "42703", "42704", "3F000");

  private SqlFailures() {}

  /// Whether the session is gone; what it did last is unknown until the database is asked.
  public static boolean connectionLost(SQLException failure) {
    String state = state(failure);
    return state.startsWith("08") || SESSION_ENDED.contains(state);
  }

  /// Whether the connection stood and broke, unlike one that was refused or never came about: the
  /// driver sends statements of its own before it hands a connection out.
  static boolean brokenOff(SQLException failure) {
    return BROKEN_OFF.contains(state(failure));
  }

  /// Whether a lock was not granted in time, or a deadlock was resolved at our cost; nothing has
  /// happened and the transaction may be tried again.
  public static boolean lockConflict(SQLException failure) {
    return LOCK.contains(state(failure));
  }

  /// Whether the statement was ended by a cancel request.
  public static boolean cancelled(SQLException failure) {
    return state(failure).equals("57014");
  }

  /// Whether the role may not do this.
  public static boolean notPermitted(SQLException failure) {
    return state(failure).equals("42501");
  }

  public static boolean uniqueViolation(SQLException failure) {
    return state(failure).equals("23505");
  }

  /// Whether a row breaks a constraint.
  public static boolean violation(SQLException failure) {
    return state(failure).startsWith("23");
  }

  /// Whether a value cannot be computed with (class 22).
  public static boolean data(SQLException failure) {
    return state(failure).startsWith("22");
  }

  public static boolean undefinedTable(SQLException failure) {
    String state = state(failure);
    return state.equals("42P01") || state.equals("3F000");
  }

  /// The server's detail line, for example `Key (a)=(1) is duplicated.`; empty when there is none.
  public static String detail(SQLException failure) {
    ServerErrorMessage message = serverMessage(failure);
    String detail = message == null ? null : message.getDetail();
    return detail == null ? "" : detail;
  }

  /// The failure to open a connection.
  public static MigrationException connecting(SQLException failure) {
    return new DatabaseFailure(
        Problem.of(
            ProblemCode.CANNOT_CONNECT,
            "the database cannot be reached: " + message(failure),
            "check host, port, user and password, and that the server accepts connections"),
        failure);
  }

  /// The failure of a statement.
  ///
  /// @param place the step or the activity, for people
  public static MigrationException of(SQLException failure, String place) {
    Problem problem = problem(failure).at(place);
    return switch (problem.code()) {
      case LOCK_NOT_ACQUIRED -> new LockNotAcquired(problem, failure);
      case INTERRUPTED -> new MigrationException(problem, failure);
      default -> new DatabaseFailure(problem, failure);
    };
  }

  private static Problem problem(SQLException failure) {
    String state = state(failure);
    if (connectionLost(failure)) {
      return Problem.of(
          ProblemCode.CONNECTION_LOST,
          "the connection to the database was lost: " + message(failure),
          "run `theseus resume` when the server is back; it asks the database what has happened");
    }
    if (lockConflict(failure)) {
      return Problem.of(
          ProblemCode.LOCK_NOT_ACQUIRED,
          "a lock was not granted: " + described(failure),
          "run the command again when the table is less busy");
    }
    if (cancelled(failure)) {
      return Problem.of(
          ProblemCode.INTERRUPTED,
          "a statement was cancelled: " + described(failure),
          "run `theseus resume` to go on");
    }
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "23" ->
          Problem.of(
              ProblemCode.VALIDATION_FAILED,
              described(failure),
              "correct the rows and run `theseus resume`, or `theseus rollback`");
      case "22" ->
          Problem.of(
              ProblemCode.CONVERSION_FAILED,
              described(failure),
              "correct the rows or the expression; `theseus rollback` takes the rest back");
      case "53" -> resources(failure, state);
      case "25" -> readOnlyOrOther(failure, state);
      default -> bySqlState(failure, state);
    };
  }

  private static Problem resources(SQLException failure, String state) {
    return switch (state) {
      case "53300" ->
          Problem.of(
              ProblemCode.CANNOT_CONNECT,
              "the server has no connection left: " + message(failure),
              "free connections or raise max_connections");
      case "53100" ->
          Problem.of(
              ProblemCode.OUT_OF_SPACE,
              "a disk of the server is full: " + described(failure),
              "free space on it, then run `theseus resume`, or `theseus rollback`");
      default ->
          Problem.of(
              ProblemCode.OUT_OF_SPACE,
              "the server ran out of a resource: " + described(failure),
              "free disk space or memory on the server, then run `theseus resume`");
    };
  }

  private static Problem readOnlyOrOther(SQLException failure, String state) {
    return state.equals("25006")
        ? Problem.of(
            ProblemCode.READ_ONLY_SERVER,
            "the server takes no writes: " + message(failure),
            "connect to the primary")
        : other(failure);
  }

  private static Problem bySqlState(SQLException failure, String state) {
    if (state.equals("42501")) {
      return Problem.of(
          ProblemCode.MISSING_PRIVILEGE,
          described(failure),
          "connect as the owner of the tables, or grant the privilege");
    }
    if (CATALOG.contains(state)) {
      return Problem.of(
          ProblemCode.CATALOG_CHANGED,
          described(failure),
          "the database is not what the plan was made from: run `theseus rollback`, then plan"
              + " anew");
    }
    return other(failure);
  }

  private static Problem other(SQLException failure) {
    return Problem.of(
        ProblemCode.DATABASE_ERROR,
        "PostgreSQL refused a statement: " + described(failure),
        "correct the cause and run `theseus resume`, or `theseus rollback`");
  }

  /// Message, detail, SQLSTATE and the statement.
  private static String described(SQLException failure) {
    StringBuilder text = new StringBuilder(message(failure));
    String detail = detail(failure);
    if (!detail.isEmpty()) {
      text.append(" (").append(strip(detail)).append(')');
    }
    text.append(" [").append(state(failure)).append(']');
    if (failure instanceof StatementFailure statement && !statement.excerpt().isEmpty()) {
      text.append(" at `").append(statement.excerpt()).append('`');
    }
    return text.toString();
  }

  private static String message(SQLException failure) {
    ServerErrorMessage server = serverMessage(failure);
    String text = server == null ? failure.getMessage() : server.getMessage();
    return text == null ? failure.getClass().getSimpleName() : strip(text);
  }

  private static String strip(String text) {
    String one = text.strip();
    return one.endsWith(".") ? one.substring(0, one.length() - 1) : one;
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException failure) {
    if (failure instanceof PSQLException own) {
      return own.getServerErrorMessage();
    }
    return failure.getCause() instanceof PSQLException cause ? cause.getServerErrorMessage() : null;
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }
}
