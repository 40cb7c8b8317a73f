package dev.theseus.testkit;

import dev.theseus.embedded.ShutdownMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Stands between a client and a database and breaks connections at a chosen statement.
///
/// It reads PostgreSQL's protocol, so a fault hits exactly one statement, whether it comes as text,
/// prepared or as `COMMIT` of the driver.
///
/// Thread safe.
public final class Proxy implements AutoCloseable {
  /// How long a process that is told to end may take.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TestDatabase database;
  private final ServerSocket listener;
  private final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();
  private final List<String> statements = new CopyOnWriteArrayList<>();
  private volatile Duration delay = Duration.ZERO;
  private @Nullable Trap trap;
  private volatile boolean cutOff;

  /// @param last whether nobody gets through after it
  private record Trap(Predicate<String> statement, Fault fault, boolean last) {}

  private Proxy(TestDatabase database, ServerSocket listener) {
    this.database = database;
    this.listener = listener;
    Thread.ofPlatform().daemon().name("proxy-" + listener.getLocalPort()).start(this::accept);
  }

  /// A proxy in front of this database.
  public static Proxy before(TestDatabase database) throws IOException {
    return new Proxy(database, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  /// The port to connect to, on 127.0.0.1.
  public int port() {
    return listener.getLocalPort();
  }

  /// The address of the database through this proxy, with the superuser in it.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&sslmode=disable"
        .formatted(port(), encode(database.name()), encode(database.server().superuser()));
  }

  /// New connections through this proxy, as superuser.
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl());
    return source;
  }

  /// Sets the trap for the next statement that the test accepts, on any connection; it springs
  /// once.
  public synchronized void onStatement(Predicate<String> statement, Fault fault) {
    trap = new Trap(statement, fault, false);
  }

  /// As [#onStatement(Predicate, Fault)]; with the connection that suffers the fault all others end
  /// too, and no new one comes about: the client's machine is cut off.
  public synchronized void lastStatement(Predicate<String> statement, Fault fault) {
    trap = new Trap(statement, fault, true);
  }

  /// Whether the trap has sprung, or none was set.
  public synchronized boolean sprung() {
    return trap == null;
  }

  /// Keeps each piece of an answer back for so long, from now on.
  public void delayAnswers(Duration time) {
    delay = time;
  }

  /// All statements seen so far, in the order they came.
  public List<String> statements() {
    return List.copyOf(statements);
  }

  /// Closes all connections at once, as a failing network does.
  public void dropAll() {
    connections.forEach(ProxyConnection::close);
    connections.clear();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    dropAll();
  }

  Duration delay() {
    return delay;
  }

  /// Notes the statement; answers the fault it is to suffer.
  synchronized @Nullable Fault passing(String statement) {
    statements.add(statement);
    Trap set = trap;
    if (set == null || !set.statement().test(statement)) {
      return null;
    }
    trap = null;
    cutOff = set.last();
    return set.fault();
  }

  /// A connection that suffered a fault has ended.
  void ended() {
    if (cutOff) {
      dropAll();
    }
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        connect(listener.accept());
      }
    } catch (IOException e) {
      // closed, or broken: nobody is let in any more
      dropAll();
      shut();
    }
  }

  private void shut() {
    try {
      listener.close();
    } catch (IOException e) {
      // it is as good as closed: nobody listens any more
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), database.server().port());
      ProxyConnection connection = new ProxyConnection(this, client, server);
      connections.add(connection);
      if (cutOff) {
        connection.close();
      }
    } catch (IOException e) {
      // the server is down, which the client sees by its connection ending
      client.close();
    }
  }

  /// Does to the server what the fault asks for; returns when it is done.
  void strike(Fault fault, int backend) {
    switch (fault) {
      case TERMINATE_BEFORE, TERMINATE_AFTER -> terminate(backend);
      case CRASH_AFTER -> database.server().restart(ShutdownMode.IMMEDIATE);
      case CUT_BEFORE, SWALLOW_ANSWER, FREEZE -> {}
    }
  }

  /// From another database, so that a test that drops its own does not end this too.
  private void terminate(int backend) {
    try (Connection connection = database.server().connect("postgres");
        PreparedStatement statement =
            connection.prepareStatement("SELECT pg_terminate_backend(?, ?)")) {
      statement.setInt(1, backend);
      statement.setLong(2, PATIENCE.toMillis());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          throw new IllegalStateException("process %d does not end".formatted(backend));
        }
      }
    } catch (SQLException e) {
      throw new StatementFailed("SELECT pg_terminate_backend(" + backend + ")", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
