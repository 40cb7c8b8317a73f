package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where changes of data stand among the steps, and which ones cannot be had in that order.
class DataOrderTest {
  private static final Catalog SHOP =
      CatalogFixture.catalog(18)
          .volatileFunction("nextval")
          .table("people")
          .column("id", "bigint")
          .notNull()
          .column("email", "text")
          .unique("people_email_key", "email")
          .column("kind", "text")
          .defaultValue("'a'")
          .check("people_kind", "kind IN ('a', 'b')", "kind")
          .primaryKey("id")
          .table("codes")
          .column("code", "text")
          .notNull()
          .index("codes_code", "code")
          .table("other")
          .column("id", "bigint")
          .column("name", "text")
          .build();

  private static List<String> steps(String sql) {
    return plan(sql).steps().stream().map(Step::id).toList();
  }

  private static Plan plan(String sql) {
    return PlannerTest.plan(sql, SHOP);
  }

  @Test
  void changesRowsAtOnceWhereNothingBeforeWaits() {
    assertThat(steps("UPDATE people SET kind = 'b'; CREATE INDEX one ON people (kind);"))
        .containsExactly("expand/update", "backfill/public.people.one");
    assertThat(steps("CREATE INDEX one ON people (kind); UPDATE other SET name = 'x';"))
        .containsExactly("expand/update", "backfill/public.people.one");
  }

  @Test
  void changesRowsBehindWhatStandsBeforeItInTheFile() {
    assertThat(
            steps(
                """
                ALTER TABLE people DROP CONSTRAINT people_kind;
                UPDATE people SET kind = 'c';
                ALTER TABLE people ADD CONSTRAINT people_kind CHECK (kind IN ('a', 'c'));
                """))
        .containsExactly(
            "backfill/public.people.people_kind.drop",
            "backfill/update",
            "backfill/public.people.people_kind.violations",
            "backfill/public.people.people_kind",
            "backfill/public.people.people_kind.validate");
  }

  @Test
  void keepsChangesBehindOneThatWaitsInTheirOrder() {
    assertThat(
            steps(
                """
                CREATE TABLE fresh (id bigint, gone int);
                CREATE INDEX one ON people (kind);
                INSERT INTO fresh SELECT id FROM people;
                ALTER TABLE fresh DROP COLUMN gone;
                DELETE FROM other;
                ALTER TABLE people ALTER COLUMN kind SET DEFAULT 'b';
                """))
        .containsExactly(
            "expand/public.fresh.create",
            "backfill/public.people.one",
            "backfill/insert",
            "backfill/public.fresh.new",
            "backfill/delete",
            "backfill/public.people.kind.default");
  }

  @Test
  void looksForDuplicatesBehindTheLastChangeOfTheTable() {
    assertThat(
            steps(
                """
                DELETE FROM people WHERE id > 5;
                DELETE FROM other;
                CREATE UNIQUE INDEX one ON people (kind);
                CREATE UNIQUE INDEX two ON codes (code);
                """))
        .containsExactly(
            "expand/public.codes.two.duplicates",
            "expand/delete",
            "expand/public.people.one.duplicates",
            "expand/delete-2",
            "backfill/public.people.one",
            "backfill/public.codes.two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ALTER TABLE people DROP CONSTRAINT people_email_key; INSERT INTO people (id) VALUES (1);"
            + "|insert of \"public.people\" would meet constraint \"people_email_key\" of"
            + " \"public.people\", which stands until contract",
        "ALTER TABLE people DROP CONSTRAINT people_email_key; UPDATE people SET email = 'x';"
            + "|update of \"public.people\" would meet constraint \"people_email_key\" of",
        "ALTER TABLE people ALTER kind DROP DEFAULT; INSERT INTO people (id) VALUES (1);"
            + "|insert of \"public.people\" would meet the default of \"kind\" of",
        "ALTER TABLE people RENAME CONSTRAINT people_email_key TO k; INSERT INTO people (id) VALUES"
            + " (1) ON CONFLICT ON CONSTRAINT k DO NOTHING;"
            + "|insert of \"public.people\" would meet no constraint \"k\" until contract",
        "CREATE INDEX one ON people (kind); INSERT INTO other SELECT p.* FROM people p; ALTER TABLE"
            + " people ADD COLUMN more int;"
            + "|column \"more\" of \"public.people\" would stand before a statement that reads all"
            + " columns runs"
      })
  void refusesWhatTheOrderCannotGive(String sql, String what) {
    assertThatThrownBy(() -> plan(sql))
        .isInstanceOf(UnsafeMigration.class)
        .hasMessageContaining(what)
        .hasMessageContaining("release of its own after this one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ALTER TABLE people DROP CONSTRAINT people_email_key; UPDATE people SET kind = 'b';",
        "ALTER TABLE people DROP CONSTRAINT people_email_key; DELETE FROM people;",
        "ALTER TABLE people ALTER kind DROP DEFAULT; INSERT INTO people (id, kind) VALUES (1,"
            + " 'b');",
        "INSERT INTO people (id) VALUES (1); ALTER TABLE people DROP CONSTRAINT people_email_key;"
      })
  void letsGoOnWhatMeetsNothing(String sql) {
    assertThat(plan(sql).steps()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UPDATE people SET kind = 'b'|the old values are not kept; when the release is started"
            + " again it runs again, which changes no row twice|",
        "UPDATE people SET id = id + 1|the old values are not kept; when the release is started"
            + " again it runs again|; when it is started again, it is done again",
        "DELETE FROM people|the deleted rows are not kept; when the release is started again it"
            + " runs again, which changes no row twice|"
      })
  void leavesRowsAsTheyAreOnRollbackAndSaysSo(String sql, String stays, String again) {
    Plan plan = plan(sql);

    assertThat(plan.steps().getFirst().undo()).isEqualTo(new Undo.Stays(stays));
    assertThat(plan.warnings())
        .contains(
            "V7__price.sql:1: what it does to the rows of \"public.people\" stays when the release"
                + " is rolled back"
                + (again == null ? "" : again));
  }

  @Test
  void saysFromWhereThereIsNoWayBack() {
    assertThat(plan("TRUNCATE other").warnings())
        .contains(
            "V7__price.sql:1: from this step on `theseus rollback` is refused: what it removed or"
                + " changed is not kept");
    assertThat(plan("CREATE TABLE fresh (id int); TRUNCATE fresh;").warnings())
        .noneMatch(text -> text.contains("rollback"));
  }
}
