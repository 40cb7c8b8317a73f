package dev.theseus.internal.engine;

import dev.theseus.testkit.Proxy;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// Connections through a proxy, none after its trap has sprung: the runner's machine is cut off.
///
/// @param through the proxy, whose trap is set
record Severed(Proxy proxy, DataSource through) implements DataSource {
  static Severed after(Proxy proxy) {
    return new Severed(proxy, proxy.dataSource());
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (proxy.sprung()) {
      throw new SQLException("cut off", "08001");
    }
    return through.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return through.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    through.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    through.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return through.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return through.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return through.isWrapperFor(type);
  }
}
