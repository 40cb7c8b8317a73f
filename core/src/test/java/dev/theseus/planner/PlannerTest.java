package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Catalog SHOP =
      CatalogFixture.catalog(18)
          .table("products")
          .column("id", "bigint")
          .notNull()
          .column("name", "text")
          .notNull()
          .column("price", "numeric(10,2)")
          .notNull()
          .defaultValue("0")
          .column("stock", "integer")
          .primaryKey("id")
          .index("products_price_idx", "price")
          .table("users")
          .column("id", "integer")
          .notNull()
          .column("username", "text")
          .primaryKey("id")
          .build();

  static Plan plan(String sql) {
    return plan(sql, SHOP);
  }

  static Plan plan(String sql, Catalog catalog) {
    return Planner.plan(
        new Release(
            "V7__price",
            Identifier.of("public"),
            List.of(new MigrationReader(ReaderOptions.defaults()).read("V7__price.sql", sql))),
        catalog);
  }

  private static String ids(Plan plan, Phase.Verb verb) {
    return plan.steps(verb).stream().map(Step::id).collect(Collectors.joining("\n"));
  }

  @Nested
  class Steps {
    @Test
    void makesTheTriggerInTheTransactionOfTheColumnItFills() {
      Plan plan =
          plan(
              """
              -- theseus:up users.email = username || '@example.com'
              ALTER TABLE users ADD COLUMN email text NOT NULL;
              """);

      Step.Transaction first = (Step.Transaction) plan.steps().getFirst();
      assertThat(first.phase()).isEqualTo(Phase.DUAL_WRITE);
      assertThat(first.statements().getFirst().text())
          .isEqualTo("ALTER TABLE \"public\".\"users\" ADD COLUMN \"_theseus_email\" \"text\"");
      assertThat(first.statements().getLast().text())
          .isEqualTo("ALTER TABLE \"public\".\"users\" ENABLE ALWAYS TRIGGER \"~theseus_users\"");
      assertThat(first.statements().get(first.statements().size() - 2).text())
          .startsWith(
              "CREATE OR REPLACE TRIGGER \"~theseus_users\" BEFORE INSERT OR UPDATE OF \"id\","
                  + " \"username\"");
    }

    /// Replacing a trigger makes it an ordinary one again.
    @Test
    void makesEveryTriggerFireForReplicationWorkersToo() {
      Plan plan =
          plan(
              """
              -- theseus:down products.price = price / 100.0
              ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
              """);
      String always =
          "ALTER TABLE \"public\".\"products\" ENABLE ALWAYS TRIGGER \"~theseus_products\"";

      Step.Transaction bothWays =
          (Step.Transaction)
              plan.steps().stream()
                  .filter(one -> one.id().endsWith("both-ways"))
                  .findFirst()
                  .orElseThrow();
      assertThat(bothWays.statements().getLast().text()).isEqualTo(always);
      assertThat(((Undo.Statements) bothWays.undo()).statements().getLast().text())
          .isEqualTo(always);
    }

    /// A subtransaction per row costs as much as the rest of the trigger.
    @Test
    void catchesNoErrorWhereTheNewTypeHoldsEveryValue() {
      assertThat(dualWrite("ALTER TABLE products ALTER COLUMN stock TYPE bigint;"))
          .doesNotContain("EXCEPTION");
      assertThat(
              dualWrite(
                  """
                  -- theseus:down products.price = price / 100.0
                  ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
                  """))
          .contains("EXCEPTION WHEN OTHERS");
    }

    private String dualWrite(String sql) {
      Step.Transaction first = (Step.Transaction) plan(sql).steps().getFirst();
      return first.statements().stream()
          .map(Sql::text)
          .filter(text -> text.contains("RETURNS trigger"))
          .collect(Collectors.joining());
    }

    @Test
    void laysTheStepsOfATypeChangeOutInPhases() {
      Plan plan =
          plan(
              """
              -- theseus:down products.price = price_cents / 100.0
              ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
              ALTER TABLE products RENAME COLUMN price TO price_cents;
              """);

      assertThat(ids(plan, Phase.Verb.START))
          .isEqualTo(
              """
              dual-write/public.products
              backfill/public.products.fill
              backfill/public.products.verify
              backfill/public.products._theseus_products_price_idx
              backfill/public.products.both-ways
              backfill/publish.public_v7_price\
              """);
      assertThat(ids(plan, Phase.Verb.COMPLETE))
          .isEqualTo(
              """
              stop-old-writes/public.products._theseus_price_cents.check
              stop-old-writes/public.products._theseus_price_cents.validate
              stop-old-writes/public.products._theseus_price_cents.not-null\
              """);
      assertThat(ids(plan, Phase.Verb.CONTRACT))
          .isEqualTo("contract/public.products\ncontract/public.products.functions");
      assertThat(plan.version().orElseThrow().searchPath())
          .isEqualTo("\"public_v7_price\", \"public\"");
    }

    @Test
    void givesTheSamePlanForTheSameInput() {
      String sql = "ALTER TABLE products RENAME COLUMN name TO title;";
      assertThat(plan(sql)).isEqualTo(plan(sql));
    }

    @Test
    void publishesNoVersionWhenOldAndNewSeeTheSameTables() {
      Plan plan = plan("CREATE INDEX products_stock ON products (stock);");

      assertThat(plan.version()).isEmpty();
      assertThat(ids(plan, Phase.Verb.START)).isEqualTo("backfill/public.products.products_stock");
      assertThat(plan.steps(Phase.Verb.CONTRACT)).isEmpty();
    }

    @Test
    void widensATypeInTheCatalogAlone() {
      Plan plan = plan("ALTER TABLE users ALTER COLUMN username TYPE varchar;");

      assertThat(plan.sources()).extracting(Plan.Source::strategy).containsExactly("direct");
      assertThat(ids(plan, Phase.Verb.START)).isEqualTo("expand/public.users.username.type");
    }
  }

  @Nested
  class Refusals {
    @Test
    void asksForTheUpOfARequiredColumnByName() {
      assertThatThrownBy(() -> plan("ALTER TABLE users ADD COLUMN email text NOT NULL;"))
          .isInstanceOf(InvalidMigration.class)
          .hasMessage(
              "\"email\" of \"public.users\" is required and has no default (V7__price.sql:1); "
                  + "add `-- theseus:up users.email = …` or a DEFAULT");
    }

    @Test
    void asksForTheDownOfALossyConversionByName() {
      assertThatThrownBy(
              () ->
                  plan(
                      "ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price *"
                          + " 100)::bigint;"))
          .isInstanceOf(InvalidMigration.class)
          .hasMessage(
              "\"price\" of \"public.products\" cannot be computed back from \"price\" without loss"
                  + " (public.products); add `-- theseus:down products.price = …` over the columns"
                  + " of the new version");
    }

    @Test
    void namesTheColumnsThatExist() {
      assertThatThrownBy(() -> plan("ALTER TABLE users RENAME COLUMN mail TO email;"))
          .hasMessage(
              "column \"mail\" of table \"public.users\" does not exist (V7__price.sql:1); "
                  + "its columns at this point are id, username");
    }

    @Test
    void namesATableThatDoesNotExist() {
      assertThatThrownBy(
              () -> plan("ALTER TABLE user ADD COLUMN a int;".replace("user", "customers")))
          .hasMessage(
              "table \"public.customers\" does not exist (V7__price.sql:1); "
                  + "correct its name or schema, or create it first");
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
      assertThatThrownBy(
              () ->
                  plan(
                      """
                      ALTER TABLE users ADD COLUMN email text NOT NULL;
                      ALTER TABLE users DROP COLUMN nickname;
                      """))
          .satisfies(e -> assertThat(((InvalidMigration) e).problems()).hasSize(2));
    }

    @Test
    void refusesAStatementOnATableWhoseNewShapeComesOnlyWithContract() {
      assertThatThrownBy(
              () ->
                  plan(
                      """
                      ALTER TABLE products RENAME COLUMN name TO title;
                      UPDATE products SET title = upper(title);
                      """))
          .isInstanceOf(UnsafeMigration.class)
          .hasMessageContaining(
              "names \"public.products\", which has its new shape only after contract");
    }

    @Test
    void refusesAnUpThatReadsAColumnTheOldVersionDoesNotHave() {
      assertThatThrownBy(
              () ->
                  plan(
                      """
                      -- theseus:up users.email = nickname || '@example.com'
                      ALTER TABLE users ADD COLUMN email text NOT NULL;
                      """))
          .hasMessageContaining("reads \"nickname\", which the old version does not have");
    }

    @Test
    void refusesANameWhoseVersionSchemaShowsAnotherRelease() {
      Catalog taken =
          CatalogFixture.catalog(18)
              .schema("public_v7_price", "Theseus version V7_Price of schema public")
              .table("users")
              .column("name", "text")
              .build();
      assertThatThrownBy(() -> plan("ALTER TABLE users RENAME COLUMN name TO title;", taken))
          .isInstanceOf(InvalidMigration.class)
          .hasMessage(
              "release \"V7__price\" would be published as schema \"public_v7_price\", which exists"
                  + " and shows release \"V7_Price\"; give the release a name that differs in a"
                  + " letter or digit, not in case or punctuation alone");
      assertThat(plan("ALTER TABLE users ADD COLUMN a int;", taken).version()).isEmpty();
    }

    @Test
    void refusesAVersionSchemaThatIsTheUsers() {
      Catalog taken =
          CatalogFixture.catalog(18)
              .schema("public_v7_price", "")
              .table("users")
              .column("name", "text")
              .build();
      assertThatThrownBy(() -> plan("ALTER TABLE users RENAME COLUMN name TO title;", taken))
          .hasMessageContaining("which exists and is a schema of yours; rename that schema");
    }

    @Test
    void publishesAReleaseAgainUnderItsOwnSchema() {
      Catalog own =
          CatalogFixture.catalog(18)
              .schema("public_v7_price", "Theseus version V7__price of schema public")
              .table("users")
              .column("name", "text")
              .build();
      assertThat(plan("ALTER TABLE users RENAME COLUMN name TO title;", own).version()).isPresent();
    }

    @Test
    void refusesADirectiveThatNothingNeeds() {
      assertThatThrownBy(
              () ->
                  plan(
                      """
                      -- theseus:down users.username = 'x'
                      ALTER TABLE users ADD COLUMN email text;
                      """))
          .hasMessageContaining(
              "theseus:down for public.users.username is not needed by any operation of the"
                  + " release");
    }
  }
}
