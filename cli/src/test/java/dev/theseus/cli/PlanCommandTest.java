package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  private static final String EXPECTED =
      """
      Plan V2__email for PostgreSQL 18.x, schema public
      New version: the same tables; no search_path is needed

      place            strategy  statement
      V2__email.sql:1  direct    ALTER TABLE users ADD COLUMN email text
      V2__email.sql:2  direct    COMMENT ON COLUMN users.email IS 'where to write'

      1 expand (theseus start)
        expand/public.users.email.add  add column email to public.users
            lock  ACCESS EXCLUSIVE on public.users
            sql   ALTER TABLE "public"."users" ADD COLUMN "email" "text";
            undo  ALTER TABLE "public"."users" DROP COLUMN IF EXISTS "email";
        expand/public.users.comment  comment on public.users
            lock  none that others could wait for
            sql   COMMENT ON COLUMN users.email IS 'where to write';
            undo  nothing to take back

      checked: 2 statements, 0 hazards
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writeTheMigrations() throws IOException {
    Files.writeString(
        folder.resolve("V1__users.sql"),
        "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n");
    Files.writeString(
        folder.resolve("V2__email.sql"),
        """
        ALTER TABLE users ADD COLUMN email text;
        COMMENT ON COLUMN users.email IS 'where to write';
        """);
    Files.writeString(
        folder.resolve("V3__later.sql"), "ALTER TABLE users DROP COLUMN nothing_like_it;\n");
  }

  @Test
  @Tag("postgres")
  void plansAgainstTheEarlierMigrationsOfTheFolder() {
    CapturedRun run = CapturedRun.in(folder, Map.of(), "plan", "V2__email.sql");

    assertThat(run.err()).isEqualTo("planned against a scratch PostgreSQL 18\n");
    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(run.out().replaceAll("18\\.\\d+", "18.x")).isEqualTo(EXPECTED);
  }

  @PostgresTest
  void plansAgainstADatabaseAndChangesNothing(TestDatabase database) {
    database.sql("CREATE TABLE users (id bigint PRIMARY KEY, name text)");
    String reader = database.role("reader");
    CatalogDump before = CatalogDump.of(database);

    CapturedRun run =
        CapturedRun.in(
            folder, Map.of(), "plan", "--url", database.jdbcUrl(reader), "V2__email.sql");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().replaceAll("18\\.\\d+", "18.x")).isEqualTo(EXPECTED);
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(database.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'theseus'"))
        .isZero();
  }

  @Test
  @Tag("postgres")
  void namesTheEarlierStatementThatDoesNotRun() throws IOException {
    Files.writeString(folder.resolve("V1__users.sql"), "ALTER TABLE customers ADD x int;\n");

    CapturedRun run = CapturedRun.in(folder, Map.of(), "plan", "--history", ".", "V2__email.sql");

    assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
    assertThat(run.err())
        .isEqualTo(
            "error: an earlier migration does not run on the scratch PostgreSQL: ERROR: relation"
                + " \"customers\" does not exist (V1__users.sql:1); correct it, name the folder of"
                + " all earlier migrations with --history, or plan against a database with"
                + " --url\n");
  }

  @Test
  void refusesAScratchServerThatIsNotThere() {
    CapturedRun run = CapturedRun.in(folder, Map.of(), "plan", "--pg", "9", "V2__email.sql");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .startsWith("error: there is no scratch PostgreSQL 9\ngive --pg with one of");
  }

  @Test
  void refusesTwoFormsAtOnce() {
    CapturedRun run = CapturedRun.in(folder, Map.of(), "plan", "--json", "--sql", "V2__email.sql");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).contains("\"what\" : \"--sql, --brief and --json exclude each other\"");
  }
}
