package dev.theseus.testkit;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A statement of a test failed; the message holds the statement and PostgreSQL's words.
public final class StatementFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String sqlState;

  StatementFailed(String sql, SQLException cause) {
    super(cause.getMessage() + " in: " + sql, cause);
    this.sqlState = cause.getSQLState();
  }

  /// The SQLSTATE, for example `23502`; null when the connection was lost before an answer came.
  public @Nullable String sqlState() {
    return sqlState;
  }
}
