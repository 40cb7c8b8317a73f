package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.policy.ContractOptions;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// What would keep rows from being filled is found while planning.
class ReachRefusalsTest {
  private static final String ITEMS =
      """
      CREATE TABLE items (id serial PRIMARY KEY, amount integer NOT NULL);
      INSERT INTO items (amount) SELECT generate_series(1, 100);
      """;
  private static final String FORCED =
      "ALTER TABLE items ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
          + "CREATE POLICY few ON items USING (id < 10);";
  private static final String TYPE = "ALTER TABLE items ALTER COLUMN amount TYPE bigint;";
  private static final String FILLED =
      "ALTER TABLE items ADD COLUMN token uuid DEFAULT gen_random_uuid();";

  private static Lifecycle.Setting owned(TestDatabase database) {
    return new Lifecycle.Setting(
        Identifier.of("public"), Optional.of(database.ownerRole("owner")), Optional.empty());
  }

  private static Theseus theseus(TestDatabase database, Lifecycle.Setting setting) {
    return Theseus.builder(setting.owning(database)).build();
  }

  @EachMajor
  void refusesRowsThatForcedSecurityHidesFromTheOwner(TestDatabase database) {
    Lifecycle.Setting setting = owned(database);
    setting.run(database, ITEMS + FORCED);
    Theseus theseus = theseus(database, setting);

    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", FILLED))
        .isInstanceOf(UnsafeMigration.class)
        .hasMessageContaining(
            "row level security of \"public.items\" is forced, and hides rows from the role that is"
                + " to change and check all of them (public.items); let a role with BYPASSRLS carry"
                + " the release out, or take FORCE ROW LEVEL SECURITY off until it is contracted");
    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", TYPE))
        .hasMessageContaining("row level security");
  }

  /// The server's own checks see every row.
  @EachMajor
  void provesConstraintsOfAllRowsBehindForcedSecurity(TestDatabase database) {
    Lifecycle.Setting setting = owned(database);
    setting.run(database, ITEMS + FORCED);
    Theseus theseus = theseus(database, setting);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            """
            ALTER TABLE items ADD CONSTRAINT few CHECK (amount > 0);
            ALTER TABLE items ADD CONSTRAINT once UNIQUE (amount);
            """);
    assertThat(plan.steps())
        .noneMatch(
            step -> step instanceof Step.FindDuplicates || step instanceof Step.FindViolations);

    theseus.start(plan);
    theseus.complete();
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));

    assertThat(
            database.number(
                "SELECT count(*) FROM pg_constraint WHERE convalidated AND conname IN ('few',"
                    + " 'once')"))
        .isEqualTo(2);
  }

  @EachMajor
  void fillsRowsBehindForcedSecurityForARoleThatSeesAll(TestDatabase database)
      throws InterruptedException {
    Assumptions.assumeTrue(database.major() >= 15);
    Lifecycle.Setting setting = owned(database);
    database.sql(
        "ALTER ROLE %s BYPASSRLS".formatted(Identifier.of(setting.owner().orElseThrow()).quoted()));
    try (Lifecycle lifecycle =
        new Lifecycle(
            database,
            Scenario.of("v1_forced", ITEMS + FORCED, TYPE)
                .both(HardScenarios.run("UPDATE items SET amount = ? WHERE id = ?"))
                .differing(
                    "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE"
                        + " o.amount <> n.amount"),
            setting)) {
      lifecycle.run();
    }
  }

  @EachMajor
  void refusesARuleThatRewritesTheFilling(TestDatabase database) {
    database.sql(
        ITEMS
            + "CREATE TABLE log (id integer);CREATE RULE \"to log\" AS ON UPDATE TO items DO ALSO"
            + " INSERT INTO log VALUES (NEW.id);");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    for (String migration : new String[] {TYPE, FILLED}) {
      assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", migration))
          .isInstanceOf(UnsafeMigration.class)
          .hasMessageContaining(
              "rule \"to log\" of \"public.items\" rewrites every UPDATE, that of the rows that are"
                  + " filled too (public.items); make it a trigger, or drop it in an earlier"
                  + " release and create it again in a later one");
    }
    assertThat(
            Lifecycle.plan(theseus, "v1", "ALTER TABLE items RENAME COLUMN amount TO sum").steps())
        .isNotEmpty();
  }

  @EachMajor
  void warnsOfSubscribersThatGetNewColumns(TestDatabase database) {
    database.sql(
        ITEMS
            + "CREATE TABLE parts (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);"
            + "CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);"
            + "CREATE PUBLICATION \"some\" FOR TABLE items, parts");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    assertThat(Lifecycle.plan(theseus, "v1", TYPE).warnings())
        .contains(
            "publication \"some\" sends every column of \"public.items\", from start on"
                + " \"_theseus_amount\" too: a subscription stops at the first change of a row"
                + " until its table has them; add them there before, or give the publication a list"
                + " of columns");
    assertThat(
            Lifecycle.plan(theseus, "v1", "ALTER TABLE parts ALTER COLUMN n TYPE bigint")
                .warnings())
        .anyMatch(
            one -> one.startsWith("publication \"some\" sends every column of \"public.parts\""));
    if (database.major() >= 15) {
      database.sql("ALTER PUBLICATION \"some\" SET TABLE items (id)");
      assertThat(Lifecycle.plan(theseus, "v1", TYPE).warnings())
          .noneMatch(one -> one.contains("publication"));
    }
  }

  @EachMajor
  void refusesRowsWhoseChangesCannotBePublished(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE log (id integer, n integer);
        INSERT INTO log VALUES (1, 1);
        CREATE TABLE parts (id integer, n integer) PARTITION BY RANGE (id);
        CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
        CREATE PUBLICATION news FOR TABLE log, parts WITH (publish_via_partition_root = true);
        """);
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    assertThatThrownBy(
            () -> Lifecycle.plan(theseus, "v1", "ALTER TABLE log ALTER COLUMN n TYPE bigint"))
        .isInstanceOf(UnsafeMigration.class)
        .hasMessageContaining(
            "publication \"news\" sends updates of \"public.log\", which has no replica identity:"
                + " no row of it can be changed, and so none be filled (public.log); give it a"
                + " primary key, or ALTER TABLE \"public\".\"log\" REPLICA IDENTITY FULL, in an"
                + " earlier release");
    assertThatThrownBy(
            () -> Lifecycle.plan(theseus, "v1", "ALTER TABLE parts ALTER COLUMN n TYPE bigint"))
        .hasMessageContaining("sends updates of \"public.part_1\"");

    database.sql("ALTER TABLE log REPLICA IDENTITY FULL");
    theseus.start(Lifecycle.plan(theseus, "v1", "ALTER TABLE log ALTER COLUMN n TYPE bigint"));
    assertThat(database.number("SELECT _theseus_n FROM log")).isOne();
  }

  @EachMajor
  void refusesToKeepRowsOfChildTablesInStep(TestDatabase database) {
    database.sql(ITEMS + "CREATE TABLE more () INHERITS (items)");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    for (String migration :
        new String[] {
          TYPE,
          """
          -- theseus:up items.label = 'l' || id
          ALTER TABLE items ADD COLUMN label text NOT NULL;
          """
        }) {
      assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", migration))
          .isInstanceOf(UnsafeMigration.class)
          .hasMessageContaining(
              "table \"public.items\" has child tables (INHERITS), whose rows its triggers do not"
                  + " see (public.items); change the children first, or replace inheritance by"
                  + " partitions");
    }
  }
}
