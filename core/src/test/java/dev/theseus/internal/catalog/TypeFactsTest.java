package dev.theseus.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.PgTypes;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.SQLException;

final class TypeFactsTest {
  @EachMajor
  void knowsCastsDomainsVolatilityAndEquality(TestDatabase database) throws SQLException {
    database.sql(
        """
        CREATE DOMAIN public.plain AS varchar(10);
        CREATE DOMAIN public.positive AS int CHECK (VALUE > 0);
        CREATE DOMAIN public.required AS public.plain NOT NULL;
        CREATE DOMAIN public.outer_one AS public.positive;
        CREATE DOMAIN public.note AS json;
        CREATE TYPE public.mood AS ENUM ('glad');
        CREATE FUNCTION public.roll() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 4';
        CREATE FUNCTION public.pure() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 4';
        """);

    TypeFacts facts = CatalogReaderTest.read(database, "public").types();

    assertThat(facts.casts())
        .containsEntry(
            new TypeFacts.Pair("character varying", "\"text\""),
            new TypeFacts.Cast(TypeFacts.Method.BINARY, TypeFacts.Context.IMPLICIT))
        .containsEntry(
            new TypeFacts.Pair("bigint", "integer"),
            new TypeFacts.Cast(TypeFacts.Method.FUNCTION, TypeFacts.Context.ASSIGNMENT));
    assertThat(facts.volatileFunctions())
        .contains("roll", "random", "nextval", "clock_timestamp")
        .doesNotContain("pure", "now", "lower");
    assertThat(facts.domains())
        .containsEntry("\"public\".\"plain\"", PgTypes.of("varchar(10)"))
        .containsEntry("\"public\".\"required\"", PgTypes.of("varchar(10)"))
        .containsEntry("\"public\".\"outer_one\"", PgTypes.of("int"));
    assertThat(facts.constrainedDomains())
        .contains("\"public\".\"positive\"", "\"public\".\"required\"", "\"public\".\"outer_one\"")
        .doesNotContain("\"public\".\"plain\"", "\"public\".\"note\"");
    assertThat(facts.withoutEquality())
        .contains(
            "\"json\"", "\"xml\"", "\"point\"", "\"box\"", "\"json\"[]", "\"public\".\"note\"")
        .doesNotContain(
            "\"jsonb\"",
            "integer",
            "character varying",
            "\"text\"",
            "\"public\".\"mood\"",
            "\"inet\"",
            "\"cidr\"",
            "\"xid\"");
  }
}
