package dev.theseus.check.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways back of each runner: where they stand, when they run and what is said of them.
class WaysBackTest {
  @TempDir private Path temporary = Path.of("");

  private SourceFolder folder() {
    return new SourceFolder(temporary);
  }

  private static List<String> runs(Sources sources) {
    return sources.checked().stream()
        .map(
            file ->
                (file.circumstances().down() ? "down " : "up ")
                    + file.name()
                    + " "
                    + file.statements().stream().map(CheckedStatement::text).toList())
        .toList();
  }

  private static List<String> found(Sources sources) {
    return findings(sources).stream()
        .map(one -> one.down() + " " + one.rule() + " " + one.file() + ":" + one.start().line())
        .toList();
  }

  private static List<Finding> findings(Sources sources) {
    return Checker.check(sources.checked(), CatalogSource.none(), CheckOptions.of(List.of(18)))
        .findings();
  }

  @Test
  void runBehindAllOthersLastFirst() {
    Sources sources =
        folder()
            .with("1_a.up.sql", "CREATE TABLE a (x int)")
            .with("1_a.down.sql", "DROP TABLE a")
            .with("2_b.up.sql", "ALTER TABLE old ADD COLUMN y int")
            .with("2_b.down.sql", "ALTER TABLE old DROP COLUMN y")
            .read(SourceOptions::andDown);

    assertThat(runs(sources))
        .containsExactly(
            "up 1_a.up.sql [CREATE TABLE a (x int)]",
            "up 2_b.up.sql [ALTER TABLE old ADD COLUMN y int]",
            "down 2_b.down.sql [ALTER TABLE old DROP COLUMN y]",
            "down 1_a.down.sql [DROP TABLE a]");
    assertThat(sources.notes()).isEmpty();
    assertThat(found(sources)).as("what its own way forward made may go").isEmpty();
  }

  @Test
  void areJudgedForWhatTheyDoToOthers() {
    Sources sources =
        folder()
            .with("V7__price.sql", "ALTER TABLE t ALTER COLUMN a TYPE bigint;")
            .with("U7__price.sql", "SELECT 1;\nALTER TABLE t ALTER COLUMN a TYPE int;")
            .read(SourceOptions::andDown);

    assertThat(found(sources))
        .containsExactly(
            "false change-column-type V7__price.sql:1", "true change-column-type U7__price.sql:2");
    assertThat(findings(sources).getLast().message())
        .startsWith("On the way back: Takes ACCESS EXCLUSIVE on public.t; writes public.t anew.");
  }

  @Test
  void areFoundInSectionsOfAFile() {
    String text = "-- migrate:up\nCREATE TABLE a (x int);\n-- migrate:down\nDROP TABLE b;\n";
    Sources sources =
        folder()
            .with("1.sql", text)
            .with("2.sql", text.replace("migrate:up", "+goose Up").replace("migrate:d", "+goose D"))
            .with("3.sql", "-- migrate:up\nSELECT 1;")
            .read(SourceOptions::andDown);

    assertThat(runs(sources))
        .containsExactly(
            "up 1.sql [CREATE TABLE a (x int)]",
            "up 2.sql [CREATE TABLE a (x int)]",
            "up 3.sql [SELECT 1]",
            "down 2.sql [DROP TABLE b]",
            "down 1.sql [DROP TABLE b]");
    assertThat(found(sources))
        .containsExactly("true drop-table 2.sql:4", "true drop-table 1.sql:4");
  }

  @Test
  void areFoundInRollbackCommentsOfLiquibase() {
    Sources sources =
        folder()
            .with(
                "1.sql",
                """
                --liquibase formatted sql
                --changeset a:1
                CREATE TABLE a (x int);
                --rollback DROP TABLE a;
                --changeset a:2
                ALTER TABLE t ADD COLUMN y int;
                --rollback ALTER TABLE t
                --rollback   DROP COLUMN z;
                --changeset a:3
                SELECT 1;
                --rollback empty
                /* liquibase rollback
                DROP TABLE other;
                */
                """)
            .read(SourceOptions::andDown);

    assertThat(sources.checked()).extracting(CheckedFile::name).containsExactly("1.sql", "1.sql");
    assertThat(found(sources))
        .containsExactly("true drop-column 1.sql:7", "true drop-table 1.sql:13");
  }

  @Test
  void areLeftOutUnlessAskedForOrNamed() {
    SourceFolder folder =
        folder().with("1_a.up.sql", "SELECT 1").with("1_a.down.sql", "DROP TABLE a");

    assertThat(runs(folder.read())).containsExactly("up 1_a.up.sql [SELECT 1]");
    Sources named =
        new SourceReader(SourceOptions.in(temporary).andHistory())
            .read(List.of(temporary.resolve("1_a.down.sql")));
    assertThat(runs(named))
        .containsExactly("up 1_a.up.sql [SELECT 1]", "down 1_a.down.sql [DROP TABLE a]");
  }

  @Test
  void areNotToldByTheEndOfADescription() {
    SourceFolder folder =
        folder()
            .with("f/V1__scale_down.sql", "SELECT 1")
            .with("f/V2__x.down.sql", "SELECT 2")
            .with("f/U2__x.down.sql", "SELECT 3")
            .with("p/1_scale_down.sql", "SELECT 4")
            .with("p/2-scale-down.sql", "SELECT 5")
            .with("p/3_a_up.sql", "SELECT 6")
            .with("p/3_a_down.sql", "SELECT 7");

    List<String> forward =
        List.of(
            "up f/V1__scale_down.sql [SELECT 1]",
            "up p/1_scale_down.sql [SELECT 4]",
            "up f/V2__x.down.sql [SELECT 2]",
            "up p/2-scale-down.sql [SELECT 5]",
            "up p/3_a_up.sql [SELECT 6]");
    assertThat(runs(folder.read())).containsExactlyElementsOf(forward);
    assertThat(runs(folder.read(SourceOptions::andDown)))
        .startsWith(forward.toArray(String[]::new))
        .endsWith("down p/3_a_down.sql [SELECT 7]", "down f/U2__x.down.sql [SELECT 3]")
        .hasSize(7);
    assertThat(folder.read().checked())
        .filteredOn(file -> file.name().startsWith("p/2"))
        .extracting(file -> file.circumstances().runner())
        .containsExactly("");
  }
}
