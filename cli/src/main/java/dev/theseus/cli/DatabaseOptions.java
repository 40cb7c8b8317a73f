package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.sql.Identifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which database a command works on, as a picocli mixin.
final class DatabaseOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The database: postgresql://user@host:port/database or jdbc:postgresql://…; without it"
              + " DATABASE_URL, else PGHOST, PGPORT, PGDATABASE, PGUSER. The password comes from"
              + " the URL, PGPASSWORD or the password file.")
  private @Nullable String url;

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "The schema of the tables; default public.")
  private String schema = "public";

  Identifier schema() {
    try {
      return Identifier.of(schema);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "'%s' is no name of a schema: %s".formatted(schema, e.getMessage()),
          "give the name with --schema");
    }
  }

  /// The address that is named here.
  Optional<String> given() {
    return Optional.ofNullable(url);
  }

  /// Whether a database is named here or in the environment.
  boolean named(Session session) {
    return new AddressReader(session.environment()).named(Optional.ofNullable(url));
  }

  DatabaseAddress address(Session session) {
    return new AddressReader(session.environment()).read(Optional.ofNullable(url));
  }

  /// For questions that change nothing and tell no progress.
  Theseus connect(Session session) {
    return Theseus.builder(address(session).dataSource()).build();
  }
}
