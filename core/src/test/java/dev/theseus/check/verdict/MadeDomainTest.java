package dev.theseus.check.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.check.planned.WrittenCheck;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Domains that a release makes and uses.
class MadeDomainTest {
  @PostgresTest
  void holdsValuesAgainstTheDomainsBelow(TestDatabase database) {
    prepare(database);

    assertThat(rewrites(database, "d2", "CREATE DOMAIN d1 AS int", "CREATE DOMAIN d2 AS d1"))
        .isFalse();
    assertThat(
            rewrites(
                database,
                "d2",
                "CREATE DOMAIN d1 AS int CHECK (VALUE > 0)",
                "CREATE DOMAIN d2 AS d1"))
        .isTrue();
    assertThat(rewrites(database, "d", "CREATE DOMAIN d AS positive")).isTrue();
    assertThat(rewrites(database, "d", "CREATE DOMAIN d AS positive[]")).isFalse();
  }

  @PostgresTest
  void takesTheDefaultOfTheDomainBelow(TestDatabase database) {
    prepare(database);
    String random = "CREATE DOMAIN d1 AS float DEFAULT random()";

    assertThat(rewrites(database, "d2", random, "CREATE DOMAIN d2 AS d1")).isTrue();
    assertThat(rewrites(database, "d2", random, "CREATE DOMAIN d2 AS d1 DEFAULT 1")).isFalse();
    assertThat(rewrites(database, "d2", random, "CREATE DOMAIN d2 AS d1 DEFAULT NULL")).isFalse();
    assertThat(rewrites(database, "d", "CREATE DOMAIN d AS drawn")).isTrue();
    assertThat(
            rewrites(
                database, "d", "CREATE DOMAIN d AS float DEFAULT 5 CONSTRAINT \"random()\" NULL"))
        .isFalse();
  }

  @PostgresTest
  void followsConstraintsThatAreAddedLater(TestDatabase database) {
    prepare(database);
    String d2 = "CREATE DOMAIN d2 AS d1";

    for (String change :
        List.of(
            "ADD CHECK (VALUE > 0)",
            "ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID",
            "SET NOT NULL")) {
      assertThat(
              rewrites(database, "d2", "CREATE DOMAIN d1 AS int", d2, "ALTER DOMAIN d1 " + change))
          .as(change)
          .isTrue();
      assertThat(rewrites(database, "plain", "ALTER DOMAIN plain " + change)).as(change).isTrue();
    }
    assertThat(
            rewrites(
                database,
                "d2",
                "CREATE DOMAIN d1 AS int",
                d2,
                "ALTER DOMAIN d1 SET DEFAULT random()"))
        .isFalse();
  }

  private static void prepare(TestDatabase database) {
    database.sql(
        "CREATE TABLE big (id bigint)",
        "CREATE DOMAIN plain AS int",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        "CREATE DOMAIN drawn AS float DEFAULT random()");
  }

  /// Whether a column of the type, added after the statements, makes every row be written anew.
  private static boolean rewrites(TestDatabase database, String type, String... before) {
    List<String> all = new ArrayList<>(List.of(before));
    all.add("ALTER TABLE big ADD COLUMN c " + type);
    Identifier schema = Identifier.of("public");
    return WrittenCheck.of(
            all, Theseus.builder(database.dataSource()).build().catalog(Set.of(schema)), schema)
        .getLast()
        .locks()
        .stream()
        .anyMatch(use -> use.rewrites());
  }
}
