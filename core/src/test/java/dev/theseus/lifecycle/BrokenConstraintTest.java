package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import org.junit.jupiter.api.Tag;

/// Rows that break a constraint that is to come. Whatever fails, the application goes on to change
/// them: no constraint is left that refuses it.
@Tag("postgres")
class BrokenConstraintTest {
  private static final String ITEMS =
      """
      CREATE TABLE kinds (id integer PRIMARY KEY);
      CREATE TABLE items (id integer PRIMARY KEY, kind integer, price integer, note text);
      INSERT INTO kinds SELECT generate_series(0, 9);
      INSERT INTO items SELECT n, n % 10, n, 'x' FROM generate_series(1, 100) n;
      """;

  private static Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource()).build();
  }

  /// Runs the statements when a step whose id ends so is over.
  private static Theseus meddling(TestDatabase database, String step, String sql) {
    return Theseus.builder(database.dataSource())
        .listener(
            event -> {
              if (event instanceof MigrationEvent.StepFinished done && done.step().endsWith(step)) {
                database.sql(sql);
              }
            })
        .build();
  }

  private static long notValid(TestDatabase database) {
    return database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated");
  }

  private static long named(TestDatabase database, String constraint) {
    return database.number(
        "SELECT count(*) FROM pg_constraint WHERE conname = '" + constraint + "'");
  }

  @EachMajor
  void namesTheRowsThatACheckWouldRefuseBeforeItStands(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(theseus, "v1", "ALTER TABLE items ADD CONSTRAINT dear CHECK (price > 12);");

    assertThatThrownBy(() -> theseus.start(plan))
        .hasMessageContaining("check dear of public.items cannot be added")
        .hasMessageContaining("(id) (1); (2);")
        .hasMessageContaining("; and more")
        .hasMessageContaining("run `theseus resume`");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE items SET note = 'y'");

    database.sql("DELETE FROM items WHERE price <= 12");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(named(database, "dear")).isEqualTo(1);
  }

  @EachMajor
  void takesAwayACheckThatARowBreaksWhichCameMeanwhile(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus =
        meddling(database, ".violations", "INSERT INTO items VALUES (101, 1, -1, 'x')");
    Plan plan = Lifecycle.plan(theseus, "v1", "ALTER TABLE items ADD CHECK (price > 0);");

    assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("items_price_check");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE items SET note = 'y'");

    database.sql("DELETE FROM items WHERE id = 101");
    Theseus again = theseus(database);
    assertThat(again.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(named(database, "items_price_check")).isEqualTo(1);
    again.rollback();
    assertThat(named(database, "items_price_check")).isZero();
  }

  @EachMajor
  void namesTheRowsThatAForeignKeyWouldRefuseBeforeItStands(TestDatabase database) {
    database.sql(ITEMS + "INSERT INTO items VALUES (101, 77, 1, 'x'), (102, NULL, 1, 'x');");
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(theseus, "v1", "ALTER TABLE items ADD FOREIGN KEY (kind) REFERENCES kinds;");

    assertThatThrownBy(() -> theseus.start(plan))
        .hasMessageContaining(
            "foreign key items_kind_fkey of public.items cannot be added: rows point at nothing in"
                + " public.kinds, (id) (101)")
        .hasMessageContaining("nothing has been changed; remove or change these rows");
    assertThat(named(database, "items_kind_fkey")).isZero();
    database.sql("INSERT INTO items VALUES (103, 77, 1, 'x')");

    database.sql("INSERT INTO kinds VALUES (77)");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(named(database, "items_kind_fkey")).isEqualTo(1);
    assertThat(notValid(database)).isZero();
  }

  @EachMajor
  void namesTheRowsOfEachPartitionThatAForeignKeyWouldRefuse(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE kinds (a integer, b integer, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
        CREATE TABLE kinds_1 PARTITION OF kinds DEFAULT;
        CREATE TABLE items (id integer PRIMARY KEY, a integer, b integer) PARTITION BY RANGE (id);
        CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (0) TO (100);
        CREATE TABLE items_2 PARTITION OF items DEFAULT;
        INSERT INTO kinds VALUES (1, 1);
        INSERT INTO items VALUES (1, 1, 1), (2, 1, 2), (3, NULL, 2), (101, 2, 1);
        """);
    String simple = "ALTER TABLE items ADD CONSTRAINT kind FOREIGN KEY (a, b) REFERENCES kinds;";
    Theseus theseus = theseus(database);

    assertThatThrownBy(() -> theseus.start(Lifecycle.plan(theseus, "v1", simple)))
        .hasMessageContaining("in public.kinds, (id) (2); (101) (step");
    theseus.rollback();
    String full = simple.replace("kinds;", "kinds MATCH FULL;");
    assertThatThrownBy(() -> theseus.start(Lifecycle.plan(theseus, "v2", full)))
        .hasMessageContaining("in public.kinds, (id) (2); (3); (101) (step");
    theseus.rollback();

    database.sql("DELETE FROM items WHERE id > 1");
    assertThat(theseus.start(Lifecycle.plan(theseus, "v3", full)).state())
        .isEqualTo(MigrationState.STARTED);
  }

  /// A query cannot compare what the server's own check can: it is left to that one.
  @EachMajor
  void leavesColumnsOfDifferentCollationsToTheServer(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE kinds (code text COLLATE "C" PRIMARY KEY);
        CREATE TABLE items (id integer PRIMARY KEY, code text COLLATE "POSIX");
        INSERT INTO kinds VALUES ('a');
        INSERT INTO items VALUES (1, 'a');
        """);
    Theseus theseus = theseus(database);

    theseus.start(
        Lifecycle.plan(
            theseus, "v1", "ALTER TABLE items ADD FOREIGN KEY (code) REFERENCES kinds;"));

    assertThat(named(database, "items_code_fkey")).isEqualTo(1);
    assertThat(notValid(database)).isZero();
  }

  @EachMajor
  void takesAwayAForeignKeyThatARowBreaksWhichCameMeanwhile(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = meddling(database, ".orphans", "INSERT INTO items VALUES (101, 77, 1, 'x')");
    Plan plan =
        Lifecycle.plan(
            theseus, "v1", "ALTER TABLE items ADD FOREIGN KEY (kind) REFERENCES kinds (id);");

    assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("items_kind_fkey");
    assertThat(notValid(database)).isZero();
    database.sql("INSERT INTO items VALUES (102, 77, 1, 'x')");

    database.sql("INSERT INTO kinds VALUES (77)");
    assertThat(theseus(database).resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(notValid(database)).isZero();
  }

  @EachMajor
  void namesTheRowsThatHoldNullBeforeItIsRefused(TestDatabase database) {
    database.sql(ITEMS + "INSERT INTO items VALUES (101, 1, NULL, 'x');");
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            """
            -- theseus:up items.price = price
            -- theseus:down items.price = price
            ALTER TABLE items ALTER COLUMN price SET NOT NULL;
            """);

    assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("(id) (101)");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE items SET note = 'y'");

    theseus.rollback();
    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.ROLLED_BACK);
  }

  @EachMajor
  void leavesADefaultPartitionThatHoldsRowsForANewOne(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE orders (id integer, note text) PARTITION BY RANGE (id);
        CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
        INSERT INTO orders VALUES (2027, 'x'), (3000, 'x');
        """);
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (2000) TO (2100);");

    assertThatThrownBy(() -> theseus.start(plan))
        .hasMessageContaining("public.orders_rest")
        .hasMessageContaining("(table, ctid) (orders_rest,\"(0,1)\")");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE orders SET note = 'y'; INSERT INTO orders VALUES (2028, 'x');");

    database.sql("DELETE FROM orders WHERE id < 3000");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(database.number("SELECT count(*) FROM pg_inherits")).isEqualTo(2);
  }
}
