package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.error.InvalidMigration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.sql.Identifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A value that depends on the session that computes it is asked for, never derived.
class SessionDependenceTest {
  private static final Catalog CATALOG =
      CatalogFixture.catalog(18)
          .domain("public.day", "date", false)
          .table("t")
          .column("id", "bigint")
          .notNull()
          .column("born", "date")
          .column("at", "timestamptz")
          .column("seen", "timestamp")
          .column("took", "interval")
          .column("raw", "bytea")
          .column("ratio", "double precision")
          .column("cost", "money")
          .column("amount", "numeric")
          .column("dates", "date[]")
          .column("clock", "time")
          .column("written", "text")
          .column("birthday", "public.day")
          .primaryKey("id")
          .build();

  private static Plan plan(String sql) {
    return Planner.plan(
        new Release(
            "V8__types",
            Identifier.of("public"),
            List.of(new MigrationReader(ReaderOptions.defaults()).read("V8__types.sql", sql))),
        CATALOG);
  }

  @ParameterizedTest
  @CsvSource({
    "born, text, DateStyle",
    "birthday, text, DateStyle",
    "born, varchar(20), DateStyle",
    "born, timestamptz, TimeZone",
    "at, text, DateStyle and TimeZone",
    "at, date, TimeZone",
    "at, timestamp, TimeZone",
    "seen, timestamptz, TimeZone",
    "took, text, IntervalStyle",
    "raw, text, bytea_output",
    "ratio, text, extra_float_digits",
    "cost, text, lc_monetary",
    "cost, numeric, lc_monetary",
    "amount, money, lc_monetary",
    "dates, text, DateStyle",
    "clock, timetz, TimeZone",
  })
  void asksForTheUpOfACastThatDependsOnASetting(String column, String type, String setting) {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    -- theseus:down t.%s = %s::text::%s
                    ALTER TABLE t ALTER COLUMN %s TYPE %s;
                    """
                        .formatted(column, column, "integer", column, type)))
        .isInstanceOf(InvalidMigration.class)
        .hasMessageContaining(
            "\"%s\" of \"public.t\" would depend on the %s of each session"
                .formatted(column, setting))
        .hasMessageContaining("add `-- theseus:up t." + column + " = ");
  }

  @Test
  void showsAnExpressionThatDependsOnNone() {
    assertThatThrownBy(() -> plan("ALTER TABLE t ALTER COLUMN born TYPE text;"))
        .hasMessageContaining(
            "add `-- theseus:up t.born = to_char(\"born\"::timestamp, 'YYYY-MM-DD')`")
        .hasMessageContaining(
            "\"born\" of \"public.t\" computed back from \"born\" would depend on the DateStyle of"
                + " each session (public.t); add `-- theseus:down t.born = …`");
    assertThatThrownBy(() -> plan("ALTER TABLE t ALTER COLUMN at TYPE date;"))
        .hasMessageContaining("theseus:up t.at = (\"at\" AT TIME ZONE 'UTC')::date`");
    assertThatThrownBy(() -> plan("ALTER TABLE t ALTER COLUMN raw TYPE text;"))
        .hasMessageContaining("theseus:up t.raw = encode(\"raw\", 'hex')`");
  }

  @Test
  void takesTheExpressionItShowed() {
    Plan plan =
        plan(
            """
            -- theseus:up t.born = to_char(born::timestamp, 'YYYY-MM-DD')
            -- theseus:down t.born = to_date(born, 'YYYY-MM-DD')
            ALTER TABLE t ALTER COLUMN born TYPE text;
            -- theseus:up t.at = to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"Z"')
            -- theseus:down t.at = to_date(at, 'YYYY-MM-DD"Z"')::timestamp AT TIME ZONE 'UTC'
            ALTER TABLE t ALTER COLUMN at TYPE text;
            """);

    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void derivesWhatNoSettingChanges() {
    assertThat(plan("ALTER TABLE t ALTER COLUMN born TYPE timestamp;").warnings()).isEmpty();
    assertThat(plan("ALTER TABLE t ALTER COLUMN birthday TYPE date;").sources())
        .extracting(Plan.Source::strategy)
        .containsExactly("direct");
    assertThat(plan("ALTER TABLE t ALTER COLUMN id TYPE text;").warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "born::text; DateStyle",
        "$$on $$ || born; DateStyle",
        "concat(born, $$!$$); DateStyle",
        "coalesce(born, id::text::date)::varchar; DateStyle",
        "at::date::timestamp::text; DateStyle and the TimeZone",
        "to_char(at, $$YYYY$$); TimeZone",
        "date_trunc($$day$$, at); TimeZone",
        "upper(written)::interval; IntervalStyle",
        "took; IntervalStyle",
      })
  void warnsOfAnExpressionThatDependsOnASetting(String up, String setting) {
    String type =
        up.startsWith("upper") ? "interval" : up.startsWith("date_trunc") ? "timestamptz" : "text";
    Plan plan =
        plan(
            """
            -- theseus:up t.note = %s
            ALTER TABLE t ADD COLUMN note %s;
            """
                .formatted(up, type));

    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .startsWith("the up of \"note\" of \"public.t\" depends on the " + setting + " of each");
  }

  @Test
  void warnsOfUsing() {
    assertThat(
            plan("""
            -- theseus:down t.written = to_char(written::timestamp, 'YYYY-MM-DD')
            ALTER TABLE t ALTER COLUMN written TYPE date USING written::date;
            """)
                .warnings())
        .containsExactly(
            "the up of \"written\" of \"public.t\" depends on the DateStyle of each session: the"
                + " backfill and the applications must have the same, or write it so that it does"
                + " not depend on it");
  }
}
