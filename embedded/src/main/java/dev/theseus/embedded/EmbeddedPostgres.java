package dev.theseus.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// A PostgreSQL server of its own on this machine, reachable on the loopback address, without a
/// password unless [EmbeddedPostgresBuilder#locked(boolean)] asks for one.
///
/// The server ends and its directory is removed by [#close()], and also when this program ends in
/// any other way, `kill -9` included. A data directory or log file that the caller named stays.
///
/// Thread safe.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private final Server server;
  private final Superuser superuser;
  private final @Nullable BaseBackup origin;

  /// @param password null where none is asked for
  record Superuser(String name, @Nullable String password) {}

  EmbeddedPostgres(Server server, Superuser superuser, @Nullable BaseBackup origin) {
    this.server = server;
    this.superuser = superuser;
    this.origin = origin;
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
    return superuser.name();
  }

  /// The superuser's password; null where none is asked for.
  @Nullable String password() {
    return superuser.password();
  }

  private @Nullable String password(String user) {
    return user.equals(superuser.name()) ? superuser.password() : null;
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

  /// The JDBC address of the database `postgres`, with the superuser in it, and the password where
  /// one is asked for.
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  /// The same of another database.
  public String jdbcUrl(String database) {
    return jdbcUrl(database, superuser());
  }

  /// The JDBC address of a database for a role.
  public String jdbcUrl(String database, String user) {
    String password = password(user);
    return "jdbc:postgresql://%s:%d/%s?user=%s%s&sslmode=disable"
        .formatted(
            HOST,
            port(),
            encode(database),
            encode(user),
            password == null ? "" : "&password=" + password);
  }

  /// The address of a database as `psql` and libpq take it, with the superuser in it, and the
  /// password where one is asked for.
  public String libpqUrl(String database) {
    String password = superuser.password();
    return "postgresql://%s%s@%s:%d/%s"
        .formatted(
            encode(superuser()),
            password == null ? "" : ":" + password,
            HOST,
            port(),
            encode(database));
  }

  /// Opens a connection to the database as superuser; the caller closes it.
  public Connection connect(String database) throws SQLException {
    return connect(database, superuser());
  }

  /// Opens a connection to the database as a role; the caller closes it.
  public Connection connect(String database, String user) throws SQLException {
    return dataSource(database, user).getConnection();
  }

  /// Opens a new connection to the database as a role each time it is asked: no pool.
  public DataSource dataSource(String database, String user) {
    return dataSource(database, user, password(user));
  }

  /// The same for a role with a password.
  public DataSource dataSource(String database, String user, @Nullable String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {HOST});
    source.setPortNumbers(new int[] {port()});
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password);
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

  /// Starts a second server that follows this one by streaming replication and answers queries
  /// meanwhile.
  ///
  /// **Blocks until** the copy of this server's files is consistent and accepts connections.
  public EmbeddedPostgres startStandby() {
    return startStandby(Map.of());
  }

  /// Starts a standby with settings of its own, for example `recovery_min_apply_delay`; the others
  /// are this server's.
  ///
  /// Without [EmbeddedPostgresBuilder#durable(boolean)] commits are seen on the standby up to 0.6 s
  /// late.
  public EmbeddedPostgres startStandby(Map<String, String> settings) {
    String slot = "theseus_standby_" + UUID.randomUUID().toString().replace('-', '_');
    BaseBackup backup = new BaseBackup(this, slot);
    Settings configuration = server.settings().copy();
    configuration.put("hot_standby", "on");
    configuration.put("primary_conninfo", backup.connectionInfo());
    configuration.put("primary_slot_name", slot);
    configuration.putAll(settings);
    ServerFiles files = ServerFiles.of(major(), null, null);
    Server standby = new Server(server.installation(), files, configuration, 0);
    standby.create(backup::into);
    return new EmbeddedPostgres(standby, superuser, backup);
  }

  /// Returns when this standby has replayed everything that its primary has written until now.
  ///
  /// @throws EmbeddedPostgresException when that takes longer than `limit`
  public void awaitReplay(Duration limit) throws SQLException {
    BaseBackup backup = origin();
    String written = text(backup.primary(), "SELECT pg_current_wal_insert_lsn()", "");
    long deadline = System.nanoTime() + limit.toNanos();
    while (!text(this, "SELECT (pg_last_wal_replay_lsn() >= ?::pg_lsn)::text", written)
        .equals("true")) {
      if (System.nanoTime() - deadline > 0) {
        throw new EmbeddedPostgresException(
            "%s has not replayed %s of its primary within %s; look at pg_stat_wal_receiver there"
                .formatted(this, written, limit));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Makes this standby a primary of its own. **Blocks until** it accepts writes, a minute at most.
  ///
  /// @throws EmbeddedPostgresException when the promotion does not end in time
  public void promote() throws SQLException {
    origin();
    if (!text(this, "SELECT pg_promote(true, 60)", "").equals("t")) {
      throw new EmbeddedPostgresException(
          this + " was not promoted within 60 s; look at its log " + log());
    }
  }

  /// Ends the server and deletes everything of it, except a data directory or log file that the
  /// caller named. May be repeated. The primary of a standby is told to forget it.
  @Override
  public void close() {
    server.close();
    if (origin != null && origin.primary().running()) {
      try {
        origin.dropSlot();
      } catch (SQLException e) {
        throw new EmbeddedPostgresException(
            "the replication slot %s on %s could not be dropped; drop it, or the primary keeps its"
                    .formatted(origin.slot(), origin.primary())
                + " write-ahead log for ever",
            e);
      }
    }
  }

  /// As [#close()], but returns at once: the server ends and its files go within moments, also when
  /// this program ends before that. Not for a standby, whose primary is not told.
  public void release() {
    server.release();
  }

  private BaseBackup origin() {
    if (origin == null) {
      throw new IllegalStateException(this + " is no standby");
    }
    return origin;
  }

  private static String text(EmbeddedPostgres where, String sql, String parameter)
      throws SQLException {
    try (Connection connection = where.connect("postgres");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      if (!parameter.isEmpty()) {
        statement.setString(1, parameter);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? String.valueOf(row.getString(1)) : "";
      }
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL " + major() + " on port " + port();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
