package dev.theseus.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs typical short command lines without effect, for the JVM to record which classes a start
/// needs.
///
/// The launcher calls it once after each build, with the property `theseus.rehearse`. A new command
/// that is worth a fast start gets a line here; it must need neither network nor a database but a
/// scratch one, and change nothing but a temporary file.
final class StartUpRehearsal {
  private static final List<List<String>> COMMAND_LINES =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("help", "help"),
          List.of("plan", "--help"),
          List.of("check", "--list"),
          List.of("status"),
          List.of("status", "--json"),
          List.of("no-such-command"),
          List.of("no-such-command", "--json"));

  private StartUpRehearsal() {}

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final String TABLES =
      """
      CREATE TABLE b (c bigint PRIMARY KEY, name text NOT NULL DEFAULT 'x', d date CHECK (d > now()));
      CREATE TABLE users (id bigserial PRIMARY KEY, a bigint REFERENCES b (c), n numeric(10,2));
      CREATE INDEX CONCURRENTLY users_a ON users (a, n);
      CREATE VIEW v AS SELECT id, a FROM users;
      INSERT INTO users (a) VALUES (1);
      COMMENT ON TABLE users IS 'x';
      ALTER TABLE users ALTER COLUMN n TYPE numeric(12,2), DROP COLUMN a;
      DROP TABLE b;
      """;

  private static final String MIGRATION =
      """
      -- theseus:ignore drop-table nobody reads it
      DROP TABLE IF EXISTS ${schema}.old;
      ALTER TABLE users ADD COLUMN id bigint DEFAULT random(), ALTER COLUMN name SET NOT NULL;
      CREATE INDEX users_name ON users (lower(name)) WHERE id > 0;
      ALTER TABLE users ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES b (c), ADD CHECK (a > 0);
      UPDATE users SET name = 'x';
      SELEC 1;
      """;

  static void run() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    COMMAND_LINES.forEach(arguments -> run(nowhere, Path.of(""), arguments));
    try {
      Path folder = Files.createTempDirectory("theseus");
      Path tables = Files.writeString(folder.resolve("V1__tables.sql"), TABLES);
      Path users = Files.writeString(folder.resolve("V2__users.sql"), MIGRATION);
      run(nowhere, folder, List.of("check", "--no-database", "V2__users.sql"));
      run(nowhere, folder, List.of("check", "--no-database", "--json", "."));
      withPatience(() -> run(nowhere, folder, List.of("check", ".")));
      Files.delete(tables);
      Files.delete(users);
      Files.delete(folder);
    } catch (IOException e) {
      // a start without this is slower, nothing else
    }
  }

  /// A scratch database that does not come must not keep a first start from ending.
  private static void withPatience(Runnable work) {
    try {
      Thread.ofPlatform().daemon().start(work).join(LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(PrintStream nowhere, Path folder, List<String> arguments) {
    Console console = new Console(nowhere, nowhere, Terminal.plain(arguments));
    Session session = new Session(console, new Interrupts(), Map.of(), folder);
    ExitCode exit = new Cli(session).run(arguments);
    console.say(exit.name());
  }
}
