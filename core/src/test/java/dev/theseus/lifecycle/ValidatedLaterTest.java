package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Step;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A constraint that one file adds NOT VALID and a later file of the same release validates.
@Tag("postgres")
class ValidatedLaterTest {
  private static final String ITEMS =
      """
      CREATE TABLE owners (id integer PRIMARY KEY);
      CREATE TABLE items (id integer PRIMARY KEY, a integer, b integer, owner integer);
      INSERT INTO owners VALUES (1);
      INSERT INTO items VALUES (1, 1, 1, 1);
      """;

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void isProvedWhereItIsAdded(int major) {
    Straight.run(
        major,
        ITEMS,
        """
        ALTER TABLE items ADD CONSTRAINT few CHECK (a > 0) NOT VALID;
        ALTER TABLE items ADD CONSTRAINT owned FOREIGN KEY (owner) REFERENCES owners NOT VALID;
        ALTER TABLE items ADD CONSTRAINT later CHECK (b > 0) NOT VALID;
        """,
        "ALTER TABLE items VALIDATE CONSTRAINT few, VALIDATE CONSTRAINT owned;");
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void provesThatAColumnIsRequired(int major) {
    Straight.run(
        major,
        ITEMS,
        "ALTER TABLE items ADD CONSTRAINT filled CHECK (a IS NOT NULL) NOT VALID;",
        """
        ALTER TABLE items VALIDATE CONSTRAINT filled;
        ALTER TABLE items ALTER COLUMN a SET NOT NULL;
        ALTER TABLE items DROP CONSTRAINT filled;
        """);
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void isProvedAsWrittenWhereItStoodBefore(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS + "ALTER TABLE items ADD CONSTRAINT few CHECK (a > 0) NOT VALID;");
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThat(Straight.plan(theseus, "ALTER TABLE items VALIDATE CONSTRAINT few;").steps())
          .hasSize(1)
          .allMatch(Step.Transaction.class::isInstance);
    }
  }
}
