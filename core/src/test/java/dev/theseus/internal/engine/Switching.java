package dev.theseus.internal.engine;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// An address that leads to one server and, after a switch, to another: what a failover looks like
/// from outside.
final class Switching implements DataSource {
  private volatile DataSource now;
  private volatile boolean cut;

  Switching(DataSource first) {
    this.now = first;
  }

  void to(DataSource other) {
    now = other;
  }

  /// Leads nowhere from now on.
  void cut() {
    cut = true;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (cut) {
      throw new SQLException("cut off", "08001");
    }
    return now.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return now.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    now.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    now.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return now.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return now.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return now.isWrapperFor(type);
  }
}
