package dev.theseus.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One connection of an application. Every statement sent through it is counted and timed; the
/// first of a transaction from the moment at which it was due, so that time spent waiting for an
/// earlier one counts. Not thread safe.
final class Client implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Meter meter;
  private final Meter.Side side;
  private final Random random;
  private long due;

  Client(Connection connection, Meter meter, Meter.Side side, Random random) {
    this.connection = connection;
    this.meter = meter;
    this.side = side;
    this.random = random;
  }

  Random random() {
    return random;
  }

  /// The next statement was to be sent at that time.
  void due(long nanoTime) {
    due = nanoTime;
  }

  /// Sends a query and reads its rows; answers how many.
  int read(String sql, Object... values) throws SQLException {
    return timed(
        sql,
        statement -> {
          int rows = 0;
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              rows++;
            }
          }
          return rows;
        },
        values);
  }

  int write(String sql, Object... values) throws SQLException {
    return timed(sql, PreparedStatement::executeUpdate, values);
  }

  /// Sends an `INSERT … RETURNING id`; answers the id.
  long insert(String sql, List<Object> values) throws SQLException {
    return timed(
        sql,
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
          }
        },
        values.toArray());
  }

  /// Runs several statements as one transaction.
  void transaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run();
      write("COMMIT");
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /// The statements of a transaction.
  interface Work {
    void run() throws SQLException;
  }

  private interface Send<T> {
    T to(PreparedStatement statement) throws SQLException;
  }

  private <T> T timed(String sql, Send<T> send, @Nullable Object... values) throws SQLException {
    long start = due == 0 ? System.nanoTime() : due;
    due = 0;
    try {
      PreparedStatement statement = prepared.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
      }
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      T result = send.to(statement);
      meter.done(side, System.nanoTime() - start);
      return result;
    } catch (SQLException e) {
      meter.failed(side, System.nanoTime() - start, sql, e);
      throw new Counted(e);
    }
  }

  /// A failure that has been counted.
  static final class Counted extends SQLException {
    private static final long serialVersionUID = 1L;

    Counted(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  boolean lost() throws SQLException {
    return connection.isClosed();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
