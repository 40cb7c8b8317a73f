package dev.theseus.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PgTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int|integer",
        "INT8|bigint",
        "pg_catalog.int4|integer",
        "float|double precision",
        "float(24)|real",
        "float(25)|double precision",
        "decimal|\"numeric\"",
        "dec(10)|\"numeric\"(10,0)",
        "numeric(10, 2)|\"numeric\"(10,2)",
        "numeric(3,-2)|\"numeric\"(3,-2)",
        "char|character(1)",
        "character|character(1)",
        "national character varying(4)|character varying(4)",
        "nchar(3)|character(3)",
        "bpchar|bpchar",
        "\"char\"|\"char\"",
        "pg_catalog.\"char\"|\"char\"",
        "varchar|character varying",
        "VARCHAR ( 20 )|character varying(20)",
        "bit|bit(1)",
        "\"bit\"|\"bit\"",
        "bit varying(8)|bit varying(8)",
        "bool[]|boolean[]",
        "int[3][4]|integer[]",
        "int ARRAY[4]|integer[]",
        "timestamp|timestamp without time zone",
        "timestamp(3) with time zone|timestamp(3) with time zone",
        "timestamptz(9)|timestamp(6) with time zone",
        "time (2) without time zone|time(2) without time zone",
        "timetz|time with time zone",
        "interval|interval",
        "interval(3)|interval(3)",
        "pg_catalog.interval(3)|interval(3)",
        "interval year to month|interval year to month",
        "interval day to second(3)|interval day to second(3)",
        "INTERVAL HOUR[]|interval hour[]",
        "citext|\"citext\"",
        "public.citext|\"public\".\"citext\"",
        "Shop.Colour|\"shop\".\"colour\"",
        "\"Shop\".\"Col\"\"our\"[]|\"Shop\".\"Col\"\"our\"[]",
        "public.geometry(Point,4326)|\"public\".\"geometry\"(point,4326)",
      })
  void writesOneTypeAlwaysTheSameWay(String text, String canonical) {
    PgType type = PgTypes.of(text);

    assertThat(type).hasToString(canonical);
    assertThat(PgTypes.of(canonical)).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int int", "int4(", "interval century", "double", "a.", "int4;", "2", ""})
  void rejectsTextThatIsNotOneType(String text) {
    assertThatThrownBy(() -> PgTypes.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void knowsThatSerialIsNoType() {
    assertThat(PgTypes.serial(PgTypes.of("BIGSERIAL"))).contains(PgType.builtIn("int8"));
    assertThat(PgTypes.serial(PgTypes.of("bigint"))).isEmpty();
    assertThat(PgTypes.serial(PgTypes.of("public.serial"))).isEmpty();
  }
}
