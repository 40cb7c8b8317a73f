package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.CatalogFixture;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Grant;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.TableFixture;
import dev.theseus.catalog.Trigger;
import dev.theseus.catalog.View;
import dev.theseus.error.MigrationException;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the planner refuses, each with the object and the next action in its message.
class RefusalsTest {
  private static Catalog catalog(int major) {
    TableFixture items =
        CatalogFixture.catalog(major)
            .relation("taken")
            .domain("public.positive", "integer", true)
            .domain("public.plain", "text", false)
            .table("kinds")
            .column("id", "integer")
            .notNull()
            .primaryKey("id")
            .table("items")
            .column("id", "bigint")
            .notNull()
            .column("kind", "integer")
            .foreignKey("items_kind", "kind", "kinds", "id")
            .column("code", "text")
            .unique("items_code_key", "code")
            .column("price", "integer")
            .column("doubled", "integer")
            .generated("price * 2")
            .dependent("generated column", "doubled", "", "price")
            .column("stock", "integer")
            .index("items_stock_idx", "stock")
            .column("ranking", "integer")
            .column("room", "integer")
            .column("flag", "integer")
            .column("shown", "varchar(10)")
            .column("summed", "varchar(10)");
    withObjects(items);
    return items
        .primaryKey("id")
        .table("parts")
        .kind(Table.Kind.PARTITIONED)
        .column("id", "bigint")
        .notNull()
        .column("n", "integer")
        .index("parts_n_idx", "n")
        .table("secret")
        .column("id", "integer")
        .column("n", "integer")
        .rowSecurity()
        .table("above")
        .column("n", "integer")
        .table("below")
        .column("n", "integer")
        .dependent("parent table", "public.above", "", "n")
        .build();
  }

  private static void withObjects(TableFixture items) {
    Identifier rank = Identifier.of("items_ranking_key");
    items.constraint(
        constraint(rank, Constraint.Kind.UNIQUE, "ranking", "UNIQUE (ranking) DEFERRABLE"));
    items.index(
        new Index(
            QualifiedName.of("public", rank.name()),
            true,
            false,
            true,
            false,
            false,
            List.of(Identifier.of("ranking")),
            "CREATE UNIQUE INDEX items_ranking_key ON public.items USING btree (ranking)",
            Optional.of(rank),
            Optional.empty()));
    items.constraint(
        constraint(
            Identifier.of("items_room"),
            Constraint.Kind.EXCLUDE,
            "room",
            "EXCLUDE USING btree (room WITH =)"));
    items.trigger(
        new Trigger(
            Identifier.of("flagged"),
            true,
            true,
            false,
            true,
            Trigger.Firing.ORIGIN,
            List.of(Identifier.of("flag")),
            QualifiedName.of("public", "f"),
            "BEGIN RETURN NEW; END",
            "CREATE TRIGGER flagged BEFORE UPDATE OF flag ON public.items FOR EACH ROW EXECUTE"
                + " FUNCTION public.f()"));
    items.view("shows", "SELECT shown FROM public.items", "shown");
    items.view(
        new View(
            QualifiedName.of("public", "sums"),
            true,
            false,
            1,
            List.of(Identifier.of("summed")),
            "SELECT summed FROM public.items",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            View.Refresh.WITHOUT_KEY,
            Map.of(),
            Identifier.of("app"),
            Optional.empty()));
  }

  private static Constraint constraint(
      Identifier name, Constraint.Kind kind, String column, String definition) {
    return new Constraint(
        name,
        QualifiedName.of("public", "items"),
        kind,
        List.of(Identifier.of(column)),
        definition,
        true,
        Optional.empty(),
        kind == Constraint.Kind.UNIQUE ? Optional.of(name) : Optional.empty(),
        false,
        Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"names", "columns", "keptObjects", "tables"})
  void nameTheObjectAndTheNextAction(String sql, String what, String fix) {
    assertThatThrownBy(() -> PlannerTest.plan(sql, catalog(18)))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("; " + fix);
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("", "release \"V7__price\" holds no statement", "name a file"),
        arguments(
            "ALTER TABLE taken ADD COLUMN a int;",
            "table \"public.taken\" does not exist",
            "it is not a table"),
        arguments(
            "CREATE TABLE taken (a int);",
            "table \"public.taken\" already exists",
            "rename it, or drop the statement"),
        arguments(
            "ALTER TABLE items RENAME TO kinds;",
            "relation \"public.kinds\" already exists",
            "choose another name for table \"public.items\""),
        arguments(
            "CREATE DOMAIN e AS text; ALTER DOMAIN e ADD CONSTRAINT c CHECK (value <> '');"
                + " ALTER TABLE items ADD COLUMN y e;",
            "column \"y\" of \"public.items\" has the constrained domain \"e\"",
            "use the domain's base type"),
        arguments(
            "ALTER DOMAIN plain ADD CONSTRAINT c CHECK (value <> '');"
                + " ALTER TABLE items ADD COLUMN y plain;",
            "column \"y\" of \"public.items\" has the constrained domain \"plain\"",
            "use the domain's base type"),
        arguments("DROP INDEX gone;", "index \"public.gone\" does not exist", "correct its name"),
        arguments(
            "DROP INDEX items_code_key;",
            "index \"public.items_code_key\" belongs to a constraint of the same name",
            "drop the constraint instead: ALTER TABLE \"public\".\"items\" DROP CONSTRAINT"
                + " \"items_code_key\""),
        arguments(
            "ALTER TABLE items DROP CONSTRAINT gone;",
            "constraint \"gone\" of table \"public.items\" does not exist",
            "correct its name"),
        arguments(
            "CREATE INDEX items_stock_idx ON items (id);",
            "relation \"public.items_stock_idx\" already exists",
            "choose another name"),
        arguments(
            "ALTER TABLE items ADD CONSTRAINT f FOREIGN KEY (kind) REFERENCES gone;",
            "table \"public.gone\" that foreign key \"f\" points at does not exist",
            "correct its name or schema"),
        arguments(
            "ALTER TABLE items ADD COLUMN code text;",
            "column \"code\" of \"public.items\" already exists",
            "rename it"),
        arguments(
            "ALTER TABLE items RENAME COLUMN kind TO code;",
            "column \"code\" of \"public.items\" already exists",
            "choose another name for \"kind\""));
  }

  static Stream<Arguments> columns() {
    return Stream.of(
        arguments(
            "ALTER TABLE items ADD n bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s START"
                + " 5);",
            "column \"n\" of \"public.items\" is an identity column that names its sequence",
            "leave out SEQUENCE NAME"),
        arguments(
            "-- theseus:up items.n = 1\nALTER TABLE items ADD n int GENERATED ALWAYS AS IDENTITY;",
            "column \"n\" of \"public.items\" is an identity column with an up",
            "leave out the up"),
        arguments(
            "ALTER TABLE items ADD COLUMN n positive;",
            "has the constrained domain",
            "use the domain's base type and a CHECK"),
        arguments(
            "ALTER TABLE items ADD COLUMN n int; ALTER TABLE items DROP COLUMN n;",
            "\"n\" of \"public.items\" is added or changed and dropped in the same release",
            "leave both statements out"),
        arguments(
            "ALTER TABLE items ADD COLUMN n int; ALTER TABLE items RENAME COLUMN n TO m;",
            "\"n\" of \"public.items\" is added and renamed in the same release",
            "add it under its final name"),
        arguments(
            "ALTER TABLE items ALTER COLUMN stock TYPE bigint;"
                + " ALTER TABLE items ALTER COLUMN stock TYPE numeric;",
            "the type of column \"stock\" of \"public.items\" is changed twice",
            "write the final type once"),
        arguments(
            "ALTER TABLE items ALTER COLUMN stock TYPE date;",
            "cannot be cast from integer to \"date\" automatically",
            "add `-- theseus:up items.stock = …`"),
        arguments(
            "ALTER TABLE items ALTER COLUMN stock SET NOT NULL;",
            "holds NULL in rows that exist or in rows the old version writes",
            "add `-- theseus:up items.stock = coalesce(\"stock\", …)`"),
        arguments(
            "ALTER TABLE items DROP COLUMN id CASCADE;",
            "\"id\" of \"public.items\" is required and has no default, so the new version could"
                + " not insert a row",
            "add `-- theseus:down items.id = …`"),
        arguments(
            "-- theseus:up items.n = doubled\nALTER TABLE items ADD COLUMN n int;",
            "reads \"doubled\", a generated column, which has no value yet",
            "write the expression of \"doubled\""));
  }

  static Stream<Arguments> keptObjects() {
    String later = "drop it in an earlier release and create it again in a later one";
    return Stream.of(
        arguments(
            "ALTER TABLE items ALTER COLUMN price TYPE bigint;",
            "generated column \"doubled\" depends on a column of \"public.items\"",
            later),
        arguments(
            "ALTER TABLE items ALTER COLUMN ranking TYPE bigint;",
            "constraint \"items_ranking_key\" of \"public.items\" is DEFERRABLE",
            "make it NOT DEFERRABLE"),
        arguments(
            "ALTER TABLE items ALTER COLUMN room TYPE bigint;",
            "exclusion constraint \"items_room\" stands on a column of \"public.items\"",
            "drop it in an earlier release"),
        arguments(
            "ALTER TABLE items ALTER COLUMN flag TYPE bigint;",
            "trigger \"flagged\" fires for a column of \"public.items\"",
            later),
        arguments(
            "ALTER TABLE items DROP COLUMN shown;",
            "view \"public.shows\" reads a column of \"public.items\"",
            "drop the view in an earlier release"),
        arguments(
            "ALTER TABLE items ALTER COLUMN summed TYPE varchar(20);",
            "a materialized view reads column \"summed\" of \"public.items\"",
            later),
        arguments(
            "ALTER TABLE items DROP COLUMN summed;",
            "materialized view \"public.sums\" reads a column",
            "drop the view in an earlier release"),
        arguments(
            "-- theseus:down kinds.id = 1\nALTER TABLE kinds DROP COLUMN id;",
            "foreign key \"items_kind\" of \"public.items\" points at a column of"
                + " \"public.kinds\" that is dropped",
            "drop the foreign key in this release too"),
        arguments(
            "ALTER TABLE above ALTER COLUMN n TYPE bigint;",
            "table \"public.above\" has child tables (INHERITS)",
            "change the children first"));
  }

  static Stream<Arguments> tables() {
    return Stream.of(
        arguments(
            "DROP TABLE items;",
            "view \"public.shows\" depends on table \"public.items\" that is dropped",
            "drop it in this release before the table, or write CASCADE"),
        arguments(
            "ALTER TABLE items RENAME COLUMN kind TO sort; DROP TABLE items;",
            "table \"public.items\" is changed and dropped in the same release",
            "drop the changes"),
        arguments(
            "CREATE INDEX i ON ONLY parts (n);",
            "index \"i\" is asked for ON ONLY \"public.parts\", which leaves it invalid",
            "leave ONLY away"),
        arguments(
            "ALTER TABLE parts ADD CONSTRAINT u UNIQUE USING INDEX parts_n_idx;",
            "a UNIQUE constraint on it cannot adopt an index",
            "write its columns instead of USING INDEX"),
        arguments(
            "ALTER TABLE parts ALTER COLUMN n TYPE bigint;",
            "index \"parts_n_idx\" stands on a column of partitioned table \"public.parts\"",
            "drop it in an earlier release"));
  }

  @ParameterizedTest
  @MethodSource("olderServers")
  void dependOnTheServersVersion(String sql, String what, String fix) {
    assertThatThrownBy(() -> PlannerTest.plan(sql, catalog(14)))
        .hasMessageContaining(what)
        .hasMessageContaining("; " + fix);
    assertThat(PlannerTest.plan(sql, catalog(18)).steps()).isNotEmpty();
  }

  static Stream<Arguments> olderServers() {
    return Stream.of(
        arguments(
            "ALTER TABLE secret RENAME COLUMN n TO m;",
            "table \"public.secret\" has row level security, which a view of PostgreSQL 14",
            "upgrade to PostgreSQL 15"),
        arguments(
            "ALTER TABLE parts ADD CONSTRAINT k FOREIGN KEY (n) REFERENCES kinds NOT VALID;",
            "a foreign key NOT VALID on it needs PostgreSQL 18",
            "leave NOT VALID away"));
  }

  @Test
  void keepRowSecurityAndRightsOnColumnsApart() {
    Catalog catalog =
        CatalogFixture.catalog(18)
            .table("secret")
            .column("n", "integer")
            .with(RefusalsTest::granted)
            .rowSecurity()
            .build();
    assertThatThrownBy(() -> PlannerTest.plan("ALTER TABLE secret RENAME COLUMN n TO m;", catalog))
        .hasMessageContaining(
            "table \"public.secret\" has row level security and rights on single columns")
        .hasMessageContaining("; grant the rights on the whole table first");
  }

  private static Column granted(Column plain) {
    Grant grant = new Grant("SELECT", Optional.of(Identifier.of("reader")), false);
    return new Column(
        plain.name(),
        plain.number(),
        plain.type(),
        plain.collation(),
        plain.notNull(),
        plain.defaultValue(),
        plain.identity(),
        plain.storage(),
        plain.compression(),
        plain.statisticsTarget(),
        plain.options(),
        List.of(grant),
        plain.ownedSequence(),
        plain.furtherSequences(),
        plain.identityOptions(),
        plain.comment());
  }
}
