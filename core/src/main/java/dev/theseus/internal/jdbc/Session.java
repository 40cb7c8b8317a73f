package dev.theseus.internal.jdbc;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// One connection with the settings Theseus needs; one thread works with it, [#cancel()] may come
/// from any.
public final class Session implements AutoCloseable {
  /// Turns the row a result set stands on into a value.
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Work in a transaction.
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }

  /// The place of a failure that came after the connection stood, while it was being prepared.
  public static final String OPENING = "opening a session";

  private final Connection connection;
  private final int pid;
  private final ServerVersion server;

  private Session(Connection connection, int pid, ServerVersion server) {
    this.connection = connection;
    this.pid = pid;
    this.server = server;
  }

  /// Opens a session and prepares it.
  ///
  /// @throws dev.theseus.error.DatabaseFailure if the server cannot be reached, is too old, or is a
  ///   standby
  public static Session open(DataSource dataSource) {
    try {
      Connection connection = dataSource.getConnection();
      try {
        return SessionSettings.prepare(connection);
      } catch (SQLException e) {
        closeAfter(connection, e);
        if (SqlFailures.connectionLost(e)) {
          throw SqlFailures.of(e, OPENING);
        }
        throw e;
      } catch (RuntimeException e) {
        closeAfter(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      if (SqlFailures.brokenOff(e)) {
        throw SqlFailures.of(e, OPENING);
      }
      throw SqlFailures.connecting(e);
    }
  }

  static Session of(Connection connection, int pid, ServerVersion server) {
    return new Session(connection, pid, server);
  }

  /// The raw connection, in autocommit mode outside of [#transaction(Work)].
  public Connection connection() {
    return connection;
  }

  /// The server process of this connection.
  public int pid() {
    return pid;
  }

  public ServerVersion server() {
    return server;
  }

  /// Runs statements whose results nobody wants; several may stand in one text.
  public void execute(Sql sql) throws SQLException {
    execute(List.of(sql));
  }

  /// Runs statements whose results nobody wants. They travel together, so that locks are held for
  /// one round trip, however many statements there are.
  public void execute(List<Sql> statements) throws SQLException {
    warned(statements);
  }

  /// Runs statements as [#execute(List)] does; gives what the server warned of, without notices.
  public List<String> warned(List<Sql> statements) throws SQLException {
    String text = statements.stream().map(Sql::rendered).collect(Collectors.joining(";\n"));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(text);
      List<String> warnings = new ArrayList<>();
      for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
        if (one.getSQLState() != null && one.getSQLState().startsWith("01")) {
          warnings.add(String.valueOf(one.getMessage()));
        }
      }
      return warnings;
    } catch (SQLException e) {
      throw StatementFailure.of(text, e);
    }
  }

  /// Runs one statement with bind parameters and gives its update count.
  public int update(String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    }
  }

  public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    return query(sql, reader, arguments).stream().findFirst();
  }

  /// The one number the query gives; 0 when it gives no row.
  public long number(String sql, @Nullable Object... arguments) throws SQLException {
    return first(sql, row -> row.getLong(1), arguments).orElse(0L);
  }

  /// The one truth value the query gives; false when it gives no row.
  public boolean flag(String sql, @Nullable Object... arguments) throws SQLException {
    return first(sql, row -> row.getBoolean(1), arguments).orElse(false);
  }

  /// Runs the work in one transaction, which is rolled back when anything is thrown.
  public <T> T transaction(Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run();
      connection.commit();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | RuntimeException e) {
      rollBackAfter(e);
      throw e;
    }
  }

  /// Leaves whatever transaction is open, so that the next statement starts afresh.
  public void reset() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /// Asks the server to end the statement that runs now. Thread-safe.
  public void cancel() {
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // The connection is gone, and with it the statement.
      return;
    }
  }

  /// Whether the server still answers.
  public boolean alive() {
    try {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  /// Gives the connection back as it was found; where that fails, ends it.
  @Override
  public void close() {
    try (connection) {
      if (!connection.isClosed()) {
        reset();
        SessionSettings.restore(connection);
      }
    } catch (SQLException e) {
      // A pool must not get it back: its settings and locks would live on.
      abort();
    }
  }

  /// Ends the connection without a word to the server.
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      return;
    }
  }

  /// The number, or nothing for NULL.
  public static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof String[] texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts));
        } else {
          statement.setObject(i + 1, arguments[i]);
        }
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private void rollBackAfter(Exception cause) {
    try {
      reset();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void closeAfter(Connection connection, Exception cause) {
    try {
      connection.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
