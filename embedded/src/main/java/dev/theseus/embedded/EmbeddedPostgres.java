package dev.theseus.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A PostgreSQL server of its own on this machine, reachable on the loopback address without a
/// password.
///
/// The server ends and its directory is removed by [#close()], and also when this program ends in
/// any other way, `kill -9` included. A data directory or log file that the caller named stays.
///
/// Thread safe.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private final Server server;
  private final String superuser;

  EmbeddedPostgres(Server server, String superuser) {
    this.server = server;
    this.superuser = superuser;
  }

  /// A server of the newest major that forgets durability for speed, unless told otherwise.
  public static EmbeddedPostgresBuilder builder() {
    return new EmbeddedPostgresBuilder();
  }

  /// The major versions whose programs are here, ascending; empty where the folder of binaries is
  /// missing.
  public static SortedSet<Integer> availableMajors() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(BinaryJar.available().keySet()));
  }

  /// The port on 127.0.0.1; the same after a restart.
  public int port() {
    return server.port();
  }

  /// PostgreSQL's major version, 14 to 18.
  public int major() {
    return server.major();
  }

  /// The role that owns the server and that [#connect(String)] uses.
  public String superuser() {
    return superuser;
  }

  /// The process number of the running postmaster.
  ///
  /// @throws IllegalStateException when the server does not run
  public long pid() {
    return server.pid();
  }

  /// Whether the server's process is alive.
  public boolean running() {
    return server.running();
  }

  /// The directory that holds the cluster.
  public Path dataDirectory() {
    return server.files().data();
  }

  /// The file the server writes its messages to.
  public Path log() {
    return server.files().log();
  }

  /// The JDBC address of the database `postgres`, with the superuser in it.
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  /// The JDBC address of a database, with the superuser in it.
  public String jdbcUrl(String database) {
    return jdbcUrl(database, superuser);
  }

  /// The JDBC address of a database for a role.
  public String jdbcUrl(String database, String user) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&sslmode=disable"
        .formatted(HOST, port(), encode(database), encode(user));
  }

  /// The address of a database as `psql` and libpq take it, with the superuser in it.
  public String libpqUrl(String database) {
    return "postgresql://%s@%s:%d/%s".formatted(encode(superuser), HOST, port(), encode(database));
  }

  /// Opens a connection to the database as superuser; the caller closes it.
  public Connection connect(String database) throws SQLException {
    return connect(database, superuser);
  }

  /// Opens a connection to the database as a role; the caller closes it.
  public Connection connect(String database, String user) throws SQLException {
    return dataSource(database, user).getConnection();
  }

  /// Opens a new connection to the database as a role each time it is asked: no pool.
  public DataSource dataSource(String database, String user) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {HOST});
    source.setPortNumbers(new int[] {port()});
    source.setDatabaseName(database);
    source.setUser(user);
    source.setSslMode("disable");
    return source;
  }

  /// Ends the server and keeps its data. Does nothing when it does not run.
  ///
  /// **Blocks until** the process is gone; after 30 s a fast shutdown becomes an immediate one.
  public void stop(ShutdownMode mode) {
    server.stop(mode);
  }

  /// Starts a stopped server on the same port. Does nothing when it runs.
  ///
  /// **Blocks until** connections are accepted, two minutes at most.
  public void start() {
    server.start();
  }

  /// Stops and starts the server on the same port; every connection is lost.
  public void restart(ShutdownMode mode) {
    server.stop(mode);
    server.start();
  }

  /// Ends the server and deletes everything of it, except a data directory or log file that the
  /// caller named. May be repeated.
  @Override
  public void close() {
    server.close();
  }

  Server server() {
    return server;
  }

  @Override
  public String toString() {
    return "PostgreSQL " + major() + " on port " + port();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
