package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// A rollback puts back what the release dropped. Rows that were written meanwhile may break it;
/// the old version goes on to change them.
@Tag("postgres")
class ConstraintReturnTest {
  private static final String ITEMS =
      """
      CREATE TABLE kinds (id integer PRIMARY KEY);
      CREATE TABLE items (id integer PRIMARY KEY, kind integer REFERENCES kinds,
        price integer CONSTRAINT dear CHECK (price > 0), note text);
      INSERT INTO kinds SELECT generate_series(0, 9);
      INSERT INTO items SELECT n, n % 10, n, 'x' FROM generate_series(1, 100) n;
      """;

  private final List<String> warnings = new ArrayList<>();

  private Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource())
        .listener(
            event -> {
              if (event instanceof MigrationEvent.Warning warning) {
                warnings.add(warning.text());
              }
            })
        .build();
  }

  private static String valid(TestDatabase database, String constraint) {
    return String.valueOf(
        database.one(
            "SELECT string_agg(convalidated::text, ' ' ORDER BY conrelid) FROM pg_constraint WHERE"
                + " conname = '"
                + constraint
                + "'"));
  }

  @EachMajor
  void leavesACheckOffThatRowsBreak(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    Plan plan = Lifecycle.plan(theseus, "v1", "ALTER TABLE items DROP CONSTRAINT dear;");
    theseus.start(plan);
    database.sql("INSERT INTO items VALUES (101, 1, -1, 'x')");

    theseus.rollback();

    assertThat(valid(database, "dear")).isEqualTo("null");
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith(
            "check dear of public.items is left off, so that these rows can be changed: rows break"
                + " it, (id) (101); when they are, add it again: ALTER TABLE")
        .contains("VALIDATE CONSTRAINT \"dear\"");
    database.sql("UPDATE items SET note = 'y'");

    theseus.start(plan);
    database.sql("DELETE FROM items WHERE id = 101");
    theseus.rollback();
    assertThat(valid(database, "dear")).isEqualTo("true");
  }

  @EachMajor
  void bringsTheCommentBack(TestDatabase database) {
    database.sql(
        ITEMS,
        "COMMENT ON CONSTRAINT dear ON items IS 'it''s dear'",
        "COMMENT ON CONSTRAINT items_kind_fkey ON items IS 'of a kind'",
        "ALTER TABLE items ADD CONSTRAINT later CHECK (price < 1000) NOT VALID",
        "COMMENT ON CONSTRAINT later ON items IS 'not yet'");
    Theseus theseus = theseus(database);
    CatalogDump before = CatalogDump.of(database);
    theseus.start(
        Lifecycle.plan(
            theseus,
            "v1",
            "ALTER TABLE items DROP CONSTRAINT dear, DROP CONSTRAINT items_kind_fkey, DROP"
                + " CONSTRAINT later;"));

    theseus.rollback();

    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(
            database.one(
                "SELECT string_agg(description, ', ' ORDER BY description) FROM pg_description"
                    + " WHERE classoid = 'pg_constraint'::regclass AND objoid IN (SELECT oid FROM"
                    + " pg_constraint WHERE conrelid = 'items'::regclass)"))
        .isEqualTo("it's dear, not yet, of a kind");
  }

  /// A row that comes between the search and the constraint.
  @EachMajor
  void takesACheckAwayThatRowsBreakWhichCameMeanwhile(TestDatabase database) {
    database.sql(
        ITEMS,
        """
        CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
          IF current_query() LIKE '%ADD CONSTRAINT%' THEN
            INSERT INTO public.items VALUES (101, 1, -1, 'x');
          END IF;
        END $$
        """);
    Theseus theseus = theseus(database);
    theseus.start(Lifecycle.plan(theseus, "v1", "ALTER TABLE items DROP CONSTRAINT dear;"));
    database.sql(
        "CREATE EVENT TRIGGER meddle ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE"
            + " FUNCTION meddle()");

    theseus.rollback();

    assertThat(valid(database, "dear")).isEqualTo("null");
    assertThat(warnings).singleElement().asString().contains("check dear of public.items is left");
    database.sql("UPDATE items SET note = 'y'");
  }

  @EachMajor
  void putsAForeignKeyBackNotValidWhereRowsBreakIt(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    theseus.start(
        Lifecycle.plan(theseus, "v1", "ALTER TABLE items DROP CONSTRAINT items_kind_fkey;"));
    database.sql("INSERT INTO items VALUES (101, 77, 1, 'x')");

    theseus.rollback();

    assertThat(valid(database, "items_kind_fkey")).isEqualTo("false");
    assertThat(warnings).singleElement().asString().contains("is back but NOT VALID");
    database.sql("UPDATE items SET note = 'y'");
    assertThatThrownBy(() -> database.sql("INSERT INTO items VALUES (102, 78, 1, 'x')"))
        .hasMessageContaining("items_kind_fkey");
  }

  @EachMajor
  void putsAForeignKeyBackOnEachPartition(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE kinds (id integer PRIMARY KEY);
        CREATE TABLE items (id integer, kind integer REFERENCES kinds, note text)
          PARTITION BY RANGE (id);
        CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (0) TO (100);
        CREATE TABLE items_2 PARTITION OF items FOR VALUES FROM (100) TO (200);
        INSERT INTO kinds SELECT generate_series(0, 9);
        INSERT INTO items SELECT n, n % 10, 'x' FROM generate_series(1, 199) n;
        """);
    Theseus theseus = theseus(database);
    theseus.start(
        Lifecycle.plan(theseus, "v1", "ALTER TABLE items DROP CONSTRAINT items_kind_fkey;"));
    database.sql("UPDATE items SET kind = 77 WHERE id = 150");

    theseus.rollback();

    assertThat(warnings).anyMatch(one -> one.contains("NOT VALID"));
    database.sql("UPDATE items SET note = 'y'");
    for (String row : List.of("(1, 78, 'x')", "(151, 78, 'x')")) {
      assertThatThrownBy(() -> database.sql("INSERT INTO items VALUES " + row))
          .hasMessageContaining("_kind_fkey");
    }
  }
}
