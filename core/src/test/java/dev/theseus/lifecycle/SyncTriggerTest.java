package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;

/// What the sync trigger may leave out, and what it must not.
class SyncTriggerTest {
  private static final String TABLE =
      """
      CREATE TABLE items (id int PRIMARY KEY, price numeric NOT NULL, stock int NOT NULL,
        most int NOT NULL DEFAULT 100, note text);
      INSERT INTO items SELECT n, n, 7, 100, 'note' FROM generate_series(1, 500) n;
      """;
  private static final String PRICE =
      """
      -- theseus:down items.price = price::numeric
      ALTER TABLE items ALTER COLUMN price TYPE text USING price::text;
      """;
  private static final String STOCK = "ALTER TABLE items ALTER COLUMN stock TYPE bigint;";
  private static final String CHECK =
      "ALTER TABLE items ADD CONSTRAINT few CHECK (stock <= most) NOT VALID;";

  private long filledBefore = -1;

  /// Before the new version is published, a row that no chunk has met yet moves when it is written.
  @EachMajor
  void fillsARowWhateverColumnIsWritten(TestDatabase database) {
    database.sql(TABLE);

    during(
        database,
        PRICE,
        """
        UPDATE items SET note = 'other' WHERE id = 9;
        INSERT INTO items (id, price, stock) VALUES (501, 5, 1);
        INSERT INTO items (id, price, stock, _theseus_price) VALUES (502, 5, 1, 'not so')
        """);

    assertThat(filledBefore).isEqualTo(3);
    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 9")).isEqualTo("9");
    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 501")).isEqualTo("5");
    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 502")).isEqualTo("5");
  }

  /// The statement names another column than the one the trigger of the user changes.
  @EachMajor
  void followsWhatATriggerOfTheUserChanges(TestDatabase database) {
    database.sql(
        TABLE,
        """
        CREATE FUNCTION dearer() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.price := NEW.price + 1; NEW.stock := NEW.stock + 1; RETURN NEW; END $$;
        CREATE TRIGGER dearer BEFORE UPDATE ON items FOR EACH ROW
          WHEN (NEW.note = 'dearer') EXECUTE FUNCTION dearer();
        """);

    Plan plan = during(database, PRICE + STOCK, "UPDATE items SET note = 'dearer' WHERE id = 9");
    database.sql("UPDATE items SET note = 'dearer' WHERE id IN (9, 10)");

    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 9")).isEqualTo("11");
    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 10")).isEqualTo("11");
    assertThat(database.number("SELECT _theseus_stock FROM items WHERE id = 9")).isEqualTo(9);
    asNew(database, plan, "UPDATE items SET note = 'dearer' WHERE id = 11");
    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 11")).isEqualTo("12");
    assertThat(database.number("SELECT _theseus_stock FROM items WHERE id = 11")).isEqualTo(8);
  }

  /// 9 and 9.00 are equal, and their texts are not.
  @EachMajor
  void followsAChangeThatEqualityDoesNotSee(TestDatabase database) {
    database.sql(TABLE);

    during(database, PRICE, "UPDATE items SET price = 9.00 WHERE id = 9");
    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 9")).isEqualTo("9.00");
    database.sql("UPDATE items SET price = 9.0 WHERE id = 9");

    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 9")).isEqualTo("9.0");
  }

  /// Old and new of one pair stay apart where only the other pair is written.
  @EachMajor
  void leavesAloneWhatIsNotWritten(TestDatabase database) {
    database.sql(TABLE);
    Plan plan = during(database, PRICE + STOCK, "UPDATE items SET stock = 8 WHERE id = 9");
    asNew(database, plan, "UPDATE items SET price = '9.' WHERE id = 9");

    database.sql("UPDATE items SET stock = 6 WHERE id = 9");
    asNew(database, plan, "UPDATE items SET stock = stock + 10, note = 'x' WHERE id = 9");

    assertThat(database.one("SELECT _theseus_price FROM items WHERE id = 9")).isEqualTo("9.");
    assertThat(database.one("SELECT price FROM items WHERE id = 9")).isEqualTo("9");
    assertThat(database.number("SELECT stock FROM items WHERE id = 9")).isEqualTo(16);
  }

  /// A check of the new version also reads columns that both versions share.
  @EachMajor
  void asksTheCheckWhicheverOfItsColumnsTheNewVersionWrites(TestDatabase database) {
    for (String release : new String[] {STOCK + CHECK, PRICE + STOCK + CHECK}) {
      database.sql("DROP TABLE IF EXISTS items", TABLE);
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan = Lifecycle.plan(theseus, "v" + release.length(), release);
      theseus.start(plan);

      refused(database, plan, "UPDATE items SET stock = 101 WHERE id = 9");
      refused(database, plan, "UPDATE items SET most = 6 WHERE id = 9");
      refused(database, plan, "INSERT INTO items (id, price, stock, most) VALUES (0, '1', 2, 1)");
      asNew(database, plan, "UPDATE items SET most = 7 WHERE id = 9");
      database.sql("UPDATE items SET most = 6 WHERE id = 9");
      asNew(database, plan, "UPDATE items SET note = 'as it is' WHERE id = 9");
      theseus.rollback();
    }
  }

  private static void refused(TestDatabase database, Plan plan, String sql) {
    assertThatThrownBy(() -> asNew(database, plan, sql)).hasStackTraceContaining("\"few\"");
  }

  private static void asNew(TestDatabase database, Plan plan, String sql) {
    database.sql("SET search_path = " + plan.version().orElseThrow().searchPath() + ";\n" + sql);
  }

  /// Starts the migration; the old version writes before the first row is filled.
  private Plan during(TestDatabase database, String release, String sql) {
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .listener(
                event -> {
                  if (event instanceof MigrationEvent.StepStarted step
                      && step.step().endsWith(".fill")) {
                    database.sql(sql);
                    filledBefore = filled(database, release);
                  }
                })
            .build();
    Plan plan = Lifecycle.plan(theseus, "v2", release);
    theseus.start(plan);
    return plan;
  }

  private static long filled(TestDatabase database, String release) {
    return database.number(
        "SELECT count(%s) FROM items"
            .formatted(release.contains("price") ? "_theseus_price" : "_theseus_stock"));
  }
}
