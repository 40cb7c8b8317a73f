package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.catalog.Trigger;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a plan says beforehand although it goes on.
class WarningsTest {
  private static List<String> warnings(Catalog catalog, String sql) {
    return PlannerTest.plan(sql, catalog).warnings();
  }

  @Nested
  class UserTriggers {
    private static Catalog touched(String source, boolean enabled) {
      return CatalogFixture.catalog(18)
          .table("people")
          .column("id", "integer")
          .notNull()
          .column("name", "text")
          .column("Age", "integer")
          .primaryKey("id")
          .trigger(
              new Trigger(
                  Identifier.of("touch"),
                  true,
                  true,
                  true,
                  true,
                  enabled ? Trigger.Firing.ORIGIN : Trigger.Firing.NEVER,
                  List.of(),
                  QualifiedName.of("app", "touch"),
                  source,
                  "CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON public.people FOR EACH ROW"
                      + " EXECUTE FUNCTION app.touch()"))
          .build();
    }

    private static final String RENAME = "ALTER TABLE people RENAME COLUMN name TO title;";

    @Test
    void areReadForTheOldNameOfARenamedColumn() {
      assertThat(
              warnings(touched("BEGIN NEW.Name := upper(NEW.name); RETURN NEW; END", true), RENAME))
          .containsExactly(
              "trigger \"touch\" of \"public.people\" calls \"app.touch\", whose source names"
                  + " \"name\": the column is called \"title\" after contract, where the trigger"
                  + " would fail; let the function work with both, or replace it together with"
                  + " contract");
    }

    @Test
    void areReadForStatementsPutTogetherAsText() {
      assertThat(warnings(touched("EXECUTE 'UPDATE people SET name = $1' USING 1;", true), RENAME))
          .hasSize(1);
    }

    @Test
    void areReadForADroppedAndForAnExchangedColumn() {
      Catalog catalog = touched("BEGIN NEW.\"Age\" := 1; RETURN NEW; END", true);

      assertThat(warnings(catalog, "ALTER TABLE people DROP COLUMN \"Age\";"))
          .singleElement()
          .asString()
          .contains(
              "names \"Age\": the column is gone after contract, where the trigger would fail");
      assertThat(warnings(catalog, "ALTER TABLE people ALTER COLUMN \"Age\" TYPE bigint;"))
          .singleElement()
          .asString()
          .contains("the column holds the old version's value until contract");
    }

    @Test
    void areLeftAloneWhenTheyNameNoneOfThem() {
      assertThat(
              warnings(touched("BEGIN -- name\n NEW.age := now(); RETURN NEW; END", true), RENAME))
          .isEmpty();
      assertThat(warnings(touched("BEGIN NEW.name := ''; RETURN NEW; END", false), RENAME))
          .isEmpty();
    }
  }

  @Nested
  class Constraints {
    private static final Catalog SHOP =
        CatalogFixture.catalog(18)
            .table("kinds")
            .column("id", "integer")
            .notNull()
            .primaryKey("id")
            .table("items")
            .column("id", "bigint")
            .notNull()
            .column("code", "text")
            .unique("items_code_key", "code")
            .column("size", "integer")
            .check("small", "size < 10", "size")
            .column("weight", "integer")
            .notNull()
            .check("light", "weight < 10", "weight")
            .column("kind", "integer")
            .foreignKey("items_kind", "kind", "kinds", "id")
            .primaryKey("id")
            .build();

    @Test
    void ofTheOldVersionThatOtherRowsDecideAreNamed() {
      assertThat(
              warnings(
                  SHOP,
                  """
                  -- theseus:down items.kind = 1
                  -- theseus:down items.code = left(id::text, 3)
                  ALTER TABLE items DROP COLUMN kind, DROP COLUMN code;
                  """))
          .containsExactly(
              "foreign key \"items_kind\" of \"public.items\" stands on \"kind\" until contract: a"
                  + " write of the new version fails unless what its down gives exists in"
                  + " \"public.kinds\"",
              "unique index \"items_code_key\" of \"public.items\" stands on \"code\" until"
                  + " contract: a write of the new version fails unless what its down gives is no"
                  + " other row's");
    }

    @Test
    void thatTheReleaseDropsAreNot() {
      assertThat(
              warnings(
                  SHOP,
                  """
                  -- theseus:down items.kind = 1
                  ALTER TABLE items DROP CONSTRAINT items_kind;
                  ALTER TABLE items DROP COLUMN kind;
                  """))
          .isEmpty();
    }

    @Test
    void thatARowAloneDecidesAreMetUnlessTheColumnIsRequired() {
      String drop =
          """
          -- theseus:down items.%s = 12
          ALTER TABLE items DROP COLUMN %s;
          """;
      assertThat(warnings(SHOP, drop.replace("%s", "size"))).isEmpty();
      assertThat(warnings(SHOP, drop.replace("%s", "weight")))
          .singleElement()
          .asString()
          .startsWith("check constraint \"light\" of \"public.items\" stands on \"weight\"");
    }

    @Test
    void ofKeysOnConvertedColumnsAreNamedUnlessTheCastKeepsValuesApart() {
      assertThat(
              warnings(
                  SHOP,
                  """
                  -- theseus:up items.code = lower(code)
                  -- theseus:down items.code = upper(code)
                  ALTER TABLE items ALTER COLUMN code TYPE varchar(40);
                  """))
          .hasSize(2)
          .contains(
              "unique index \"items_code_key\" stands on \"code\" of \"public.items\" while the old"
                  + " version still writes: where up gives two rows the same value, building it or"
                  + " a write of the old version fails");
      assertThat(warnings(SHOP, "ALTER TABLE items ALTER COLUMN id TYPE numeric;")).isEmpty();
      assertThat(
              warnings(
                  SHOP,
                  """
                  -- theseus:up items.code = code::varchar
                  -- theseus:down items.code = code::text
                  ALTER TABLE items ALTER COLUMN code TYPE varchar USING code::varchar;
                  """))
          .isEmpty();
    }

    @Test
    void ofKeysOnNewColumnsAreNamed() {
      assertThat(
              warnings(
                  SHOP,
                  """
                  -- theseus:up items.label = code || size
                  ALTER TABLE items ADD COLUMN label text;
                  ALTER TABLE items ADD CONSTRAINT label_key UNIQUE (label);
                  """))
          .singleElement()
          .asString()
          .startsWith("unique index \"label_key\" stands on \"label\" of \"public.items\" while");
    }
  }
}
