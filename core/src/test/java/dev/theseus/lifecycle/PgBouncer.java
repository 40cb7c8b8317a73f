package dev.theseus.lifecycle;

import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A PgBouncer in transaction mode before a server, with fewer connections to it than it has
/// clients.
final class PgBouncer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECTIONS = 2;

  private final Process process;
  private final int port;
  private final TestDatabase database;

  private PgBouncer(Process process, int port, TestDatabase database) {
    this.process = process;
    this.port = port;
    this.database = database;
  }

  /// Where the program is, if it is installed.
  static Optional<Path> program() {
    return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// @param roles who may come, without a password
  static PgBouncer start(Path directory, TestDatabase database, List<String> roles)
      throws IOException, InterruptedException, SQLException {
    int port = freePort();
    Path users = directory.resolve("users.txt");
    Files.writeString(
        users, roles.stream().map("\"%s\" \"\"\n"::formatted).collect(Collectors.joining()));
    Path settings = directory.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        pool_mode = transaction
        default_pool_size = %d
        max_client_conn = 100
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(database.server().port(), port, users, CONNECTIONS));
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U")); // it does not run as root
    }
    command.addAll(List.of(program().orElseThrow().toString(), settings.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
    PgBouncer bouncer = new PgBouncer(process, port, database);
    bouncer.await(roles.getFirst(), directory);
    return bouncer;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await(String role, Path directory) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = source(role).getConnection()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          close();
          throw new AssertionError(Files.readString(directory.resolve("pgbouncer.log")), e);
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// Connections of a role; nothing is prepared on the server, as transaction mode asks for.
  DataSource source(String role) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database.name());
    source.setUser(role);
    source.setPrepareThreshold(0);
    return source;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
