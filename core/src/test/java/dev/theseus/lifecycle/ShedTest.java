package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.status.Diagnosis;
import dev.theseus.status.HistoryEntry;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Sync switched off in an emergency while a migration is under way: nothing goes on, nothing is
/// lost, and whatever went stale is filled before the new version is published.
@Tag("postgres")
class ShedTest {
  private static final String TABLE =
      """
      CREATE TABLE parts (id integer PRIMARY KEY, size text, note text);
      INSERT INTO parts SELECT n, n::text, 'n' FROM generate_series(1, 3000) n;
      """;
  private static final String RELEASE =
      """
      -- theseus:down parts.size = size::text
      ALTER TABLE parts ALTER COLUMN size TYPE integer USING size::integer;
      """;
  private static final Set<String> BUSY = Set.of("v1_price", "w1_serial");
  private static final Set<String> MORE_BUSY =
      Set.of("v5_required", "v10_split", "h11_partitioned", "w5_tree");
  private static final String TRIGGERS =
      "SELECT count(*) FROM pg_trigger WHERE tgname LIKE '~theseus%' AND tgenabled = ";

  private static Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource())
        .pacing(Pacing.standard().withCourtesy(0))
        .lockBudget(LockBudget.defaults().withTotal(Duration.ofSeconds(2)))
        .build();
  }

  /// Starts, and sheds from another connection at the first such event.
  private static Plan shedAt(
      TestDatabase database, String release, Predicate<MigrationEvent> moment) {
    boolean[] done = {false};
    Theseus other = theseus(database);
    Theseus starting =
        Theseus.builder(database.dataSource())
            .pacing(Pacing.standard().withCourtesy(0))
            .listener(
                event -> {
                  if (!done[0] && moment.test(event)) {
                    done[0] = true;
                    other.shed("too slow");
                  }
                })
            .build();
    Plan plan = Lifecycle.plan(starting, "v1", release);
    assertThat(failing(() -> starting.start(plan)).problem().code())
        .isEqualTo(ProblemCode.ANOTHER_RUNNER);
    return plan;
  }

  private static Predicate<MigrationEvent> begins(String end) {
    return event -> event instanceof MigrationEvent.StepStarted at && at.step().endsWith(end);
  }

  private static MigrationException failing(Runnable work) {
    return catchThrowableOfType(MigrationException.class, work::run);
  }

  static Stream<Arguments> scenarios() {
    return named(BUSY);
  }

  static Stream<Arguments> moreScenarios() {
    return named(MORE_BUSY);
  }

  private static Stream<Arguments> named(Set<String> names) {
    return Scenario.onEachMajor(
        Stream.of(Scenarios.columns(), HardTableScenarios.all(), WiderKeyScenarios.all())
            .flatMap(List::stream)
            .filter(one -> names.contains(one.name()))
            .toList());
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void losesNoWriteOfBusyClients(int major, Scenario scenario) throws InterruptedException {
    try (TestDatabase database = TestServers.database(major);
        Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      assertThat(lifecycle.shedAndCompare()).as("against the plain SQL").isEmpty();
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("moreScenarios")
  void losesNoWriteOfMoreClients(int major, Scenario scenario) throws InterruptedException {
    losesNoWriteOfBusyClients(major, scenario);
  }

  @EachMajor
  void keepsEverythingWhereItIsUntilItIsRestored(TestDatabase database) {
    database.sql(TABLE);
    shedAt(database, RELEASE, begins(".verify"));
    Theseus theseus = theseus(database);
    CatalogDump before = CatalogDump.of(database);
    database.sql(
        "UPDATE parts SET size = '-1' WHERE id % 7 = 0",
        "UPDATE parts SET id = -id WHERE id % 11 = 0",
        "DELETE FROM parts WHERE id % 13 = 0",
        "INSERT INTO parts SELECT n, n::text FROM generate_series(4001, 4100) n");
    assertThat(stale(database)).isPositive();

    for (Runnable command :
        List.<Runnable>of(theseus::resume, theseus::complete, theseus::contract, theseus::verify)) {
      assertThat(failing(command).problem().code()).isEqualTo(ProblemCode.WRONG_STATE);
    }
    assertThat(failing(theseus::resume).problem().what())
        .contains("sync of migration v1 is shed since", "(too slow)");
    assertThat(theseus.shed("again").changed()).isFalse();
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(database.number(TRIGGERS + "'D'")).isEqualTo(1);

    MigrationStatus restored = theseus.restoreSync();
    assertThat(restored.changed()).isTrue();
    assertThat(restored.control().shed()).isEmpty();
    assertThat(restored.state()).isEqualTo(MigrationState.STARTING);
    assertThat(theseus.restoreSync().changed()).isFalse();
    assertThat(database.number(TRIGGERS + "'A'")).isEqualTo(1);
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(stale(database)).isZero();
    assertThat(theseus.history().stream().map(HistoryEntry::what))
        .containsSubsequence("shed", "shed --restore", "started");
    assertThat(failing(() -> theseus.shed("")).problem().what())
        .contains("both versions may write");
    theseus.complete();
    assertThat(failing(() -> theseus.shed("")).problem().what()).contains("the old columns");
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));
    assertThat(database.number("SELECT count(*) FROM parts WHERE size = -1")).isPositive();
  }

  private static long stale(TestDatabase database) {
    return database.number(
        "SELECT count(*) FROM parts WHERE _theseus_size IS DISTINCT FROM size::integer");
  }

  @EachMajor
  void tellsOfItAndRollsBack(TestDatabase database) {
    database.sql(TABLE);
    CatalogDump before = CatalogDump.of(database);
    Plan plan =
        shedAt(database, RELEASE, event -> event instanceof MigrationEvent.BackfillProgress);
    Theseus theseus = theseus(database);

    MigrationStatus.Shed shed = theseus.status().orElseThrow().control().shed().orElseThrow();
    assertThat(shed.reason()).isEqualTo("too slow");
    assertThat(shed.by()).isEqualTo(database.server().superuser());
    assertThat(theseus.doctor())
        .extracting(Diagnosis::check)
        .contains("sync-shed")
        .doesNotContain("disabled-trigger");
    database.sql("UPDATE parts SET size = '0' WHERE id < 100");

    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);

    assertThat(theseus.status().orElseThrow().control().shed()).isEmpty();
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(theseus.start(plan).state()).isEqualTo(MigrationState.STARTED);
    assertThat(stale(database)).isZero();
  }

  /// A transaction that has written keeps the switch waiting; one that has not writes past it.
  @EachMajor
  void findsWhatTransactionsWroteThatWereOpenAllTheTime(TestDatabase database) throws SQLException {
    database.sql(TABLE, "CREATE TABLE beside (id integer)");
    try (Connection early = database.connect();
        Connection late = database.connect();
        Statement wrote = early.createStatement();
        Statement writes = late.createStatement()) {
      Theseus theseus = theseus(database);
      Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
      assertThat(failing(() -> stopping(database, begins(".verify")).start(plan)).problem().code())
          .isEqualTo(ProblemCode.INTERRUPTED);
      early.setAutoCommit(false);
      late.setAutoCommit(false);
      wrote.execute("UPDATE parts SET size = '-5' WHERE id = 5");
      writes.execute("INSERT INTO beside VALUES (1)");
      assertThat(failing(() -> theseus.shed("")).problem().code())
          .isEqualTo(ProblemCode.LOCK_NOT_ACQUIRED);
      assertThat(theseus.status().orElseThrow().control().shed()).isEmpty();
      early.commit();
      theseus.shed("");
      writes.execute("SAVEPOINT one");
      writes.execute("UPDATE parts SET size = '-6' WHERE id = 6");
      writes.execute("RELEASE SAVEPOINT one");
      assertThat(failing(theseus::restoreSync).problem().code())
          .isEqualTo(ProblemCode.LOCK_NOT_ACQUIRED);
      late.commit();
      database.sql("VACUUM FREEZE parts");
      theseus.restoreSync();
      writes.execute("UPDATE parts SET note = 'moved' WHERE id = 6");
      late.commit();
      assertThat(stale(database)).isEqualTo(1);
      theseus.resume();
    }
    assertThat(stale(database)).isZero();
    assertThat(database.number("SELECT count(*) FROM parts WHERE _theseus_size < 0")).isEqualTo(2);
  }

  /// Interrupts itself at the first such event.
  private static Theseus stopping(TestDatabase database, Predicate<MigrationEvent> moment) {
    Theseus[] made = new Theseus[1];
    made[0] =
        Theseus.builder(database.dataSource())
            .listener(
                event -> {
                  if (moment.test(event)) {
                    made[0].interrupt();
                  }
                })
            .build();
    return made[0];
  }

  @EachMajor
  void coversPartitionsThatCameMeanwhile(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE sales (day integer NOT NULL, amount text) PARTITION BY RANGE (day);
        CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM (0) TO (100);
        CREATE TABLE sales_2 PARTITION OF sales FOR VALUES FROM (100) TO (200);
        CREATE TABLE sales_4 (day integer NOT NULL, amount text);
        INSERT INTO sales SELECT n, n::text FROM generate_series(0, 199) n;
        INSERT INTO sales_4 SELECT n, n::text FROM generate_series(300, 399) n;
        """);
    shedAt(
        database,
        """
        -- theseus:down sales.amount = amount::text
        ALTER TABLE sales ALTER COLUMN amount TYPE integer USING amount::integer;
        """,
        begins(".verify"));
    Theseus theseus = theseus(database);
    assertThat(database.number(TRIGGERS + "'D'")).isEqualTo(3);
    database.sql(
        "CREATE TABLE sales_3 PARTITION OF sales FOR VALUES FROM (200) TO (300)",
        "ALTER TABLE sales_4 ADD COLUMN _theseus_amount integer",
        "ALTER TABLE sales ATTACH PARTITION sales_4 FOR VALUES FROM (300) TO (400)",
        "INSERT INTO sales SELECT n, n::text FROM generate_series(200, 299) n",
        "UPDATE sales SET amount = '7' WHERE day % 10 = 0",
        "UPDATE sales SET day = day + 100 WHERE day % 10 = 1 AND day < 100",
        "ALTER TABLE sales DETACH PARTITION sales_2");

    theseus.restoreSync();

    assertThat(database.number(TRIGGERS + "'A'")).isEqualTo(4);
    theseus.resume();
    assertThat(
            database.number(
                "SELECT count(*) FROM sales WHERE _theseus_amount IS DISTINCT FROM"
                    + " amount::integer"))
        .isZero();
  }

  /// The operator calls these values equal, a reader does not.
  @EachMajor
  void repairsWhatIsEqualAndNotTheSame(TestDatabase database) {
    database.sql(
        "CREATE TABLE prices (id integer PRIMARY KEY, amount text)",
        "INSERT INTO prices SELECT n, n || '.5' FROM generate_series(1, 100) n");
    shedAt(
        database,
        """
        -- theseus:down prices.amount = amount::text
        ALTER TABLE prices ALTER COLUMN amount TYPE numeric USING amount::numeric;
        """,
        begins(".verify"));
    database.sql("UPDATE prices SET amount = amount || '0' WHERE id = 9");
    Theseus theseus = theseus(database);
    theseus.restoreSync();
    theseus.resume();

    assertThat(database.one("SELECT _theseus_amount::text FROM prices WHERE id = 9"))
        .isEqualTo("9.50");
  }

  @EachMajor
  void namesRowsThatCannotBeRepaired(TestDatabase database) {
    database.sql(TABLE);
    shedAt(database, RELEASE, begins(".verify"));
    database.sql("UPDATE parts SET size = id || ' mm' WHERE id IN (17, 1700)");
    theseus(database).restoreSync();
    Theseus skipping = Theseus.builder(database.dataSource()).skipping(new SkipPolicy(10)).build();

    MigrationException failure = failing(skipping::resume);

    assertThat(failure.problem().code())
        .as(failure.problem().text())
        .isEqualTo(ProblemCode.CONVERSION_FAILED);
    assertThat(failure.problem().what()).contains("2 rows of", "id = 17: ");
    assertThat(database.number("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%v1'"))
        .isZero();
    database.sql("UPDATE parts SET size = '1' WHERE size LIKE '% mm'");
    assertThat(skipping.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(stale(database)).isZero();
  }

  @EachMajor
  void isRefusedWhereAConstraintStandsOnANewColumn(TestDatabase database) {
    database.sql(TABLE, "CREATE UNIQUE INDEX ON parts (size)");
    Theseus theseus = theseus(database);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    Predicate<MigrationEvent> behind =
        event ->
            event instanceof MigrationEvent.StepStarted at
                && at.phase() == Phase.BACKFILL
                && at.step().endsWith(".both-ways");
    assertThat(failing(() -> stopping(database, behind).start(plan)).problem().code())
        .isEqualTo(ProblemCode.INTERRUPTED);
    CatalogDump before = CatalogDump.of(database);

    assertThat(failing(() -> theseus.shed("")).problem().text())
        .contains("the unique index", "_theseus_size", "theseus rollback");

    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
  }

  @EachMajor
  void isRefusedWhereNobodyCouldTellWhatToComputeAgain(TestDatabase database) {
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            """
            -- theseus:up parts.code = size || random()
            ALTER TABLE parts ADD COLUMN code text NOT NULL;
            """);
    failing(() -> stopping(database, begins(".verify")).start(plan));

    assertThat(failing(() -> theseus.shed("")).problem().what())
        .contains("another value each time");
    assertThat(database.number(TRIGGERS + "'A'")).isEqualTo(1);
  }
}
