package dev.theseus.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/// A connection of an application with its prepared statements, each of which commits by itself.
/// For one thread at a time.
final class Statements implements AutoCloseable {
  /// After so many the driver has the server keep the statement's plan.
  private static final int WARM = 8;

  private static final int READS = 70;
  private static final int UPDATES = 25;

  private final Connection connection;
  private final PreparedStatement read;
  private final PreparedStatement update;
  private final PreparedStatement insert;
  private final long rows;

  private Statements(Connection connection, Version version, long rows) throws SQLException {
    this.connection = connection;
    this.rows = rows;
    read = connection.prepareStatement(version.read());
    update = connection.prepareStatement(version.update());
    insert = connection.prepareStatement(version.insert());
  }

  /// Connects and has each statement planned.
  static Statements open(DataSource source, Version version, long rows) throws SQLException {
    Connection connection = source.getConnection();
    if (!version.searchPath().isEmpty()) {
      try (Statement path = connection.createStatement()) {
        path.execute("SET search_path = " + version.searchPath());
      }
    }
    Statements statements = new Statements(connection, version, rows);
    statements.warmUp();
    return statements;
  }

  private void warmUp() throws SQLException {
    connection.setAutoCommit(false);
    for (int i = 0; i < WARM; i++) {
      read(1 + i);
      run(update, 1 + ThreadLocalRandom.current().nextLong(rows));
      run(insert, -ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
      connection.rollback();
    }
    connection.setAutoCommit(true);
  }

  /// One statement of the mix: 70 % reads and 25 % updates of any row, 5 % inserts.
  ///
  /// @param fresh a key for an insert
  void any(long fresh) throws SQLException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int kind = random.nextInt(100);
    if (kind < READS) {
      read(1 + random.nextLong(rows));
    } else if (kind < READS + UPDATES) {
      run(update, 1 + random.nextLong(rows));
    } else {
      run(insert, fresh);
    }
  }

  private void read(long id) throws SQLException {
    read.setLong(1, id);
    try (ResultSet row = read.executeQuery()) {
      if (!row.next() || row.getString(1) == null || row.getString(2) == null) {
        throw new SQLException("row " + id + " is gone or has no price");
      }
    }
  }

  private static void run(PreparedStatement statement, long id) throws SQLException {
    statement.setLong(1, id);
    if (statement.executeUpdate() != 1) {
      throw new SQLException("row " + id + " was not written");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
