package dev.theseus.check.source;

import static dev.theseus.check.source.SourceFolder.findings;
import static dev.theseus.check.source.SourceFolder.names;
import static dev.theseus.check.source.SourceFolder.shapes;
import static dev.theseus.check.source.SourceFolder.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.migration.FileOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnersTest {
  private static final String TWO = "SELECT 1;\nSELECT 2;\n";
  private static final String CONCURRENTLY = "CREATE INDEX CONCURRENTLY i ON t (a);\n";

  @TempDir private Path temporary = Path.of("");

  private SourceFolder folder() {
    return new SourceFolder(temporary);
  }

  @Nested
  class Flyway {
    @Test
    void runsVersionsByNumberThenRepeatableOnesEachInATransaction() {
      Sources sources =
          folder()
              .with("V10__c.sql", TWO)
              .with("V2__b.sql", TWO)
              .with("V1.1__a.sql", TWO)
              .with("R__views.sql", TWO)
              .with("U2__b.sql", "DROP TABLE b;")
              .with("B5__all.sql", TWO)
              .read();

      assertThat(names(sources))
          .containsExactly("V1.1__a.sql", "V2__b.sql", "V10__c.sql", "R__views.sql");
      assertThat(shapes(sources)).containsOnly("Flyway|RUNNER|[0, 0]");
      assertThat(sources.notes())
          .extracting(Note::toString)
          .containsExactlyInAnyOrder(
              "B5__all.sql: left out: a baseline runs in new databases only",
              "1 way back was left out");
    }

    @Test
    void runsAFileWithAStatementOfItsOwnListOutsideOfTransactionsAndHangsOnItsLock() {
      Sources sources = folder().with("V1__i.sql", CONCURRENTLY).read();

      assertThat(shapes(sources)).containsExactly("Flyway|NOBODY|[-1]");
      assertThat(findings(sources))
          .containsExactly(
              "flyway-concurrently-hangs V1__i.sql:1:1 CONCURRENTLY waits for the transaction in"
                  + " which Flyway holds its own lock");
    }

    @Test
    void doesNotHangWhereItsLockIsNotATransaction() {
      Sources sources =
          folder()
              .with("db/V1__i.sql", CONCURRENTLY)
              .with("flyway.conf", "# ours\nflyway.postgresql.transactional.lock=false\n")
              .read();

      assertThat(findings(sources)).isEmpty();
    }

    @Test
    void readsItsSettingsOfSpring() {
      Sources sources =
          folder()
              .with("src/main/resources/db/migration/V1__i.sql", CONCURRENTLY)
              .with(
                  "src/main/resources/application.yml",
                  "spring:\n  flyway:\n    postgresql:\n      transactional-lock: false\n")
              .read();

      assertThat(findings(sources)).isEmpty();
    }

    @Test
    void readsItsSettingsInToml() {
      Sources sources =
          folder()
              .with("V1__i.sql", CONCURRENTLY + "CREATE TABLE ${name} (a int);")
              .with(
                  "flyway.toml",
                  """
                  [flyway]
                  mixed = true
                  [flyway.postgresql.transactional]
                  lock = false
                  [flyway.placeholders]
                  name = "people"
                  """)
              .read();

      assertThat(findings(sources)).isEmpty();
      assertThat(sources.notes()).isEmpty();
      assertThat(sources.checked().getFirst().statements().get(1).text())
          .isEqualTo("CREATE TABLE people (a int)");
    }

    @Test
    void refusesToMixStatementsInsideAndOutsideOfTransactions() {
      Sources sources =
          folder()
              .with("V1__i.sql", "SET lock_timeout = '2s';\nDROP INDEX CONCURRENTLY i;\n")
              .read();

      assertThat(findings(sources))
          .containsExactly(
              "flyway-mixed V1__i.sql:2:1 Flyway runs this statement outside of a transaction and"
                  + " the other statements of the file inside of one, so it refuses the file");
    }

    @Test
    void keepsInATransactionWhatItsListDoesNotName() {
      Sources sources =
          folder()
              .with("V1__r.sql", "REINDEX TABLE CONCURRENTLY t;")
              .with("V2__d.sql", "ALTER TABLE p DETACH PARTITION c CONCURRENTLY;")
              .with("V3__s.sql", "REINDEX SCHEMA s;")
              .read();

      assertThat(shapes(sources))
          .containsExactly("Flyway|RUNNER|[0]", "Flyway|RUNNER|[0]", "Flyway|NOBODY|[-1]");
    }

    @Test
    void obeysTheSettingsBesideTheFile() {
      Sources sources =
          folder()
              .with("V1__r.sql", "REINDEX TABLE CONCURRENTLY t;\nSELECT 1;")
              .with("V1__r.sql.conf", "executeInTransaction=false\n")
              .read();

      assertThat(shapes(sources)).containsExactly("Flyway|NOBODY|[-1, -1]");
    }

    @Test
    void passesOverFilesWithOtherNamesAndRefusesAVersionTwice() {
      Sources sources =
          folder()
              .with("V1__a.sql", "SELECT 1;")
              .with("V1.0__b.sql", "SELECT 1;")
              .with("V2_c.sql", "SELECT 1;")
              .with("afterMigrate.sql", "SELECT 1;")
              .read();

      assertThat(findings(sources))
          .containsExactly(
              "duplicate-version V1__a.sql:1:1 the file has the same version as \"V1.0__b.sql\"",
              "file-not-run V2_c.sql:1:1 Flyway, which the files beside it are for, does not run a"
                  + " file of this name");
    }
  }

  @Test
  void runsEachChangesetOfLiquibaseAsItSays() {
    Sources sources =
        folder()
            .with(
                "changes.sql",
                """
                --liquibase formatted sql
                --changeset ann:1 context:test
                CREATE TABLE a (id int);
                CREATE TABLE b (id int);
                --rollback DROP TABLE a;
                --changeset ann:2 runInTransaction:false
                CREATE INDEX CONCURRENTLY i ON a (id);
                --changeset ann:3 dbms:mysql
                CREATE TABLE `c` (id int);
                --changeset ann:4 labels:"big, small"
                SELECT 4;
                """)
            .read();

    assertThat(shapes(sources)).containsExactly("Liquibase|RUNNER|[0, 0, -1, 1]");
    assertThat(written(sources)).contains("SELECT 4").doesNotContain("DROP TABLE a");
    assertThat(findings(sources)).isEmpty();
    Sources some =
        folder()
            .read(
                options ->
                    options.withChoice(new ChangesetChoice(Set.of("prod"), Set.of("small"))));
    assertThat(written(some)).containsExactly("CREATE INDEX CONCURRENTLY i ON a (id)", "SELECT 4");
    assertThat(some.notes())
        .extracting(Note::toString)
        .containsExactly("changes.sql: 1 changeset was left out by --contexts or --labels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a                        | B     |         | false
          A                        | a     |         | true
          a                        |       | x       | true
          a or b                   | b     |         | true
          a, c and b               | b     |         | false
          (a or b) and c           | b,c   |         | true
          (a or b) and c           | b     |         | false
          !a and not (b or c)      | d     |         | true
          !a and not (b or c)      | c     |         | false
          @a                       | a     |         | true
          a" labels:"x, Y          | a     | y       | true
          a" labels:"x, Y          | a     | z       | false
          a" labels:"x, Y          | a     | x and !y| false
          a" labels:"x, Y          | a     | z or x  | true
          """)
  void choosesChangesetsAsLiquibaseDoes(
      String context, @Nullable String contexts, @Nullable String labels, boolean runs) {
    ChangesetChoice choice = new ChangesetChoice(listed(contexts), listed(labels));
    Sources sources =
        folder()
            .with(
                "changes.sql",
                "--liquibase formatted sql\n--changeset ann:1 context:\"%s\"\nSELECT 1;"
                    .formatted(context))
            .read(options -> options.withChoice(choice));

    assertThat(written(sources)).hasSize(runs ? 1 : 0);
    assertThat(sources.notes()).hasSize(runs ? 0 : 1);
  }

  private static Set<String> listed(@Nullable String list) {
    return list == null ? Set.of() : Set.of(list.split(",", -1));
  }

  @Test
  void sendsAChangesetThatIsNotSplitAsOneString() {
    Sources sources =
        folder()
            .with(
                "changes.sql",
                "--liquibase formatted sql\n"
                    + "--changeset ann:1 splitStatements:false runInTransaction:false\n"
                    + TWO
                    + "--changeset ann:2 splitStatements:false\n"
                    + TWO)
            .read();

    assertThat(shapes(sources)).containsExactly("Liquibase|RUNNER|[0, 0, 1, 1]");
  }

  @Test
  void sendsAFileOfGolangMigrateAsOneString() {
    Sources sources =
        folder()
            .with("000001_a.up.sql", TWO)
            .with("000001_a.down.sql", "DROP TABLE a;")
            .with("000002_b.up.sql", CONCURRENTLY)
            .with("000003_c.up.sql", "BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;")
            .read();

    assertThat(shapes(sources))
        .containsExactly(
            "golang-migrate|ONE_STRING|[0, 0]",
            "golang-migrate|NOBODY|[-1]",
            "golang-migrate|ONE_STRING|[0, 0, 0, 1]");
  }

  @Test
  void readsWhatSqlxSendsWithoutATransaction() {
    Sources sources =
        folder()
            .with("Cargo.toml", "")
            .with("migrations/1_a.up.sql", TWO)
            .with("migrations/2_b.up.sql", "-- no-transaction\n" + CONCURRENTLY)
            .read();

    assertThat(shapes(sources)).containsExactly("sqlx|RUNNER|[0, 0]", "sqlx|NOBODY|[-1]");
  }

  @Test
  void readsTheWayUpOfDbmate() {
    Sources sources =
        folder()
            .with("1_a.sql", "-- migrate:up\n" + TWO + "-- migrate:down\nDROP TABLE a;\n")
            .with("2_b.sql", "-- migrate:up transaction:false\n" + CONCURRENTLY)
            .with("3_c.sql", "-- migrate:up transaction:false\nSET x.y = 1;\n" + CONCURRENTLY)
            .read();

    assertThat(shapes(sources))
        .containsExactly("dbmate|RUNNER|[0, 0]", "dbmate|NOBODY|[-1]", "dbmate|ONE_STRING|[0, 0]");
    assertThat(written(sources)).doesNotContain("DROP TABLE a");
  }

  @Test
  void readsTheWayUpOfGoose() {
    Sources sources =
        folder()
            .with("1_a.sql", "-- +goose Up\n" + TWO + "-- +goose Down\nDROP TABLE a;\n")
            .with("2_b.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n" + CONCURRENTLY)
            .with(
                "3_c.sql",
                """
                -- +goose NO TRANSACTION
                -- +goose Up
                SELECT 1;
                -- +goose StatementBegin
                SELECT 2;
                SELECT 3;
                -- +goose StatementEnd
                SELECT 4;
                """)
            .read();

    assertThat(shapes(sources))
        .containsExactly(
            "goose|RUNNER|[0, 0]", "goose|NOBODY|[-1]", "goose|ONE_STRING|[-1, 0, 0, -1]");
  }

  @Test
  void readsTheFoldersOfDieselAndPrisma() {
    Sources diesel =
        folder()
            .with("d/2024-01-02-000000_b/up.sql", CONCURRENTLY)
            .with("d/2024-01-02-000000_b/metadata.toml", "run_in_transaction = false\n")
            .with("d/2024-01-02-000000_b/down.sql", "DROP INDEX i;")
            .with("d/2024-01-01-000000_a/up.sql", TWO)
            .with("p/20240103000000_c/migration.sql", TWO)
            .read();

    assertThat(shapes(diesel))
        .containsExactly("Diesel|RUNNER|[0, 0]", "Diesel|NOBODY|[-1]", "Prisma|ONE_STRING|[0, 0]");
  }

  @Test
  void leavesOutWhatLiesBesideTheFileOfAFolder() {
    Sources sources =
        folder()
            .with("2024-01-31-120000_a/up.sql", "SELECT 1;")
            .with("2024-01-31-120000_a/down.sql", "SELECT 2;")
            .with("2024-01-31-120000_a/by_hand.sql", "SELECT 3;")
            .read();

    assertThat(names(sources)).containsExactly("2024-01-31-120000_a/up.sql");
    assertThat(sources.notes().toString())
        .contains("2024-01-31-120000_a/by_hand.sql: left out: a runner runs only the file");
  }

  @Test
  void ordersDieselsTimesWithAndWithoutDashes() {
    SourceFolder folder = folder();
    for (String name :
        List.of(
            "2017-08-31-230457_late",
            "00000000000000_first",
            "20140924113530_early",
            "2017-08-31-220457_less_late",
            "2018-01-01-000000_last")) {
      folder.with(name + "/up.sql", "SELECT 1;");
    }
    assertThat(names(folder.read()))
        .containsExactly(
            "00000000000000_first/up.sql",
            "20140924113530_early/up.sql",
            "2017-08-31-220457_less_late/up.sql",
            "2017-08-31-230457_late/up.sql",
            "2018-01-01-000000_last/up.sql");
  }

  @Test
  void readsTheNamesAndMarksOfNodesRunners() {
    Sources sources =
        folder()
            .with("a/sqls/1-a-up.sql", TWO)
            .with("a/sqls/1-a-down.sql", "DROP TABLE a;")
            .with("b/002.do.b.sql", TWO)
            .with("b/002.undo.b.sql", "DROP TABLE b;")
            .with("c/3_c.sql", "-- Up Migration\n" + TWO + "-- Down Migration\nDROP TABLE c;")
            .read();

    assertThat(shapes(sources))
        .containsExactly(
            "db-migrate|ONE_STRING|[0, 0]",
            "Postgrator|ONE_STRING|[0, 0]",
            "node-pg-migrate|RUNNER|[0, 0]");
  }

  @Test
  void runsPlainFilesStatementByStatementAndTellsTheirTransactions() {
    Sources sources =
        folder()
            .with("1.sql", "SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;\nSELECT 3;\nSTART TRANSACTION;\n")
            .with("2.sql", "BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; ROLLBACK; SELECT 3;")
            .read();

    assertThat(shapes(sources))
        .containsExactly("|NOBODY|[-1, 0, 0, 0, -1, 1]", "|NOBODY|[0, 0, 0, 1, 1, -1]");
  }

  @Test
  void obeysTheNamedRunner() {
    Sources sources =
        folder()
            .with("1.sql", TWO)
            .read(options -> options.withRunner(Optional.of(Runner.GOLANG_MIGRATE)));

    assertThat(shapes(sources)).containsExactly("golang-migrate|ONE_STRING|[0, 0]");
  }

  @Test
  void judgesWhatIsBehindAVersionAsOneRelease() {
    Sources sources =
        folder()
            .with("V1__a.sql", "SELEC 1;")
            .with("V2__b.sql", "SELECT 1;")
            .with("V3__c.sql", "SELECT 1;")
            .read(options -> options.withSince(SourceOptions.Since.version("1")));

    assertThat(sources.checked())
        .extracting(file -> file.circumstances().judged() + " " + file.circumstances().release())
        .containsExactly("false V1__a.sql", "true since", "true since");
    assertThat(findings(sources)).isEmpty();
    assertThat(FileOrder.ofVersion("1.0").compareTo(FileOrder.of("V1__a.sql"))).isZero();
  }

  @Test
  void readsWhatComesBeforeANamedFileAsHistory() {
    folder().with("V1__a.sql", TWO).with("V2__b.sql", TWO).with("V3__c.sql", TWO);

    Sources sources =
        new SourceReader(SourceOptions.in(temporary).andHistory())
            .read(List.of(temporary.resolve("V2__b.sql")));

    assertThat(names(sources)).containsExactly("V1__a.sql", "V2__b.sql");
    assertThat(sources.checked().getFirst().circumstances().judged()).isFalse();
  }

  @Test
  void fillsPlaceholdersAndKeepsThePlacesOfTheFile() {
    Sources sources =
        folder()
            .with("1.sql", "SELECT ${long};\nALTER TABLE ${s}.t DROP COLUMN :c;\nSELECT 3;")
            .read(
                options ->
                    options.withPlaceholders(Map.of("long", "1234567", "s", "shop", "c", "cc")));

    assertThat(written(sources))
        .containsExactly("SELECT ${long}", "ALTER TABLE ${s}.t DROP COLUMN :c", "SELECT 3");
    assertThat(sources.checked().getFirst().statements().get(1).text())
        .isEqualTo("ALTER TABLE shop.t DROP COLUMN cc");
  }
}
