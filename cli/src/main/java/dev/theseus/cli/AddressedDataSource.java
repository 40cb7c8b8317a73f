package dev.theseus.cli;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Opens connections, and says of a failure which address it was and why, never the password.
final class AddressedDataSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  private final String address;

  AddressedDataSource(DatabaseAddress address) {
    this.address = address.toString();
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    try {
      return super.getConnection(user, password);
    } catch (SQLException e) {
      SQLException explained =
          new SQLException(address + ": " + reason(e), e.getSQLState(), e.getErrorCode());
      explained.addSuppressed(e);
      throw explained;
    }
  }

  private static String reason(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "the host is unknown";
      }
      if (cause instanceof ConnectException) {
        return "nothing answers on this port";
      }
    }
    ServerErrorMessage message =
        failure instanceof PSQLException own ? own.getServerErrorMessage() : null;
    String text = message == null ? failure.getMessage() : message.getMessage();
    return text == null ? failure.getClass().getSimpleName() : text;
  }
}
