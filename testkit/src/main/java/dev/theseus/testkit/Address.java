package dev.theseus.testkit;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// The address of a server as a runner knows it; a test leads it to another server, as a failover
/// does, or cuts the runner off.
///
/// Connections that were handed out stay as they are.
///
/// Thread safe.
public final class Address implements DataSource {
  private volatile DataSource server;
  private volatile BooleanSupplier reachable;

  /// Leads to this server.
  public Address(DataSource server) {
    this(server, () -> true);
  }

  /// Leads to this server as long as it is reachable; who asks otherwise gets SQLSTATE 08001.
  public Address(DataSource server, BooleanSupplier reachable) {
    this.server = server;
    this.reachable = reachable;
  }

  /// Leads to the other server from now on.
  public void to(DataSource other) {
    server = other;
  }

  /// Leads nowhere from now on.
  public void cut() {
    reachable = () -> false;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (!reachable.getAsBoolean()) {
      throw new SQLException("the network is cut", "08001");
    }
    return server.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return server.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    server.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    server.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return server.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return server.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return server.isWrapperFor(type);
  }
}
