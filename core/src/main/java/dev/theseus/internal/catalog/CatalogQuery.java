package dev.theseus.internal.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/// Runs one catalog query after another on the connection of one reading.
final class CatalogQuery {
  private final Connection connection;

  CatalogQuery(Connection connection) {
    this.connection = connection;
  }

  /// What to do with each row.
  @FunctionalInterface
  interface Reader {
    void read(CatalogRow row) throws SQLException;
  }

  void run(String sql, Reader reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      rows(statement, reader);
    }
  }

  /// Runs `sql`, whose every parameter is the same array of `oid`.
  void run(String sql, Collection<Long> oids, Reader reader) throws SQLException {
    run(sql, "oid", oids.toArray(), reader);
  }

  /// Runs `sql`, whose every parameter is the same array of `text`.
  void runWithNames(String sql, Collection<String> names, Reader reader) throws SQLException {
    run(sql, "text", names.toArray(), reader);
  }

  private void run(String sql, String type, Object[] values, Reader reader) throws SQLException {
    Array array = connection.createArrayOf(type, values);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameters = statement.getParameterMetaData().getParameterCount();
      for (int i = 1; i <= parameters; i++) {
        statement.setArray(i, array);
      }
      rows(statement, reader);
    } finally {
      array.free();
    }
  }

  private static void rows(PreparedStatement statement, Reader reader) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      CatalogRow row = new CatalogRow(result);
      while (result.next()) {
        reader.read(row);
      }
    }
  }
}
