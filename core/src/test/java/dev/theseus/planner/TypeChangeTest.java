package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.catalog.PgTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a change of an interval's fields and precision costs: PostgreSQL cuts off what the new type
/// does not keep, and writes every row anew for it.
class TypeChangeTest {
  private static final Catalog NOTHING = CatalogFixture.catalog(18).build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interval day to second(3)|interval day to second(0)|LOSSY",
        "interval day to second|interval day to second(3)|LOSSY",
        "interval(3)|interval hour to minute|LOSSY",
        "interval hour to minute|interval(3)|LOSSY",
        "interval day to second(3)|interval hour to second(3)|LOSSY",
        "interval|interval(3)|LOSSY",
        "interval(3)|interval(0)|LOSSY",
        "interval day to second(3)|interval day to second(6)|CATALOG_ONLY",
        "interval day to second(3)|interval day to second|CATALOG_ONLY",
        "interval day to second(3)|interval|CATALOG_ONLY",
        "interval hour to minute|interval|CATALOG_ONLY",
        "interval(3)|interval(6)|CATALOG_ONLY",
        "interval(3)|interval|CATALOG_ONLY",
      })
  void ofIntervalsKeepsTheRowsOnlyWhereEveryValueFits(String from, String to, TypeChange change) {
    assertThat(TypeChange.of(PgTypes.of(from), PgTypes.of(to), NOTHING.types())).isEqualTo(change);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer|bigint|true",
        "smallint|numeric|true",
        "numeric(10,2)|text|true",
        "uuid|text|true",
        "character varying(20)|text|true",
        "real|double precision|true",
        "bigint|integer|false",
        "integer|numeric(3,0)|false",
        "integer|character varying(2)|false",
        "text|integer|false",
        "date|timestamp without time zone|false",
        "integer[]|bigint[]|false",
      })
  void knowsTheCastsThatGiveAValueForEachValue(String from, String to, boolean never) {
    assertThat(TypeChange.neverFails(PgTypes.of(from), PgTypes.of(to))).isEqualTo(never);
  }
}
