package dev.theseus.cli;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.embedded.EmbeddedPostgresBuilder;
import dev.theseus.embedded.EmbeddedPostgresException;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A database of its own on a PostgreSQL of its own, gone when it is closed. What runs on it runs
/// as an ordinary owner, so that a file can change nothing but this database.
final class ScratchDatabase implements AutoCloseable {
  private static final String DATABASE = "postgres";
  private static final String NOT_ALLOWED = "42501";

  private final EmbeddedPostgres server;
  private final ScratchOwner owner;
  private final Identifier schema;
  private @Nullable Connection connection;
  private boolean used;

  private ScratchDatabase(EmbeddedPostgres server, ScratchOwner owner, Identifier schema) {
    this.server = server;
    this.owner = owner;
    this.schema = schema;
  }

  /// Starts a server; statements will run with `schema`, which is made, as their `search_path`.
  static ScratchDatabase start(int major, Identifier schema) {
    return start(major, schema, EmbeddedPostgres.builder(), false);
  }

  /// The same for many small changes of the catalog, all thrown away; it cannot be copied. Each
  /// statement is ended after 15 seconds.
  static ScratchDatabase light(int major, Identifier schema) {
    return start(
        major,
        schema,
        EmbeddedPostgres.builder()
            .singleDatabase(true)
            .setting("autovacuum", "off")
            .setting("wal_level", "minimal")
            .setting("max_wal_senders", "0")
            .setting("max_logical_replication_workers", "0")
            .setting("checkpoint_timeout", "1d"),
        true);
  }

  private static ScratchDatabase start(
      int major, Identifier schema, EmbeddedPostgresBuilder builder, boolean limited) {
    SortedSet<Integer> majors = EmbeddedPostgres.availableMajors();
    if (!majors.contains(major)) {
      throw new UsageException(
          "there is no scratch PostgreSQL %d".formatted(major),
          majors.isEmpty()
              ? "name a database with --url"
              : "give --pg with one of " + majors + ", or name a database with --url");
    }
    EmbeddedPostgres server =
        started(builder.major(major).superuser(ScratchOwner.SUPERUSER).locked(true));
    ScratchOwner owner = ScratchOwner.random();
    try (Connection superuser = server.connect(DATABASE)) {
      owner.make(superuser, Identifier.of(DATABASE), schema, limited);
      return new ScratchDatabase(server, owner, schema);
    } catch (SQLException e) {
      server.close();
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /// A second database that holds what this one holds now. The connection to this one is made anew.
  DataSource copy() {
    String name = "copy";
    Map<String, Identifier> parts =
        Map.of(
            "copy", Identifier.of(name),
            "original", Identifier.of(DATABASE),
            "owner", owner.name());
    try {
      disconnect();
      try (Connection superuser = server.connect("template1");
          Statement statement = superuser.createStatement()) {
        statement.execute(
            Sql.of("CREATE DATABASE {copy} TEMPLATE {original} OWNER {owner}", parts).rendered());
      }
    } catch (SQLException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
    return dataSource(name);
  }

  DataSource dataSource() {
    return dataSource(DATABASE);
  }

  private DataSource dataSource(String database) {
    try {
      if (used) {
        admit();
      }
      return server.dataSource(database, owner.name().name(), owner.password());
    } catch (SQLException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /// What ran here may have changed the owner's password.
  private void admit() throws SQLException {
    try (Connection superuser = server.connect("template1")) {
      owner.admit(superuser);
    }
  }

  /// Runs one statement of an earlier migration.
  ///
  /// @return why it was left out: it needs rights that nothing has here; else empty
  Optional<String> run(ScratchHistory.Earlier earlier) {
    try (Statement statement = connected().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(earlier.statement());
      return Optional.empty();
    } catch (SQLException e) {
      if (NOT_ALLOWED.equals(e.getSQLState())) {
        return Optional.of(
            "%s was left out on the scratch PostgreSQL, where nothing runs as superuser: %s"
                .formatted(earlier.place(), first(e)));
      }
      throw new InvalidMigration(
          new Problem(
              ProblemCode.INVALID_FILE,
              "an earlier migration does not run on the scratch PostgreSQL: " + e.getMessage(),
              earlier.place(),
              "correct it, name the folder of all earlier migrations with --history, or plan"
                  + " against a database with --url"),
          e);
    }
  }

  private static String first(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  /// Returns at once; the server is gone moments later.
  @Override
  public void close() {
    try {
      disconnect();
    } catch (SQLException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    } finally {
      server.release();
    }
  }

  private void disconnect() throws SQLException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      connection = dataSource().getConnection();
      used = true;
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            Sql.of("SET search_path = {schema}", Map.of("schema", schema)).rendered());
      }
    }
    return connection;
  }

  private static EmbeddedPostgres started(EmbeddedPostgresBuilder builder) {
    try {
      return builder.start();
    } catch (EmbeddedPostgresException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  private static DatabaseFailure failed(String why, Exception cause) {
    return new DatabaseFailure(
        Problem.of(
            ProblemCode.CANNOT_CONNECT,
            "the scratch PostgreSQL does not work: " + why,
            "name a database with --url"),
        cause);
  }
}
