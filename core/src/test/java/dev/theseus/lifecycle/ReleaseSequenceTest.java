package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Version;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.time.Duration;
import java.util.List;

/// Releases one after the other on the same table. The version a release leaves behind is the old
/// version of the next one, and its clients come through its views.
class ReleaseSequenceTest {
  private static final ContractOptions NOW = ContractOptions.withSoak(Duration.ZERO);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String TABLE =
      """
      CREATE TABLE items (
        id serial PRIMARY KEY, name varchar(20) NOT NULL, amount integer NOT NULL DEFAULT 1 CHECK (amount >= 0),
        note text);
      CREATE INDEX items_amount ON items (amount);
      INSERT INTO items (name, amount) SELECT 'n' || n, n FROM generate_series(1, 500) n;
      """;
  private static final String CENTS =
      """
      -- theseus:down items.amount = (amount / 100)::integer
      ALTER TABLE items ALTER COLUMN amount DROP DEFAULT;
      ALTER TABLE items ALTER COLUMN amount TYPE bigint USING amount::bigint * 100;
      ALTER TABLE items ALTER COLUMN amount SET DEFAULT 100;
      """;
  private static final String RENAMES =
      """
      ALTER TABLE items RENAME COLUMN amount TO cents;
      ALTER TABLE items RENAME COLUMN name TO title;
      """;

  @EachMajor
  void carriesASecondReleaseOnTopOfTheFirst(TestDatabase database) throws InterruptedException {
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan first = carry(theseus, "r1", CENTS);
    Plan second = Lifecycle.plan(theseus, "r2", RENAMES);
    ClientGroup before = clients(database, path(first), "amount", "name");
    ClientGroup after = clients(database, path(second), "cents", "title");

    under(List.of(before), () -> theseus.start(second));
    under(List.of(before, after), () -> {});
    under(List.of(before, after), theseus::complete);
    under(List.of(after), theseus::rollback);
    under(List.of(before, after), () -> {});
    under(List.of(after), theseus::complete);
    under(List.of(after), () -> theseus.contract(NOW));
    under(List.of(after), () -> {});

    assertThat(asPlainSql(database, CENTS, RENAMES).changesTo(dump(database, second))).isEmpty();
  }

  /// The same column is exchanged twice, and the first release's name is taken again.
  @EachMajor
  void exchangesAColumnThatWasExchangedBefore(TestDatabase database) throws InterruptedException {
    String again =
        """
        -- theseus:down items.amount = amount::bigint
        ALTER TABLE items ALTER COLUMN amount TYPE numeric(20,2);
        """;
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan first = carry(theseus, "r1", CENTS);
    Plan second = Lifecycle.plan(theseus, "r2", again);
    ClientGroup before = clients(database, path(first), "amount", "name");
    ClientGroup after = clients(database, path(second), "amount", "name");

    under(List.of(before), () -> theseus.start(second));
    under(List.of(before, after), theseus::complete);
    under(List.of(after), () -> theseus.contract(NOW));

    assertThat(asPlainSql(database, CENTS, again).changesTo(dump(database, second))).isEmpty();
  }

  @EachMajor
  void leavesTheFirstReleaseWhenTheSecondIsRolledBack(TestDatabase database)
      throws InterruptedException {
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan first = carry(theseus, "r1", CENTS);
    CatalogDump between = CatalogDump.of(database);
    Plan second =
        Lifecycle.plan(
            theseus, "r2", RENAMES + "ALTER TABLE items DROP COLUMN note, ADD COLUMN extra text;");
    ClientGroup before = clients(database, path(first), "amount", "name");

    under(List.of(before), () -> theseus.start(second));
    under(List.of(before), theseus::complete);
    under(List.of(before), theseus::rollback);
    under(List.of(before), theseus::rollback);
    under(List.of(before), () -> {});

    assertThat(between.changesTo(CatalogDump.of(database))).isEmpty();
    Plan other = carry(theseus, "r3", "CREATE INDEX items_note ON items (note);");
    assertThat(other.version()).isEmpty();
    under(List.of(before), () -> {});
  }

  /// Views of the first release stay until a release that publishes a version is contracted.
  @EachMajor
  void keepsTheViewsThroughAReleaseWithoutViews(TestDatabase database) throws InterruptedException {
    String small =
        """
        CREATE INDEX items_note ON items (note);
        ALTER TABLE items ADD CONSTRAINT short CHECK (length(note) < 100);
        """;
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan first = carry(theseus, "r1", CENTS);
    ClientGroup before = clients(database, path(first), "amount", "name");
    Plan second = Lifecycle.plan(theseus, "r2", small);
    assertThat(second.version()).isEmpty();

    under(List.of(before), () -> theseus.start(second));
    under(List.of(before), theseus::complete);
    under(List.of(before), () -> theseus.contract(NOW));
    under(List.of(before), () -> {});
    assertThat(asPlainSql(database, CENTS, small).changesTo(dump(database, first))).isEmpty();

    Plan third = carry(theseus, "r3", RENAMES);
    under(List.of(clients(database, path(third), "cents", "title")), () -> {});
    assertThat(asPlainSql(database, CENTS, small, RENAMES).changesTo(dump(database, third)))
        .isEmpty();
  }

  @EachMajor
  void publishesAVersionAfterAReleaseWithoutOne(TestDatabase database) throws InterruptedException {
    String small =
        """
        ALTER TABLE items ADD COLUMN colour text;
        CREATE INDEX items_colour ON items (colour, amount);
        """;
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan first = carry(theseus, "r1", small);
    assertThat(first.version()).isEmpty();
    ClientGroup before = clients(database, "public", "amount", "name");
    Plan second = Lifecycle.plan(theseus, "r2", CENTS);
    ClientGroup after = clients(database, path(second), "amount", "name");

    under(List.of(before), () -> theseus.start(second));
    under(List.of(before, after), theseus::complete);
    under(List.of(after), () -> theseus.contract(NOW));

    assertThat(asPlainSql(database, small, CENTS).changesTo(dump(database, second))).isEmpty();
  }

  /// What needs only the catalog on a table of its own must also work where the views of an earlier
  /// release show the column.
  @EachMajor
  void widensAndRelaxesColumnsThatEarlierViewsShow(TestDatabase database)
      throws InterruptedException {
    String direct =
        """
        ALTER TABLE items ALTER COLUMN name TYPE varchar(40);
        ALTER TABLE items ALTER COLUMN note SET DEFAULT 'none';
        """;
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan first = carry(theseus, "r1", CENTS);
    ClientGroup before = clients(database, path(first), "amount", "name");
    Plan second = Lifecycle.plan(theseus, "r2", direct);
    String afterPath = second.version().map(Version::searchPath).orElse(path(first));

    under(List.of(before), () -> theseus.start(second));
    under(List.of(before), theseus::complete);
    ClientGroup after = clients(database, afterPath, "amount", "name");
    under(List.of(after), () -> theseus.contract(NOW));
    under(List.of(after), () -> {});

    CatalogDump is =
        CatalogDump.of(
            database,
            first.version().orElseThrow().schema().name(),
            second.version().map(v -> v.schema().name()).orElse("none"));
    assertThat(asPlainSql(database, CENTS, direct).changesTo(is)).isEmpty();
  }

  /// The table goes while the views of the release before still show it.
  @EachMajor
  void renamesAndDropsTablesThatEarlierViewsShow(TestDatabase database)
      throws InterruptedException {
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    carry(theseus, "r1", CENTS);
    Plan second = carry(theseus, "r2", "ALTER TABLE items RENAME TO goods;");
    assertThat(database.number("SELECT count(*) FROM public.goods")).isEqualTo(500);

    Plan third = carry(theseus, "r3", "DROP TABLE goods;");

    assertThat(third.version()).isEmpty();
    assertThat(second.version()).isPresent();
    assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'goods'")).isZero();
    assertThat(database.number("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^public_'"))
        .isZero();
  }

  private static Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource())
        .pacing(Pacing.standard().withCourtesy(0))
        .lockBudget(LockBudget.defaults().withTotal(PATIENCE))
        .build();
  }

  /// Without clients through all phases.
  private static Plan carry(Theseus theseus, String name, String migration) {
    Plan plan = Lifecycle.plan(theseus, name, migration);
    theseus.start(plan);
    theseus.complete();
    assertThat(theseus.contract(NOW).state()).isEqualTo(MigrationState.CONTRACTED);
    return plan;
  }

  private static String path(Plan plan) {
    return plan.version().orElseThrow().searchPath();
  }

  private static CatalogDump dump(TestDatabase database, Plan last) {
    return CatalogDump.of(database, last.version().orElseThrow().schema().name());
  }

  private static CatalogDump asPlainSql(TestDatabase database, String... releases) {
    try (TestDatabase copy = TestDatabase.on(database.server())) {
      copy.sql(TABLE);
      copy.sql(releases);
      return CatalogDump.of(copy);
    }
  }

  private static ClientGroup clients(
      TestDatabase database, String path, String amount, String name) {
    return ClientGroup.of(path, 2, database.dataSource())
        .session("SET search_path = " + path)
        .script(
            client ->
                client.update(
                    "UPDATE items SET %s = ? WHERE id = ?".formatted(amount),
                    100 * client.random().nextInt(1000),
                    1 + client.random().nextInt(500)))
        .script(
            client ->
                client.update(
                    "INSERT INTO items (%s) VALUES ('w' || ?)".formatted(name),
                    client.random().nextInt(1000)))
        .script(client -> client.query("SELECT id, note, %s FROM items LIMIT 3".formatted(amount)));
  }

  private static void under(List<ClientGroup> groups, Runnable work) throws InterruptedException {
    try (Workload workload = Workload.start(groups.toArray(ClientGroup[]::new))) {
      workload.awaitTransactions(5, PATIENCE);
      work.run();
      workload.awaitTransactions(15, PATIENCE);
      WorkloadReport report = workload.stop();
      assertThat(report.failures()).as(report.toString()).isEmpty();
    }
  }
}
