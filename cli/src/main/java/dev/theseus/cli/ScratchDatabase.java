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
import java.util.SortedSet;
import javax.sql.DataSource;

/// A database of its own on a PostgreSQL of its own, gone when it is closed.
final class ScratchDatabase implements AutoCloseable {
  private static final String DATABASE = "postgres";

  private final EmbeddedPostgres server;
  private final Identifier schema;
  private Connection connection;

  private ScratchDatabase(EmbeddedPostgres server, Identifier schema, Connection connection) {
    this.server = server;
    this.schema = schema;
    this.connection = connection;
  }

  /// Starts a server; statements will run with `schema`, which is made, as their `search_path`.
  static ScratchDatabase start(int major, Identifier schema) {
    return start(major, schema, EmbeddedPostgres.builder());
  }

  /// The same for many small changes of the catalog, all thrown away; it cannot be copied.
  static ScratchDatabase light(int major, Identifier schema) {
    return start(
        major,
        schema,
        EmbeddedPostgres.builder()
            .singleDatabase(true)
            .setting("autovacuum", "off")
            .setting("wal_level", "minimal")
            .setting("max_wal_senders", "0")
            .setting("checkpoint_timeout", "1d"));
  }

  private static ScratchDatabase start(
      int major, Identifier schema, EmbeddedPostgresBuilder builder) {
    SortedSet<Integer> majors = EmbeddedPostgres.availableMajors();
    if (!majors.contains(major)) {
      throw new UsageException(
          "there is no scratch PostgreSQL %d".formatted(major),
          majors.isEmpty()
              ? "name a database with --url"
              : "give --pg with one of " + majors + ", or name a database with --url");
    }
    EmbeddedPostgres server = started(builder.major(major));
    try {
      return new ScratchDatabase(server, schema, connected(server, schema));
    } catch (SQLException e) {
      server.close();
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /// A second database that holds what this one holds now. The connection to this one is made anew.
  DataSource copy() {
    String name = "copy";
    Map<String, Identifier> parts =
        Map.of("copy", Identifier.of(name), "original", Identifier.of(DATABASE));
    try {
      connection.close();
      try (Connection other = server.connect("template1");
          Statement statement = other.createStatement()) {
        statement.execute(Sql.of("CREATE DATABASE {copy} TEMPLATE {original}", parts).rendered());
      }
      connection = connected(server, schema);
    } catch (SQLException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
    return server.dataSource(name, server.superuser());
  }

  DataSource dataSource() {
    return server.dataSource(DATABASE, server.superuser());
  }

  /// The same for statements that may run for long or for ever: each is ended after 15 seconds.
  DataSource limited() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE CURRENT_USER SET statement_timeout = '15s'");
    } catch (SQLException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
    return dataSource();
  }

  /// Runs one statement of an earlier migration.
  void run(ScratchHistory.Earlier earlier) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(earlier.statement());
    } catch (SQLException e) {
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

  /// Returns at once; the server is gone moments later.
  @Override
  public void close() {
    try (Connection last = connection) {
      last.setAutoCommit(true);
    } catch (SQLException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    } finally {
      server.release();
    }
  }

  private static Connection connected(EmbeddedPostgres server, Identifier schema)
      throws SQLException {
    Connection connection = server.connect(DATABASE);
    try (Statement statement = connection.createStatement()) {
      Map<String, Identifier> parts = Map.of("schema", schema);
      statement.execute(Sql.of("CREATE SCHEMA IF NOT EXISTS {schema}", parts).rendered());
      statement.execute(Sql.of("SET search_path = {schema}", parts).rendered());
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
