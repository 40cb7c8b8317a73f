package dev.theseus.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One client while it runs a transaction. Statements sent through it are counted and timed.
///
/// Not thread safe: it belongs to the script that runs.
public final class WorkloadClient {
  private final Connection connection;
  private final Random random;
  private final Tally tally;

  WorkloadClient(Connection connection, Random random, Tally tally) {
    this.connection = connection;
    this.random = random;
    this.tally = tally;
  }

  /// The source of all random choices, so that a run with the same seed makes the same ones.
  public Random random() {
    return random;
  }

  /// The client's connection, for what the methods here cannot do; statements on it are neither
  /// counted nor timed.
  public Connection connection() {
    return connection;
  }

  /// Sends a statement that changes rows; answers how many.
  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    return tally.timed(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
          }
        });
  }

  /// Sends a query; answers its rows as text.
  public List<List<@Nullable String>> query(String sql, @Nullable Object... parameters)
      throws SQLException {
    return tally.timed(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters);
              ResultSet result = statement.executeQuery()) {
            return rows(result);
          }
        });
  }

  void commit() throws SQLException {
    tally.timed(
        "COMMIT",
        () -> {
          connection.commit();
          return true;
        });
  }

  static List<List<@Nullable String>> rows(ResultSet result) throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      List<@Nullable String> row = new ArrayList<>(columns);
      for (int column = 1; column <= columns; column++) {
        row.add(result.getString(column));
      }
      rows.add(Collections.unmodifiableList(row));
    }
    return Collections.unmodifiableList(rows);
  }

  private PreparedStatement prepare(String sql, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
