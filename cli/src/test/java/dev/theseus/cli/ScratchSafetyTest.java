package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that come from strangers: on a scratch server they get nothing but the scratch database.
@Tag("postgres")
class ScratchSafetyTest {
  private static final String SECRET = "sesame-4711";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void hideASecret() throws IOException {
    Files.createDirectory(folder.resolve(".git"));
    Files.writeString(folder.resolve("secret.txt"), SECRET);
  }

  private String marker() {
    return folder.resolve("marker").toString();
  }

  private String program() {
    return "COPY x FROM PROGRAM 'echo 1 | tee " + marker() + "'";
  }

  private String shell() {
    return "DO $$BEGIN CREATE TEMP TABLE x (l text); " + program() + "; END$$;\n";
  }

  private String read() {
    return "SELECT pg_read_file('" + folder.resolve("secret.txt") + "')::int;\n";
  }

  /// Each way there is to become somebody else, each followed by what only a superuser may do.
  private String climbing() {
    StringBuilder text = new StringBuilder();
    for (String way :
        List.of(
            "RESET ROLE",
            "RESET SESSION AUTHORIZATION",
            "SET ROLE theseus_scratch",
            "SET SESSION AUTHORIZATION theseus_scratch",
            "SET SESSION AUTHORIZATION DEFAULT",
            "GRANT theseus_scratch TO postgres",
            "ALTER ROLE postgres SUPERUSER",
            "ALTER ROLE theseus_scratch PASSWORD 'x'",
            "GRANT pg_execute_server_program, pg_read_server_files TO postgres",
            "GRANT pg_read_server_files TO postgres",
            "CREATE ROLE helper IN ROLE pg_execute_server_program",
            "CREATE ROLE helper SUPERUSER",
            "UPDATE pg_authid SET rolsuper = true",
            "CREATE EXTENSION dblink",
            "CREATE EXTENSION file_fdw",
            "CREATE EXTENSION plpython3u",
            "CREATE FUNCTION s(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'")) {
      text.append("DO $d$BEGIN EXECUTE $e$").append(way).append("$e$;\n");
      text.append("EXCEPTION WHEN OTHERS THEN NULL; END$d$;\n");
      text.append(way).append(";\n").append(shell()).append(read());
    }
    return text.toString();
  }

  private void isHarmless(CapturedRun run) {
    assertThat(folder.resolve("marker")).doesNotExist();
    assertThat(run.out() + run.err()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "18"})
  void givesCheckedFilesNeitherShellNorFiles(String major) throws IOException {
    Files.writeString(folder.resolve("V1__a.sql"), shell() + read() + climbing());
    Files.writeString(folder.resolve("V2__b.sql"), "CREATE TABLE t (id bigint PRIMARY KEY);");

    CapturedRun run = CapturedRun.in(folder, Map.of(), "check", "--pg", major, ".");
    CapturedRun traced = CapturedRun.in(folder, Map.of(), "check", "--trace", "--pg", major, ".");

    isHarmless(run);
    isHarmless(traced);
    assertThat(run.out())
        .contains("permission denied")
        .contains("files run there as an owner, not as a superuser");
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "18"})
  void givesHistoryNeitherShellNorFiles(String major) throws IOException {
    Files.writeString(
        folder.resolve("V1__a.sql"),
        "CREATE TABLE t (id bigint PRIMARY KEY);\n"
            + "ALTER ROLE postgres PASSWORD 'changed';\n"
            + shell()
            + read()
            + "DO $$BEGIN SET ROLE theseus_scratch; END$$;\n"
            + "DO $$BEGIN RESET ROLE; END$$;\n"
            + "DO $$BEGIN SET SESSION AUTHORIZATION theseus_scratch; END$$;\n"
            + "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();\n"
            + shell());
    Files.writeString(folder.resolve("V2__b.sql"), "ALTER TABLE t ADD COLUMN a int;");

    CapturedRun plan = CapturedRun.in(folder, Map.of(), "plan", "--pg", major, "V2__b.sql");
    CapturedRun guide =
        CapturedRun.in(
            folder,
            Map.of(),
            "guide",
            "--pg=" + major,
            "--migrations=.",
            "--dry-run",
            "add-required-column",
            "--answers=table=t",
            "--answers=column=c",
            "--answers=type=text",
            "--answers=value=pg_read_file('" + folder.resolve("secret.txt") + "')");

    isHarmless(plan);
    assertThat(plan.exit()).as(plan.err()).isEqualTo(ExitCode.OK);
    assertThat(plan.err())
        .contains(
            "warning: V1__a.sql:3 was left out on the scratch PostgreSQL, where nothing runs as"
                + " superuser: ERROR: ");
    assertThat(plan.out()).contains("add column a to public.t");
    isHarmless(guide);
    assertThat(guide.err()).contains("permission denied");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void runsWhatAnOwnerMayDo(int major) throws IOException {
    Files.writeString(
        folder.resolve("V1__a.sql"),
        """
        COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';
        CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
        COMMENT ON EXTENSION pg_stat_statements IS 'x';
        CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
        CREATE EXTENSION cube;
        CREATE EXTENSION earthdistance;
        CREATE ROLE app LOGIN;
        CREATE TABLE t (id bigint PRIMARY KEY);
        ALTER TABLE t OWNER TO postgres;
        ALTER TABLE t OWNER TO app;
        ALTER TABLE t DISABLE TRIGGER ALL;
        ALTER SCHEMA public OWNER TO postgres;
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        SET session_replication_role = replica;
        CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
        ALTER SYSTEM SET work_mem = '1MB';
        CREATE LANGUAGE plpython3u;
        ALTER TABLE t ADD COLUMN a int;
        """);

    CapturedRun run =
        CapturedRun.in(folder, Map.of(), "check", "--pg", Integer.toString(major), "V1__a.sql");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().filter(line -> line.contains("[statement-fails]")))
        .singleElement()
        .asString()
        .contains("V1__a.sql:17:1");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void letsNobodyInWithoutThePassword(int major) throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).locked(true).start()) {
      try (Connection connection = server.connect("postgres");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE other LOGIN");
      }
      for (String role : List.of("postgres", "other")) {
        assertThat(
                catchThrowableOfType(
                        SQLException.class,
                        () -> server.dataSource("postgres", role, "guess").getConnection().close())
                    .getSQLState())
            .isEqualTo("28P01");
      }
    }
  }
}
