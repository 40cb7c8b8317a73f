package dev.theseus.internal.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;
import java.util.List;

/// Runs one catalog query after another on the connection of one reading.
final class CatalogQuery {
  private static final int PART = 200;

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

  /// Runs `sql`, which writes out definitions, over a few objects at a time.
  ///
  /// The server locks what a view reads until the transaction ends. Thousands of such locks would
  /// fill the lock table that applications need too, so each part is rolled back to where it began.
  void runInParts(String sql, Collection<Long> oids, Reader reader) throws SQLException {
    List<Long> all = List.copyOf(oids);
    for (int from = 0; from < all.size(); from += PART) {
      Savepoint before = connection.setSavepoint();
      run(sql, all.subList(from, Math.min(from + PART, all.size())), reader);
      connection.rollback(before);
    }
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
