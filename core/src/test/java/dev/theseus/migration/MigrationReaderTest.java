package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.migration.Migration.Note;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.DropColumn;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrationReaderTest {
  private final MigrationReader reader = new MigrationReader(ReaderOptions.defaults());

  @Test
  void keepsPlacesAndStatementsAsWritten() {
    Migration migration =
        reader.read(
            "db/V7__price.sql",
            """
            -- a comment
            ALTER TABLE a DROP x; -- é 😀

              ALTER TABLE b
                DROP y,
                ADD z int;
            """);
    assertThat(migration.name()).isEqualTo("V7__price");
    assertThat(migration.operations())
        .extracting(Migration.Authored::place)
        .containsExactly("db/V7__price.sql:2", "db/V7__price.sql:4", "db/V7__price.sql:4");
    assertThat(migration.operations().get(1).statement())
        .isEqualTo("ALTER TABLE b\n    DROP y,\n    ADD z int");
    assertThat(migration.operations().get(1).operation()).isInstanceOf(DropColumn.class);
    assertThat(migration.operations().get(2).operation()).isInstanceOf(AddColumn.class);
  }

  @Test
  void showsWhereASyntaxErrorIs() {
    assertThatThrownBy(() -> reader.read("V1__a.sql", "SELECT 'é';\n\tALTER TABLE t ADDD x int;\n"))
        .isInstanceOf(InvalidMigration.class)
        .hasMessage(
            """
            syntax error at or near "ADDD" (V1__a.sql:2:16); correct the statement
              \tALTER TABLE t ADDD x int;
              \t              ^\
            """);
  }

  @Test
  void takesTransactionsTimeoutsAndSettingsOfDumpsAsNotes() {
    Migration migration =
        reader.read(
            "dump.sql",
            """
            BEGIN;
            SET lock_timeout = '2s';
            SELECT pg_catalog.set_config('search_path', '', false);
            SET search_path TO public;
            ALTER TABLE t DROP x;
            COMMIT;
            """);
    assertThat(migration.operations()).hasSize(1);
    assertThat(migration.notes())
        .containsExactly(
            new Note("dump.sql:1", "BEGIN is left out: each step runs in a transaction of its own"),
            new Note(
                "dump.sql:2",
                "SET lock_timeout = '2s' is left out: locks and timeouts are set for each step"),
            new Note(
                "dump.sql:3",
                "SELECT pg_catalog.set_config('search_path', '', false) is left out: names without"
                    + " a schema are read in public"),
            new Note(
                "dump.sql:4",
                "SET search_path TO public is left out: names without a schema are read in public"),
            new Note(
                "dump.sql:6", "COMMIT is left out: each step runs in a transaction of its own"));
  }

  /// Its session ends with the step, and so would the table.
  @Test
  void refusesWhatLivesAsLongAsItsSession() {
    for (String made :
        List.of(
            "CREATE TEMP TABLE m AS SELECT 1",
            "CREATE TEMPORARY TABLE m (a int) ON COMMIT DROP",
            "CREATE TABLE pg_temp.m (a int)",
            "SELECT 1 AS a INTO TEMP m",
            "CREATE TEMP VIEW m AS SELECT 1",
            "CREATE TEMP SEQUENCE m")) {
      assertThatThrownBy(() -> reader.read("a.sql", "ALTER TABLE t DROP x;\n" + made))
          .isInstanceOf(UnsafeMigration.class)
          .hasMessage(
              "temporary \"m\" would be gone before the next statement: each runs in a session of"
                  + " its own (a.sql:2); leave TEMPORARY out and drop it at the end of the"
                  + " migration, or write its query into the statements that read it (WITH)");
    }
  }

  @Test
  void refusesWhatWouldHoldForNoOtherStatement() {
    assertThatThrownBy(() -> reader.read("a.sql", "SET search_path TO app"))
        .isInstanceOf(UnsafeMigration.class)
        .hasMessage(
            "search_path is set to app, and names without a schema are read in public (a.sql:1);"
                + " give app as the schema, or write it in front of the names");
    assertThatThrownBy(() -> reader.read("a.sql", "SET timezone = 'UTC'"))
        .hasMessage(
            "the setting timezone would hold for no other statement (a.sql:1); set it for the role"
                + " with ALTER ROLE … SET, or write the statements so that they need it not");
    assertThatThrownBy(() -> reader.read("a.sql", "BEGIN; ROLLBACK"))
        .hasMessage(
            "ROLLBACK cannot be part of a migration (a.sql:1); remove it: each step runs in a"
                + " transaction of its own");
  }

  @Test
  void leavesOutWhatOnlyPsqlUnderstandsAndRefusesWhatItWouldDo() {
    Migration migration =
        reader.read("a.sql", "\\set ON_ERROR_STOP on\n\\timing\nALTER TABLE t DROP x;");
    assertThat(migration.operations()).hasSize(1);
    assertThat(migration.operations().getFirst().place()).isEqualTo("a.sql:3");
    assertThat(migration.notes())
        .extracting(Note::text)
        .containsExactly(
            "psql's command \\set ON_ERROR_STOP on has no effect here and is left out",
            "psql's command \\timing has no effect here and is left out");
    assertThatThrownBy(() -> reader.read("a.sql", "\\i other.sql\nSELECT 1"))
        .hasMessage(
            "syntax error at or near \"\\\" (a.sql:1:1); run psql's command yourself, or put what"
                + " it does into the file as SQL\n"
                + "  \\i other.sql\n"
                + "  ^");
  }

  @Test
  void fillsPlaceholdersAndExplainsMissingOnes() {
    MigrationReader filled =
        new MigrationReader(ReaderOptions.defaults().withPlaceholders(Map.of("table", "users")));
    assertThat(filled.read("a.sql", "ALTER TABLE ${table} DROP x").operations().getFirst())
        .extracting(authored -> authored.operation().target().name())
        .isEqualTo(Identifier.of("users"));
    assertThatThrownBy(() -> reader.read("a.sql", "ALTER TABLE ${table} DROP x"))
        .hasMessage(
            """
            syntax error at or near "$" (a.sql:1:13); give the placeholder a value
              ALTER TABLE ${table} DROP x
                          ^\
            """);
    assertThat(reader.read("a.sql", "COMMENT ON TABLE t IS '${x}'").notes())
        .containsExactly(
            new Note("a.sql:1", "the placeholder ${x} has no value and is taken as text"));
    assertThatThrownBy(() -> reader.read("a.sql", "ALTER TABLE {{ t }} DROP x"))
        .hasMessageContaining("render the template before it is read");
  }

  @Test
  void refusesNamesPostgresWouldCut() {
    String name = "x".repeat(64);
    assertThatThrownBy(() -> reader.read("a.sql", "ALTER TABLE t DROP " + name))
        .hasMessage(
            "the name "
                + name
                + " is longer than the 63 bytes PostgreSQL keeps (a.sql:1:20); shorten it\n"
                + "  ALTER TABLE t DROP "
                + name
                + "\n                     ^");
    assertThat(reader.read("a.sql", "ALTER TABLE t DROP " + name.substring(1)).operations())
        .hasSize(1);
  }

  @Test
  void readsAnEmptyFileAsAMigrationWithoutOperations() {
    assertThat(reader.read("a.sql", "\uFEFF-- nothing\n").operations()).isEmpty();
  }
}
