package dev.theseus.cli.demo;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.plan.Version;
import dev.theseus.sql.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks at the data with queries of the demo's own, so that the engine does not mark its own work.
/// Each look is one statement, hence one snapshot, taken while the applications write.
final class ShopCheck {
  private final EmbeddedPostgres server;
  private final Scenario scenario;

  ShopCheck(EmbeddedPostgres server, Scenario scenario) {
    this.server = server;
    this.scenario = scenario;
  }

  /// Counts the rows in which old and new version disagree; without a new version, the rows the new
  /// index lacks or has too many.
  long differing(Optional<Version> version) throws SQLException {
    try (Connection connection = connect()) {
      if (version.isEmpty()) {
        return missingInIndex(connection);
      }
      Sql query = Sql.of(scenario.differing(), Map.of("v", version.get().schema()));
      try (Statement statement = connection.createStatement()) {
        return number(statement, query.text());
      }
    }
  }

  /// Counts which of the rows that the new application has written the old version shows, with
  /// their values.
  long kept(List<Written.Row> rows) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement query = connection.prepareStatement(scenario.kept())) {
      Array ids = connection.createArrayOf("bigint", rows.stream().map(Written.Row::id).toArray());
      Array values =
          connection.createArrayOf("text", rows.stream().map(Written.Row::value).toArray());
      query.setArray(1, ids);
      query.setArray(2, values);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /// The size of the table itself, without indexes.
  long heapBytes() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement query =
            connection.prepareStatement("SELECT pg_relation_size(?::regclass)")) {
      query.setString(1, scenario.table());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /// The same rows counted by the table and by its index, in one snapshot.
  private static long missingInIndex(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    String count = "SELECT count(*) FROM orders WHERE customer_id > 0";
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL enable_bitmapscan = off");
      statement.execute("SET LOCAL enable_indexscan = off");
      statement.execute("SET LOCAL enable_indexonlyscan = off");
      long table = number(statement, count);
      statement.execute("SET LOCAL enable_seqscan = off");
      statement.execute("SET LOCAL enable_indexscan = on");
      statement.execute("SET LOCAL enable_indexonlyscan = on");
      long index = number(statement, count);
      connection.rollback();
      return Math.abs(table - index);
    }
  }

  /// One worker, so that the applications keep the other cores.
  private Connection connect() throws SQLException {
    Connection connection = server.connect("shop");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = public");
      statement.execute("SET max_parallel_workers_per_gather = 0");
      statement.execute("SET work_mem = '128MB'");
    }
    return connection;
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
