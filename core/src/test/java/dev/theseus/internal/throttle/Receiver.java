package dev.theseus.internal.throttle;

import dev.theseus.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/// Streams WAL and replays none of it, as pg_receivewal does: what it says it has written stays
/// where it began, as within one file of WAL.
final class Receiver implements AutoCloseable {
  private final Connection connection;
  private final PGReplicationStream stream;
  private final Thread thread;
  private volatile boolean reads = true;
  private volatile boolean closing;

  private Receiver(Connection connection, PGReplicationStream stream) {
    this.connection = connection;
    this.stream = stream;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::receive);
  }

  static Receiver of(EmbeddedPostgres server, String from) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", server.superuser());
    PGProperty.REPLICATION.set(properties, "true");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.APPLICATION_NAME.set(properties, "receiver");
    Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
    LogSequenceNumber start = LogSequenceNumber.valueOf(from);
    PGReplicationStream stream =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .physical()
            .withStartPosition(start)
            .withStatusInterval(100, TimeUnit.MILLISECONDS)
            .withAutomaticFlush(false)
            .start();
    stream.setFlushedLSN(start);
    Receiver receiver = new Receiver(connection, stream);
    receiver.thread.start();
    return receiver;
  }

  /// From now on it takes nothing any more.
  void stall() {
    reads = false;
  }

  private void receive() {
    try {
      while (!closing) {
        if (!reads || stream.readPending() == null) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    } catch (SQLException e) {
      closing = true;
    }
  }

  @Override
  public void close() throws SQLException {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.abort(Runnable::run);
  }
}
