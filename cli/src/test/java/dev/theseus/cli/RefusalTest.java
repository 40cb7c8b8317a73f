package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every refusal names object, place and next action, and changes nothing.
class RefusalTest {
  @TempDir private Path folder = Path.of("");

  @PostgresTest
  void pointsAtASyntaxError(TestDatabase database) throws IOException {
    assertRefused(
        database,
        "ALTER TABLE users\n  ADD COLUM email text;\n",
        ExitCode.INVALID,
        """
        error: syntax error at or near "text" (change.sql:2:19); correct the statement
            ADD COLUM email text;
                            ^
        """);
  }

  @PostgresTest
  void namesAnUnknownTable(TestDatabase database) throws IOException {
    assertRefused(
        database,
        "ALTER TABLE custmers ADD COLUMN email text;",
        ExitCode.INVALID,
        """
        error: table "public.custmers" does not exist (change.sql:1); correct its name or schema, or create it first
        """);
  }

  @PostgresTest
  void namesAnUnknownColumn(TestDatabase database) throws IOException {
    assertRefused(
        database,
        "ALTER TABLE users ALTER COLUMN nmae SET NOT NULL;",
        ExitCode.INVALID,
        """
        error: column "nmae" of table "public.users" does not exist (change.sql:1); its columns at this point are id, name
        """);
  }

  @PostgresTest
  void asksForTheValueOfARequiredColumn(TestDatabase database) throws IOException {
    assertRefused(
        database,
        "ALTER TABLE users ADD COLUMN email text NOT NULL;",
        ExitCode.INVALID,
        """
        error: "email" of "public.users" is required and has no default (change.sql:1); add `-- theseus:up users.email = …` or a DEFAULT
        """);
  }

  @PostgresTest
  void namesAllProblemsAtOnce(TestDatabase database) throws IOException {
    assertRefused(
        database,
        "ALTER TABLE users ADD COLUMN email text NOT NULL;\nALTER TABLE custmers DROP COLUMN x;",
        ExitCode.INVALID,
        """
        error: table "public.custmers" does not exist (change.sql:2); correct its name or schema, or create it first
        error: "email" of "public.users" is required and has no default (change.sql:1); add `-- theseus:up users.email = …` or a DEFAULT
        """);
  }

  @PostgresTest
  void pointsIntoBrokenYaml(TestDatabase database) throws IOException {
    Files.writeString(
        folder.resolve("change.yaml"), "operations:\n  - add_column: {table: users\n");

    assertRefused(
        database,
        run(database, "start", "change.yaml"),
        ExitCode.INVALID,
        """
        error: the file cannot be read: while parsing a flow mapping (change.yaml:2:30); correct it
        """);
  }

  @PostgresTest
  void namesAMissingFile(TestDatabase database) {
    CapturedRun run = run(database, "start", "nowhere.sql");

    assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
    assertThat(run.err())
        .isEqualTo(
            "error: file 'nowhere.sql' does not exist; correct its name; relative names start at "
                + folder
                + "\n");
  }

  @PostgresTest
  void knowsNoMigrationToComplete(TestDatabase database) {
    users(database);

    assertRefused(
        database,
        run(database, "complete"),
        ExitCode.FAILED,
        """
        error: no migration was ever started in this database; run `theseus start` with a migration
        """);
  }

  @PostgresTest
  void carriesOneMigrationAtATime(TestDatabase database) throws IOException {
    users(database);
    Files.writeString(folder.resolve("first.sql"), "ALTER TABLE users ADD COLUMN one int;");
    Files.writeString(folder.resolve("second.sql"), "ALTER TABLE users ADD COLUMN two int;");
    assertThat(run(database, "start", "first.sql").exit()).isEqualTo(ExitCode.OK);

    assertRefused(
        database,
        run(database, "start", "second.sql"),
        ExitCode.FAILED,
        """
        error: migration first is started, so second cannot start; bring it to its end with `theseus complete` and `theseus contract`, or take it back with `theseus rollback`
        """);
  }

  @PostgresTest
  void namesTheTableOfAnotherOwner(TestDatabase database) throws IOException {
    users(database);
    String stranger = database.ownerRole("stranger");
    Files.writeString(folder.resolve("add.sql"), "ALTER TABLE users ADD COLUMN email text;");
    CatalogDump before = CatalogDump.of(database);

    CapturedRun run =
        CapturedRun.in(
            folder, Map.of(), "start", "-q", "--url", database.jdbcUrl(stranger), "add.sql");

    assertThat(run.err().replace(stranger, "stranger"))
        .isEqualTo(
            """
            error: table "public"."users" belongs to role "postgres", and role "stranger" has not its rights; connect as that role, or run: GRANT "postgres" TO "stranger"
            """);
    assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  @Test
  @Tag("postgres")
  void hidesThePasswordThatIsWrong() throws IOException, SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      try (Connection connection = server.connect("postgres");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE owner LOGIN PASSWORD 'right'");
        Files.writeString(
            server.dataDirectory().resolve("pg_hba.conf"),
            "host all owner 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
        statement.execute("SELECT pg_reload_conf()");
      }
      String url = "postgres://owner:wr0ng@127.0.0.1:%d/postgres".formatted(server.port());

      CapturedRun run =
          CapturedRun.in(folder, Map.of("THESEUS_DEBUG", "1"), "status", "--url", url);

      assertThat(run.err()).doesNotContain("wr0ng");
      assertThat(firstLine(run.err()).replace(":" + server.port(), ":5432"))
          .isEqualTo(
              """
              error: the database cannot be reached: 127.0.0.1:5432/postgres as owner: password authentication failed for user "owner"; check host, port, user and password, and that the server accepts connections
              """);
      assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  @Tag("postgres")
  void sendsTheUserFromAStandbyToThePrimary() throws IOException {
    Files.writeString(folder.resolve("add.sql"), "CREATE TABLE users (id bigint);");
    try (EmbeddedPostgres primary =
            EmbeddedPostgres.builder().setting("wal_level", "replica").start();
        EmbeddedPostgres standby = primary.startStandby()) {
      CapturedRun run =
          CapturedRun.in(folder, Map.of(), "start", "-q", "--url", standby.jdbcUrl(), "add.sql");

      assertThat(run.err())
          .isEqualTo(
              """
              error: the server of database "postgres" is a standby, which takes no writes; connect to its primary (with several hosts in the URL, add targetServerType=primary)
              """);
      assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void refusesAServerThatIsTooOld() throws IOException {
    try (OldServer server = new OldServer()) {
      CapturedRun run = CapturedRun.in(folder, Map.of(), "status", "--url", server.url());

      assertThat(run.err())
          .isEqualTo(
              """
              error: the server is PostgreSQL 13; use PostgreSQL 14 or newer
              """);
      assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void namesAnUnknownHost() {
    CapturedRun run =
        CapturedRun.in(
            folder, Map.of(), "status", "--url", "postgres://me:secret@no-such-host.invalid/shop");

    assertThat(run.err())
        .isEqualTo(
            """
            error: the database cannot be reached: no-such-host.invalid:5432/shop as me: the host is unknown; check host, port, user and password, and that the server accepts connections
            """);
    assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void asksForADatabase() {
    CapturedRun run = CapturedRun.in(folder, Map.of(), "status");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "error: no database is named\n"
                + "give --url postgresql://user@host:5432/database, or set DATABASE_URL or"
                + " PGHOST\n");
  }

  @Test
  void saysHowOptionsAreWritten() {
    CapturedRun run = CapturedRun.in(folder, Map.of(), "watch", "--interval", "soon");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "error: Invalid value for option '--interval': 'soon' is no duration; write it as 20ms,"
                + " 90s, 15m, 1h30m or 2d\n"
                + "see theseus watch --help\n");
  }

  private void assertRefused(TestDatabase database, String sql, ExitCode exit, String expected)
      throws IOException {
    users(database);
    Files.writeString(folder.resolve("change.sql"), sql);
    assertRefused(database, run(database, "start", "-q", "change.sql"), exit, expected);
  }

  private static void assertRefused(
      TestDatabase database, CapturedRun run, ExitCode exit, String expected) {
    assertThat(run.err()).isEqualTo(expected);
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(
            database.number("SELECT count(*) FROM pg_attribute WHERE attname IN ('email', 'two')"))
        .isZero();
  }

  private CapturedRun run(TestDatabase database, String... arguments) {
    return CapturedRun.in(folder, Map.of("DATABASE_URL", database.jdbcUrl()), arguments);
  }

  private static void users(TestDatabase database) {
    database.sql("CREATE TABLE users (id bigint PRIMARY KEY, name text)");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("") + "\n";
  }
}
