package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationFilesTest {
  @TempDir Path folder;

  private final MigrationReader reader = new MigrationReader(ReaderOptions.defaults());

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private List<String> names(Path... paths) {
    return reader.readFiles(List.of(paths)).stream().map(Migration::name).toList();
  }

  @Test
  void ordersFlywayFilesByVersion() throws IOException {
    for (String name :
        List.of(
            "V2__b.sql",
            "V1.10__d.sql",
            "V1.9__c.sql",
            "V1_9_1__c1.sql",
            "R__views.sql",
            "U2__b.sql",
            "B1__base.sql",
            "sub/V3__e.sql",
            "readme.txt")) {
      write(name, "SELECT 1");
    }
    assertThat(names(folder))
        .containsExactly("V1.9__c", "V1_9_1__c1", "V1.10__d", "V2__b", "V3__e", "R__views");
  }

  @Test
  void ordersNumberedFilesAndIgnoresTheWayDown() throws IOException {
    for (String name :
        List.of("10_c.up.sql", "10_c.down.sql", "2_b.sql", "001_a.sql", "20240131120000_d.sql")) {
      write(name, "SELECT 1");
    }
    assertThat(names(folder)).containsExactly("001_a", "2_b", "10_c", "20240131120000_d");
  }

  @Test
  void keepsTheOrderOfFilesThatAreNamed() throws IOException {
    Path b = write("b.sql", "SELECT 1");
    Path a = write("a.yaml", "operations: [{drop_column: {table: t, column: c}}]");
    assertThat(names(b, a)).containsExactly("b", "a");
  }

  @Test
  void refusesTwoFilesOfOneVersion() throws IOException {
    write("V1__a.sql", "");
    write("V01__b.sql", "");
    assertThatThrownBy(() -> names(folder))
        .hasMessage(
            "\"V1__a.sql\" has the same version as \"V01__b.sql\" ("
                + folder.resolve("V1__a.sql")
                + "); give one another number");
  }

  @Test
  void refusesWhatIsNotUtf8OrNotThere() throws IOException {
    Path latin = folder.resolve("a.sql");
    Files.write(latin, "-- é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> names(latin))
        .hasMessage("\"a.sql\" is not UTF-8 (" + latin + "); save it as UTF-8");
    Path missing = folder.resolve("b.sql");
    assertThatThrownBy(() -> names(missing))
        .hasMessage(
            "\""
                + missing
                + "\" cannot be read: NoSuchFileException ("
                + missing
                + "); check the path and its permissions");
  }

  @Test
  void splitsLiquibaseChangesetsAndKeepsTheirLines() throws IOException {
    Path file =
        write(
            "changes.sql",
            """
            --liquibase formatted sql

            --changeset ann:1 runInTransaction:false
            ALTER TABLE a DROP x;
            --rollback ALTER TABLE a ADD x int;

            --changeset bob:2 dbms:oracle
            ALTER TABLE b MODIFY x;
            --changeset bob:3 dbms:"postgresql,h2"
            ALTER TABLE c DROP x;
            """);
    List<Migration> migrations = reader.readFiles(List.of(file));
    assertThat(migrations)
        .extracting(Migration::name)
        .containsExactly("changes-ann-1", "changes-bob-3");
    assertThat(migrations.get(1).operations().getFirst().place()).isEqualTo("changes.sql:10");
  }
}
