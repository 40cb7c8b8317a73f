package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

/// The user's query, in a read-only transaction that is rolled back: true lets work go on; false,
/// NULL and no row stop it. Anything but a truth value is no answer.
final class SqlProbe implements Probe {
  @Override
  public SignalName name() {
    return SignalName.PROBE_SQL;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    String query = look.limits().probeSql().orElse("");
    Connection connection = look.session().connection();
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet rows = statement.executeQuery(query)) {
        return answer(rows);
      }
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
      }
    }
  }

  private static Answer answer(ResultSet rows) throws SQLException {
    if (rows.getMetaData().getColumnCount() != 1
        || (rows.getMetaData().getColumnType(1) != Types.BIT
            && rows.getMetaData().getColumnType(1) != Types.BOOLEAN)) {
      throw new SQLException("the query does not answer with one truth value", "42804");
    }
    if (!rows.next()) {
      return new Answer.Permission(false, "the query gave no row");
    }
    boolean goOn = rows.getBoolean(1);
    if (rows.wasNull()) {
      return new Answer.Permission(false, "the query answered NULL");
    }
    return new Answer.Permission(goOn, "the query answered " + goOn);
  }
}
