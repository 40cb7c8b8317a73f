package dev.theseus.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Describes a server to start. Not thread safe; may be used for several servers.
public final class EmbeddedPostgresBuilder {
  private static final int OLDEST = 14;
  private static final int NEWEST = 18;
  private int major = NEWEST;
  private int port;
  private boolean durable;
  private boolean single;
  private boolean locked;
  private String superuser = "postgres";
  private @Nullable Path data;
  private @Nullable Path log;
  private final Map<String, String> settings = new LinkedHashMap<>();

  EmbeddedPostgresBuilder() {}

  /// PostgreSQL's major version, 14..18, default 18.
  public EmbeddedPostgresBuilder major(int version) {
    if (version < OLDEST || version > NEWEST) {
      throw new IllegalArgumentException("major must be 14..18, not " + version);
    }
    this.major = version;
    return this;
  }

  /// The port on 127.0.0.1, 1..65535; by default a free one is chosen.
  public EmbeddedPostgresBuilder port(int number) {
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("port must be 1..65535, not " + number);
    }
    this.port = number;
    return this;
  }

  /// Whether committed data survives a crash of the machine (`fsync`, `synchronous_commit` and
  /// `full_page_writes`), default false. Without it committed data survives a crash of the server,
  /// but commits of its last moments may be lost.
  public EmbeddedPostgresBuilder durable(boolean wanted) {
    this.durable = wanted;
    return this;
  }

  /// Whether only the database `postgres` is wanted, default false. Starts faster: what `CREATE
  /// DATABASE` would copy is left out, so that it does not work.
  public EmbeddedPostgresBuilder singleDatabase(boolean wanted) {
    this.single = wanted;
    return this;
  }

  /// Whether only who knows a password may connect, default false: everybody on this machine. The
  /// superuser has a random one, which the addresses and connections of the started server hold;
  /// other roles have none until one is set. For a data directory that is there already, it stays
  /// as it was made.
  public EmbeddedPostgresBuilder locked(boolean wanted) {
    this.locked = wanted;
    return this;
  }

  /// The name of the role that owns the server, default `postgres`.
  public EmbeddedPostgresBuilder superuser(String role) {
    if (role.isBlank() || role.startsWith("pg_")) {
      throw new IllegalArgumentException("superuser must be a name that does not begin with pg_");
    }
    this.superuser = role;
    return this;
  }

  /// One line of `postgresql.conf`, for example `setting("wal_level", "logical")`; wins over the
  /// defaults here. The addresses and the port cannot be set by it.
  public EmbeddedPostgresBuilder setting(String name, String value) {
    Settings.defaults(false).put(name, value);
    settings.put(name, value);
    return this;
  }

  /// A data directory that stays when the server ends: an existing one is used again, a missing one
  /// is made. By default a temporary one is used and deleted.
  public EmbeddedPostgresBuilder dataDirectory(Path directory) {
    this.data = directory.toAbsolutePath();
    return this;
  }

  /// A log file that stays when the server ends; by default it is deleted with the server.
  public EmbeddedPostgresBuilder logFile(Path file) {
    this.log = file.toAbsolutePath();
    return this;
  }

  /// Starts the server.
  ///
  /// **Blocks until** connections are accepted, two minutes at most.
  ///
  /// @throws EmbeddedPostgresException when the binaries are missing or the server does not start;
  ///   the message holds the last lines of its log
  public EmbeddedPostgres start() {
    Settings configuration = Settings.defaults(durable);
    configuration.putAll(settings);
    ServerFiles files = ServerFiles.of(major, data, log);
    Installation installation = Installation.of(major);
    Server server = new Server(installation, files, configuration, port);
    server.create(
        target -> {
          server.copyTemplate(superuser, target, single);
          if (locked) {
            Access.lock(target);
          }
        });
    try {
      String password = locked ? Access.ofSuperuser(files.data()) : null;
      return new EmbeddedPostgres(
          server, new EmbeddedPostgres.Superuser(superuser, password), null);
    } catch (EmbeddedPostgresException e) {
      server.close();
      throw e;
    }
  }
}
