package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Step;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What PostgreSQL does not enforce, and what it makes anew, is taken for what it is.
@Tag("postgres")
class NotEnforcedTest {
  private static final String ITEMS =
      """
      CREATE TABLE owners (id integer PRIMARY KEY);
      CREATE TABLE items (id serial PRIMARY KEY, name text, stock integer);
      INSERT INTO items (name, stock) SELECT 'i' || n, -n FROM generate_series(1, 1000) n;
      """;

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void constraintsRefuseNoWriteAndReadNoRow(int major) throws InterruptedException {
    assumeThat(major).isGreaterThanOrEqualTo(18);
    Lifecycle.run(
        major,
        Scenario.of(
                "n1_not_enforced",
                ITEMS,
                """
                ALTER TABLE items ADD CONSTRAINT positive CHECK (stock > 0) NOT ENFORCED;
                ALTER TABLE items ADD CONSTRAINT owned FOREIGN KEY (stock) REFERENCES owners NOT ENFORCED;
                ALTER TABLE items ADD COLUMN kind text CHECK (kind <> '') NOT ENFORCED;
                """)
            .old(run("INSERT INTO items (name, stock) VALUES ('old', -?)"))
            .young(run("UPDATE items SET stock = -?, kind = '' WHERE id = ?")));
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void checksProveNothing(int major) {
    assumeThat(major).isGreaterThanOrEqualTo(18);
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          ITEMS + "ALTER TABLE items ADD CONSTRAINT c CHECK (stock IS NOT NULL) NOT ENFORCED");
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus, "n2_asks", "ALTER TABLE items ALTER COLUMN stock SET NOT NULL;"))
          .hasMessageContaining("theseus:up");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void functionsAndDomainsOfTheReleaseAreJudgedLikeOthers(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThat(
              Lifecycle.plan(
                      theseus,
                      "n3_function",
                      """
                      CREATE FUNCTION gen() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN random(); END';
                      ALTER TABLE items ADD COLUMN token text DEFAULT gen();
                      """)
                  .steps())
          .anyMatch(step -> step instanceof Step.Backfill);
      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "n4_domain",
                      """
                      CREATE DOMAIN token AS uuid DEFAULT gen_random_uuid() CHECK (value IS NOT NULL);
                      ALTER TABLE items ADD COLUMN token token;
                      """))
          .hasMessageContaining("domain");
    }
  }
}
