package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A migration written as files, and the database that a runner carries them out in.
///
/// @param parts the forward files of each part, in order
record WrittenFiles(
    TestDatabase database, Example example, Path directory, List<List<String>> parts) {

  /// @param setup makes the tables
  /// @param rows fills them
  /// @param migration as its author writes it; also the oracle when run as plain SQL
  /// @param live what both versions do after the first part
  /// @param wrong counts the rows of the result that are wrong
  record Example(String setup, String rows, String migration, String live, String wrong) {}

  static final Example REQUIRED_COLUMN =
      new Example(
          """
          CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
          """,
          "INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 20000) n;",
          """
          -- theseus:up users.email = lower(name) || '@example.com'
          ALTER TABLE users ADD COLUMN email text NOT NULL;
          """,
          """
          INSERT INTO users (name) VALUES ('Old');
          SET search_path = public_v2_change, public;
          INSERT INTO users (name, email) VALUES ('Young', 'young@example.com');
          """,
          "SELECT count(*) FROM users WHERE email <> lower(name) || '@example.com'");

  static final Example INDEX =
      new Example(
          """
          CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
          """,
          "INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 20000) n;",
          "CREATE INDEX users_by_name ON users (lower(name));",
          "INSERT INTO users VALUES (0, 'Nobody');",
          "SELECT count(*) FROM pg_index WHERE NOT indisvalid");

  static final Example TYPE_CHANGE =
      new Example(
          """
          CREATE TABLE products (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            price numeric(10, 2) NOT NULL CHECK (price >= 0));
          """,
          "INSERT INTO products (price) SELECT n / 100.0 FROM generate_series(1, 20000) n;",
          """
          -- theseus:up   products.price_cents = (price * 100)::bigint
          -- theseus:down products.price       = price_cents / 100.0
          ALTER TABLE products RENAME COLUMN price TO price_cents;
          ALTER TABLE products ALTER COLUMN price_cents TYPE bigint USING (price_cents * 100)::bigint;
          """,
          """
          INSERT INTO products (price) VALUES (200.01);
          SET search_path = public_v2_change, public;
          INSERT INTO products (price_cents) VALUES (20002);
          UPDATE products SET price_cents = price_cents WHERE id = 7;
          """,
          "SELECT count(*) FROM products WHERE price_cents <> id");

  /// Makes the tables, and the files from their catalog.
  static WrittenFiles of(TestDatabase database, Example example, String style, Path folder)
      throws IOException {
    database.sql(example.setup(), example.rows());
    Files.writeString(folder.resolve("V2__change.sql"), example.migration());
    CapturedRun run =
        CapturedRun.in(
            folder,
            Map.of(),
            "plan",
            "--json",
            "--url",
            database.jdbcUrl(),
            "--write",
            "out",
            "--style",
            style,
            "V2__change.sql");
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    List<List<String>> parts = new ArrayList<>();
    for (JsonNode part : new ObjectMapper().readTree(run.out()).get("parts")) {
      List<String> names = new ArrayList<>();
      for (JsonNode file : part.get("files")) {
        if (file.get("role").asText().equals("forward")) {
          names.add(file.get("name").asText());
        }
      }
      parts.add(names);
    }
    return new WrittenFiles(database, example, folder.resolve("out"), parts);
  }

  /// A runner carries out the files up to the last of a part.
  interface Runner {
    void run(List<String> part) throws Exception;
  }

  /// Part by part, with both versions at work between.
  void run(Runner runner) throws Exception {
    runner.run(parts.getFirst());
    database.sql(example.live());
    for (List<String> part : parts.subList(1, parts.size())) {
      runner.run(part);
    }
  }

  /// The files as they are, one after the other.
  void runEach(List<String> names) {
    for (String name : names) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(text(name));
      } catch (IOException | SQLException e) {
        throw new AssertionError(name, e);
      }
    }
  }

  String text(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  /// What the plain SQL gives.
  CatalogDump oracle() {
    try (TestDatabase plain = TestDatabase.on(database.server())) {
      plain.sql(example.setup(), example.migration());
      return CatalogDump.of(plain);
    }
  }

  void assertLikeThePlainSql() {
    assertThat(oracle().changesTo(CatalogDump.of(database, "public_v2_change"))).isEmpty();
    assertThat(database.number(example.wrong())).isZero();
  }
}
