package dev.theseus.internal.jdbc;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What Theseus sets for its own sessions, and takes back before it returns one to a pool.
final class SessionSettings {
  /// No timeout of the role or database may end a backfill or an index build; the lock ladder has
  /// its own. `row_security = off` makes a policy that would hide rows an error instead of rows
  /// that are silently not migrated. Keepalives free the ownership of a runner whose network is
  /// gone within a minute.
  private static final String SET =
      """
      SET application_name = 'theseus';
      SET statement_timeout = 0;
      SET lock_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      SET idle_session_timeout = 0;
      SET default_transaction_isolation = 'read committed';
      SET default_transaction_read_only = off;
      SET row_security = off;
      SET tcp_keepalives_idle = 20;
      SET tcp_keepalives_interval = 10;
      SET tcp_keepalives_count = 3;
      SET client_min_messages = warning
      """;

  private static final String RESET =
      """
      RESET application_name;
      RESET statement_timeout;
      RESET lock_timeout;
      RESET idle_in_transaction_session_timeout;
      RESET idle_session_timeout;
      RESET default_transaction_isolation;
      RESET default_transaction_read_only;
      RESET row_security;
      RESET tcp_keepalives_idle;
      RESET tcp_keepalives_interval;
      RESET tcp_keepalives_count;
      RESET client_min_messages;
      RESET client_connection_check_interval;
      RESET search_path
      """;

  private SessionSettings() {}

  static Session prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      int number = version(statement);
      if (number < ServerVersion.OLDEST_MAJOR * 10_000) {
        throw new DatabaseFailure(
            Problem.of(
                ProblemCode.SERVER_TOO_OLD,
                "the server is PostgreSQL %d".formatted(number / 10_000),
                "use PostgreSQL %d or newer".formatted(ServerVersion.OLDEST_MAJOR)));
      }
      ServerVersion server = new ServerVersion(number);
      statement.execute(SET);
      if (server.atLeast(17)) {
        statement.execute("SET transaction_timeout = 0");
      }
      endWithClient(statement);
      return Session.of(connection, pid(statement), server);
    }
  }

  static void restore(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_unlock_all()");
      statement.execute(RESET);
    }
  }

  /// A backend whose client was killed ends within a second instead of building its index to the
  /// end, so that the next runner need not wait for it. Not every operating system can.
  private static void endWithClient(Statement statement) throws SQLException {
    try {
      statement.execute("SET client_connection_check_interval = '1s'");
    } catch (SQLException e) {
      if (!"22023".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SHOW server_version_num")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int pid(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
