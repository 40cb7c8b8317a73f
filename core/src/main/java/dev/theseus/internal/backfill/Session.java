package dev.theseus.internal.backfill;

import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The connection while chunks run on it: auto-commit off, its own settings; both are put back at
/// the end. Statements go without bind parameters, because a `?` in a user's expression is an
/// operator. Not thread-safe.
final class Session implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;
  private final boolean autoCommit;
  private boolean inSnapshot;
  private final Map<String, String> before = new LinkedHashMap<>();

  /// Reads one row; called for each.
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  Session(Connection connection) throws SQLException {
    this.connection = connection;
    this.autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    this.statement = connection.createStatement();
  }

  /// Sets a setting until this connection is closed. Ends the open transaction.
  void set(String name, String value) throws SQLException {
    String[] old = {""};
    query(
        Sql.of("SELECT current_setting({name})", Map.of("name", Literal.of(name))),
        row -> old[0] = row.getString(1));
    query(setting(name, value), row -> {});
    commit();
    before.putIfAbsent(name, old[0]);
  }

  private static Sql setting(String name, String value) {
    return Sql.of(
        "SELECT set_config({name}, {value}, false)",
        Map.of("name", Literal.of(name), "value", Literal.of(value)));
  }

  long update(Sql sql) throws SQLException {
    return statement.executeLargeUpdate(sql.text());
  }

  void query(Sql sql, RowReader reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql.text())) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  /// Runs a statement that may not stand in a transaction.
  ///
  /// @return whether the server had nothing to complain about
  boolean alone(Sql sql) throws SQLException {
    connection.setAutoCommit(true);
    try {
      statement.clearWarnings();
      statement.execute(sql.text());
      return statement.getWarnings() == null;
    } finally {
      connection.setAutoCommit(false);
    }
  }

  void commit() throws SQLException {
    if (!inSnapshot) {
      connection.commit();
    }
  }

  void rollback() throws SQLException {
    if (inSnapshot) {
      statement.execute("ROLLBACK TO SAVEPOINT theseus_begin");
    } else {
      connection.rollback();
    }
  }

  /// Work that returns something.
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  /// Runs the work in one transaction that sees the database as it is now, whatever is written
  /// meanwhile: a commit in it is none, a rollback goes back to its beginning, and so does its end.
  <T> T inSnapshot(Work<T> work) throws SQLException {
    rollback();
    try {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SAVEPOINT theseus_begin");
      inSnapshot = true;
      T result = work.run();
      inSnapshot = false;
      rollback();
      return result;
    } catch (SQLException | RuntimeException e) {
      inSnapshot = false;
      rollback(e);
      throw e;
    }
  }

  /// Rolls back on the way out of a failure, which stays the main one.
  void rollback(Exception cause) {
    try {
      rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection.isClosed()) {
      return;
    }
    connection.rollback();
    List<Sql> restore = new ArrayList<>();
    before.forEach((name, value) -> restore.add(setting(name, value)));
    for (Sql one : restore) {
      query(one, row -> {});
    }
    commit();
    statement.close();
    connection.setAutoCommit(autoCommit);
  }
}
