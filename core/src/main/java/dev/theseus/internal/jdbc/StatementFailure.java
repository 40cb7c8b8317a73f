package dev.theseus.internal.jdbc;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// A server's error together with the statement that it is about.
final class StatementFailure extends SQLException {
  private static final int EXCERPT = 160;

  private final String excerpt;

  private StatementFailure(String excerpt, SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
    this.excerpt = excerpt;
  }

  static StatementFailure of(String sql, SQLException cause) {
    int from = Math.max(0, Math.min(position(cause) - 1, sql.length()));
    String flat = sql.substring(from).strip().replaceAll("\\s+", " ");
    return new StatementFailure(
        flat.length() <= EXCERPT ? flat : flat.substring(0, EXCERPT) + "…", cause);
  }

  /// The statement from the place of the error on, on one line, shortened.
  String excerpt() {
    return excerpt;
  }

  private static int position(SQLException cause) {
    if (cause instanceof PSQLException failure) {
      ServerErrorMessage message = failure.getServerErrorMessage();
      return message == null ? 0 : message.getPosition();
    }
    return 0;
  }
}
