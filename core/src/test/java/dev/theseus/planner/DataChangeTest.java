package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.catalog.Trigger;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which statements are cut into batches, which run as written, and which are refused.
class DataChangeTest {
  private static final Catalog SHOP =
      CatalogFixture.catalog(18)
          .volatileFunction("notify_all")
          .volatileFunction("nextval")
          .table("big")
          .rows(1_000_000)
          .column("id", "bigint")
          .notNull()
          .column("code", "text")
          .unique("big_code_key", "code")
          .column("n", "integer")
          .column("note", "text")
          .primaryKey("id")
          .table("small")
          .rows(500)
          .column("id", "bigint")
          .notNull()
          .column("n", "integer")
          .primaryKey("id")
          .table("log")
          .rows(5_000_000)
          .column("line", "text")
          .table("pairs")
          .rows(2_000_000)
          .column("a", "integer")
          .notNull()
          .column("b", "varchar(10)")
          .notNull()
          .column("n", "integer")
          .unique("pairs_key", "a", "b")
          .build();

  private static Plan plan(String sql) {
    return PlannerTest.plan(sql, SHOP);
  }

  private static Step.ChangeRows batches(String sql) {
    return (Step.ChangeRows) plan(sql).steps().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE big SET n = n + 1",
        "UPDATE big b SET note = 'x' WHERE b.n > 3 AND EXISTS (SELECT FROM small s WHERE s.id ="
            + " b.n)",
        "UPDATE big SET n = small.n FROM small WHERE small.id = big.id",
        "UPDATE big SET code = gen_random_uuid(), n = nextval('s') WHERE n = 1",
        "UPDATE big SET n = 1 WHERE id > 5 AND code = 'a' OR code = 'b'",
        "DELETE FROM big WHERE note IS NULL",
        "DELETE FROM big USING small WHERE small.n = big.n",
        "DELETE FROM pairs WHERE a = 5",
        "INSERT INTO small (id) SELECT id FROM big WHERE n > 1",
        "INSERT INTO small SELECT p.a, (SELECT max(n) FROM log) FROM pairs p LEFT JOIN log ON true",
        "INSERT INTO small (id) SELECT b.id FROM log RIGHT JOIN big b ON b.note = line ON CONFLICT"
            + " DO NOTHING"
      })
  void cutsALargeChangeIntoBatches(String sql) {
    assertThat(plan(sql).steps()).hasOnlyElementsOfType(Step.ChangeRows.class);
    assertThat(plan(sql).sources().getFirst().strategy()).isEqualTo("batched");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE small SET n = 1",
        "DELETE FROM small",
        "INSERT INTO big (id) SELECT id FROM small",
        "INSERT INTO big (id) VALUES (1), (2)",
        "UPDATE big SET n = 1 WHERE id = 5",
        "UPDATE big SET n = 1 WHERE code IN ('a', 'b') AND n > 3",
        "DELETE FROM pairs WHERE b = 'x' AND a = 5",
        "-- theseus:batch off\nUPDATE big SET n = n + 1",
        "/* theseus:batch off */ DELETE FROM log"
      })
  void runsASmallOneAsWritten(String sql) {
    assertThat(plan(sql).steps()).hasOnlyElementsOfType(Step.Transaction.class);
    assertThat(plan(sql).sources().getFirst().strategy()).isEqualTo("direct");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DELETE FROM log|\"public.log\" has no primary key and no unique constraint over required"
            + " columns",
        "UPDATE big SET id = id + 1|it changes \"id\", the key by which it would be cut",
        "WITH x AS (DELETE FROM small RETURNING id) UPDATE big SET n = 1 FROM x WHERE x.id ="
            + " big.id|it has a WITH query, which would run for each batch",
        "DELETE FROM big a USING big b WHERE a.id > b.id AND a.code = b.code|it reads"
            + " \"public.big\" besides changing it, and would see what earlier batches did",
        "UPDATE big SET n = (SELECT count(*) FROM public.big)|it reads \"public.big\" besides"
            + " changing it, and would see what earlier batches did",
        "UPDATE big SET n = 1 RETURNING id|it has RETURNING",
        "UPDATE big SET n = app.notify_all(id)|it calls notify_all(), which is VOLATILE: what it"
            + " reads or writes is not known",
        "MERGE INTO big USING small ON small.id = big.id WHEN MATCHED THEN DELETE|it is a MERGE"
      })
  void refusesALargeOneThatCannotBeCut(String sql, String why) {
    assertThatThrownBy(() -> plan(sql))
        .isInstanceOf(UnsafeMigration.class)
        .hasMessageMatching("(?s)(UPDATE|DELETE|MERGE) of large table \"public\\..*")
        .hasMessageContaining("cannot be cut into batches: " + why + " (")
        .hasMessageContaining("or write -- theseus:batch off before it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT count(*) FROM big|it calls an aggregate or a window function",
        "SELECT DISTINCT n FROM big|it has DISTINCT",
        "SELECT n FROM big GROUP BY n|it has GROUP BY",
        "SELECT id FROM big ORDER BY n|it has ORDER BY",
        "SELECT id FROM big LIMIT 5|it has LIMIT or OFFSET",
        "SELECT id FROM big UNION SELECT id FROM small|it selects with UNION, INTERSECT or EXCEPT",
        "(SELECT id FROM big)|no place for a condition is found in it",
        "SELECT 1 FROM log|\"public.log\" has no primary key and no unique constraint over required"
            + " columns"
      })
  void insertsAsWrittenWhatCannotBeCutAndSaysWhy(String select, String why) {
    Plan plan = plan("INSERT INTO small (id) " + select);
    boolean large = !select.contains("UNION");

    assertThat(plan.steps()).hasOnlyElementsOfType(Step.Transaction.class);
    if (large) {
      assertThat(plan.warnings()).contains("V7__price.sql:1: not in batches: " + why);
    }
    assertThatThrownBy(() -> plan("-- theseus:batch on\nINSERT INTO small (id) " + select))
        .hasMessageContaining("cannot be cut into batches: " + why);
  }

  @Test
  void keepsTheStatementAndAddsTheBatch() {
    Step.ChangeRows step = batches("UPDATE big AS x SET n = n + 1 WHERE n < 5 OR note = 'a'");

    assertThat(step.statement().text())
        .isEqualTo("UPDATE big AS x SET n = n + 1 WHERE n < 5 OR note = 'a'");
    assertThat(step.batch().text())
        .isEqualTo(
            "UPDATE big AS x SET n = n + 1 WHERE (n < 5 OR note = 'a') AND ((\"x\".\"id\") BETWEEN"
                + " (CAST(pg_catalog.current_setting('theseus.batch_first_1', true) AS bigint)) AND"
                + " (CAST(pg_catalog.current_setting('theseus.batch_last_1', true) AS bigint)))");
    assertThat(step.columns()).containsExactly(Identifier.of("n"));
  }

  @Test
  void goesByTheLargestTableThatNoOuterJoinFillsUp() {
    assertThat(
            batches("INSERT INTO small SELECT b.id FROM big b JOIN pairs p ON p.a = b.n")
                .key()
                .table())
        .isEqualTo(QualifiedName.of("public", "pairs"));
    assertThat(
            batches("INSERT INTO small SELECT b.id FROM big b LEFT JOIN pairs p ON p.a = b.n")
                .key()
                .table())
        .isEqualTo(QualifiedName.of("public", "big"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UPDATE big SET note = 'x' WHERE note = 'y'|true",
        "UPDATE big SET n = length(note) FROM small WHERE small.id = big.id|true",
        "UPDATE big SET n = n + 1|false",
        "UPDATE big b SET note = concat(b.note, 'x')|false",
        "UPDATE big SET note = now()|false",
        "UPDATE big SET n = nextval('s')|false",
        "DELETE FROM big WHERE n = 1|true",
        "INSERT INTO small (id) SELECT id FROM big|false",
        "INSERT INTO small (id) SELECT id FROM big ON CONFLICT DO NOTHING|true",
        "INSERT INTO small (id) SELECT id FROM big ON CONFLICT (id) DO UPDATE SET n = 1|false"
      })
  void knowsWhatMayBeRunTwice(String sql, boolean repeatable) {
    assertThat(batches(sql).repeatable()).isEqualTo(repeatable);
  }

  @Test
  void saysWhatIsNotTakenBackAndWhatIsDifferent() {
    Plan plan =
        plan("UPDATE big SET note = now() FROM small WHERE small.id = big.id AND small.n = 1");

    Step.ChangeRows step = (Step.ChangeRows) plan.steps().getFirst();
    assertThat(step.undo())
        .isEqualTo(
            new Undo.Stays(
                "the old values are not kept; when the release is started again it goes on behind"
                    + " the last key it reached"));
    assertThat(step.head().notes())
        .containsExactly(
            "each batch commits by itself: until the last one some rows are changed and some are"
                + " not; rows that come meanwhile may be changed or not",
            "each batch reads public.small anew; an index on what it looks up there keeps batches"
                + " short",
            "now() and the like are the time of each batch");
    assertThat(plan.warnings())
        .containsExactly(
            "V7__price.sql:1: what it does to the rows of \"public.big\" stays when the release is"
                + " rolled back");
  }

  @Test
  void fillsATableOfTheReleaseItself() {
    Plan plan = plan("CREATE TABLE copies (id bigint); INSERT INTO copies SELECT id FROM big;");

    assertThat(plan.steps().getLast().undo()).isEqualTo(new Undo.Nothing());
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void namesTriggersThatFireForEachBatch() {
    Trigger trigger =
        new Trigger(
            Identifier.of("audit"),
            false,
            false,
            false,
            true,
            Trigger.Firing.ORIGIN,
            List.of(),
            QualifiedName.of("public", "audit"),
            "",
            "");
    Catalog catalog =
        CatalogFixture.catalog(18)
            .table("big")
            .rows(1_000_000)
            .column("id", "bigint")
            .notNull()
            .column("n", "integer")
            .primaryKey("id")
            .trigger(trigger)
            .build();

    Step.ChangeRows step =
        (Step.ChangeRows) PlannerTest.plan("UPDATE big SET n = 1", catalog).steps().getFirst();
    assertThat(step.head().notes())
        .contains("triggers FOR EACH STATEMENT fire for each batch: audit");
    assertThat(step.repeatable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-- theseus:batch maybe#DELETE FROM big|theseus:batch says \"maybe\"",
        "-- theseus:batch off#ALTER TABLE big DROP COLUMN n|theseus:batch does not stand before an"
            + " UPDATE, DELETE, INSERT or MERGE",
        "DELETE FROM big;#-- theseus:batch off|theseus:batch does not stand before an UPDATE,"
            + " DELETE, INSERT or MERGE"
      })
  void refusesADirectiveThatMeansNothing(String sql, String what) {
    assertThatThrownBy(() -> plan(sql.replace('#', '\n'))).hasMessageContaining(what);
  }
}
