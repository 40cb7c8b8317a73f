package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.SkippedRow;
import dev.theseus.status.SkippedRow.Outcome;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Rows whose new value cannot be stored are listed while the backfill goes on; nothing is
/// published before each is mended or gone.
class SkipListTest {
  private static final String TABLE =
      """
      CREATE TABLE parts (shop text, code text, size text, note text, PRIMARY KEY (shop, code));
      INSERT INTO parts SELECT 'a', 'c' || n, n::text FROM generate_series(1, 3000) n;
      """;
  private static final String RELEASE =
      """
      -- theseus:down parts.size = size::text
      ALTER TABLE parts ALTER COLUMN size TYPE integer USING size::integer;
      """;

  private final List<MigrationEvent.RowSkipped> told = new ArrayList<>();

  private Theseus skipping(TestDatabase database, int atMost) {
    return Theseus.builder(database.dataSource())
        .skipping(new SkipPolicy(atMost))
        .listener(
            event -> {
              if (event instanceof MigrationEvent.RowSkipped row) {
                told.add(row);
              }
            })
        .build();
  }

  private static Theseus plain(TestDatabase database) {
    return Theseus.builder(database.dataSource()).build();
  }

  private static void spoil(TestDatabase database, String... codes) {
    for (String code : codes) {
      database.sql("UPDATE parts SET size = '%s mm' WHERE code = '%s'".formatted(code, code));
    }
  }

  @EachMajor
  void listsEveryRowAndPublishesNothingBeforeEachIsMended(TestDatabase database)
      throws InterruptedException {
    database.sql(TABLE);
    spoil(database, "c17", "c1700", "c1701", "c2999");
    Theseus theseus = skipping(database, 10);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    try (Workload writers = writers(database)) {
      MigrationException failure = failing(() -> theseus.start(plan));

      assertThat(failure.problem().code()).isEqualTo(ProblemCode.CONVERSION_FAILED);
      assertThat(failure.problem().what())
          .contains("4 rows of \"public\".\"parts\" are on the skip list")
          .contains("shop = a, code = c17: ")
          .contains("c1701 mm");
      MigrationStatus status = theseus.status().orElseThrow();
      assertThat(status.state()).isEqualTo(MigrationState.STARTING);
      assertThat(status.skipped()).isEqualTo(new MigrationStatus.Skipped(4, 0));
      assertThat(theseus.skippedRows())
          .extracting(SkippedRow::row)
          .containsExactlyInAnyOrder(
              "shop = a, code = c17",
              "shop = a, code = c1700",
              "shop = a, code = c1701",
              "shop = a, code = c2999");
      assertThat(theseus.skippedRows())
          .allSatisfy(
              row -> {
                assertThat(row.table()).isEqualTo("public.parts");
                assertThat(row.columns()).isEqualTo("_theseus_size");
                assertThat(row.sqlState()).isEqualTo("22P02");
                assertThat(row.outcome()).isEqualTo(Outcome.OPEN);
              });
      assertThat(told).extracting(MigrationEvent.RowSkipped::listed).contains(1L, 4L);
      assertNothingPublished(database);
      assertThat(database.number("SELECT count(*) FROM parts WHERE _theseus_size IS NULL"))
          .isEqualTo(4);
      assertThat(failing(theseus::complete).problem().code()).isEqualTo(ProblemCode.WRONG_STATE);

      database.sql(
          "UPDATE parts SET size = '17' WHERE code = 'c17'",
          "DELETE FROM parts WHERE code = 'c1700'");
      assertThat(failing(plain(database)::resume).problem().what()).startsWith("2 rows of");
      assertNothingPublished(database);
      assertThat(theseus.skippedRows())
          .extracting(SkippedRow::outcome)
          .containsOnlyOnce(Outcome.MENDED, Outcome.GONE);

      database.sql("UPDATE parts SET size = '1' WHERE size LIKE '% mm'");
      assertThat(plain(database).resume().state()).isEqualTo(MigrationState.STARTED);
      assertAgreement(database, plan);
      assertThat(theseus.complete().skipped().open()).isZero();
      assertUnharmed(writers);
    }
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));
    assertThat(database.number("SELECT count(*) FROM parts WHERE size IS NULL")).isZero();
  }

  @EachMajor
  void isRolledBackWithRowsOnTheList(TestDatabase database) {
    database.sql(TABLE);
    spoil(database, "c17", "c1700");
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = skipping(database, 10);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    failing(() -> theseus.start(plan));

    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);

    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(database.number("SELECT count(*) FROM parts WHERE size LIKE '% mm'")).isEqualTo(2);
    assertThat(theseus.skippedRows()).hasSize(2);
    database.sql("UPDATE parts SET size = '1' WHERE size LIKE '% mm'");
    assertThat(theseus.start(plan).state()).isEqualTo(MigrationState.STARTED);
    assertThat(theseus.skippedRows()).isEmpty();
    assertAgreement(database, plan);
  }

  @EachMajor
  void stopsAtTheRowThatIsOneTooMany(TestDatabase database) {
    database.sql(TABLE);
    spoil(database, "c17", "c1700", "c2999");
    Theseus theseus = skipping(database, 2);

    MigrationException failure =
        failing(() -> theseus.start(Lifecycle.plan(theseus, "v1", RELEASE)));

    assertThat(failure.problem().what())
        .startsWith("2 rows are on the skip list, as many as may be")
        .contains("code = c2999");
    assertThat(theseus.status().orElseThrow().skipped().open()).isEqualTo(2);
    assertThat(failing(skipping(database, 3)::resume).problem().what()).startsWith("3 rows of");
  }

  @EachMajor
  void keepsToTheListWhereNoFurtherRowMayBeSkipped(TestDatabase database) {
    database.sql(TABLE);
    spoil(database, "c17", "c1700");
    Theseus theseus = skipping(database, 1);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    failing(() -> theseus.start(plan));

    MigrationException failure = failing(plain(database)::resume);

    assertThat(failure.problem().what())
        .startsWith(
            "the new value of the row of \"public\".\"parts\" where shop = a, code = c1700");
    assertThat(theseus.status().orElseThrow().skipped().open()).isOne();
  }

  /// The value may come right without a write of the row.
  @EachMajor
  void fillsRowsWhoseValueCanBeComputedByNow(TestDatabase database) {
    database.sql(
        TABLE,
        """
        CREATE TABLE words (word text PRIMARY KEY, size integer);
        CREATE FUNCTION size_of(word text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
        BEGIN
          IF word ~ '^[0-9]+$' THEN RETURN word::integer; END IF;
          RETURN (SELECT w.size / (CASE w.size WHEN 0 THEN 0 ELSE 1 END)
            FROM words w WHERE w.word = size_of.word);
        END $$;
        INSERT INTO words VALUES ('large', 0);
        UPDATE parts SET size = 'large' WHERE code IN ('c3', 'c2000')
        """);
    Theseus theseus = skipping(database, 10);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            """
            -- theseus:up parts.size = size_of(size)
            -- theseus:down parts.size = size::text
            ALTER TABLE parts ALTER COLUMN size TYPE integer USING size_of(size);
            """);
    assertThat(failing(() -> theseus.start(plan)).problem().what()).startsWith("2 rows of");

    database.sql("UPDATE words SET size = 90 WHERE word = 'large'");

    assertThat(plain(database).resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(database.number("SELECT count(*) FROM parts WHERE _theseus_size = 90")).isEqualTo(3);
    assertThat(theseus.skippedRows())
        .extracting(SkippedRow::outcome)
        .containsExactly(Outcome.MENDED, Outcome.MENDED);
  }

  @EachMajor
  void findsRowsWithoutAKeyByPlaceAndContent(TestDatabase database) {
    database.sql(
        "CREATE TABLE parts (code text, size text)",
        "INSERT INTO parts SELECT 'c' || n, n::text FROM generate_series(1, 3000) n");
    spoil(database, "c17", "c1700", "c2999");
    Theseus theseus = skipping(database, 10);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    failing(() -> theseus.start(plan));
    assertThat(theseus.skippedRows())
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.row()).matches("ctid = \\(\\d+,\\d+\\)"));

    database.sql(
        "UPDATE parts SET size = '17' WHERE code = 'c17'",
        "UPDATE parts SET size = 'still wrong' WHERE code = 'c1700'",
        "VACUUM FULL parts");
    MigrationException failure = failing(theseus::resume);

    assertThat(failure.problem().what()).startsWith("2 rows of").contains("still wrong");
    assertNothingPublished(database);
    database.sql("UPDATE parts SET size = '1' WHERE size !~ '^[0-9]+$'");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(
            database.number(
                "SELECT count(*) FROM parts WHERE _theseus_size IS DISTINCT FROM size::integer"))
        .isZero();
  }

  /// What the old version spoils after the backfill is met by the verification.
  @EachMajor
  void listsRowsThatVerificationMeets(TestDatabase database) {
    database.sql(TABLE);
    boolean[] done = {false};
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .skipping(SkipPolicy.standard())
            .listener(
                event -> {
                  if (!done[0]
                      && event instanceof MigrationEvent.StepFinished step
                      && step.step().endsWith(".fill")) {
                    done[0] = true;
                    spoil(database, "c5", "c2500");
                  }
                })
            .build();
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);

    MigrationException failure = failing(() -> theseus.start(plan));

    assertThat(failure.problem().what()).startsWith("2 rows of").contains("code = c5:");
    assertThat(failure.problem().where()).endsWith(".verify");
    database.sql("UPDATE parts SET size = '7' WHERE size LIKE '% mm'");
    assertThat(plain(database).resume().state()).isEqualTo(MigrationState.STARTED);
    assertAgreement(database, plan);
  }

  @EachMajor
  void completesNothingThatHasAHoleAgain(TestDatabase database) {
    database.sql(TABLE);
    spoil(database, "c17", "c18");
    Theseus theseus = skipping(database, 10);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    failing(() -> theseus.start(plan));
    database.sql("UPDATE parts SET size = '1' WHERE size LIKE '% mm'");
    theseus.resume();

    spoil(database, "c17");
    MigrationException failure = failing(theseus::complete);

    assertThat(failure.problem().code()).isEqualTo(ProblemCode.UNVERIFIED_ROWS);
    assertThat(failure.problem().what()).contains("shop = a, code = c17").doesNotContain("c18");
    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.STARTED);
    assertThat(theseus.status().orElseThrow().skipped().open()).isOne();
    database.sql("UPDATE parts SET size = '17' WHERE code = 'c17'");
    assertThat(theseus.complete().state()).isEqualTo(MigrationState.COMPLETED);
    assertThat(theseus.status().orElseThrow().skipped().open()).isZero();
  }

  private static Workload writers(TestDatabase database) {
    return Workload.start(
        ClientGroup.of("old", 2, database.dataSource())
            .script(
                client ->
                    client.update(
                        "UPDATE parts SET note = ? WHERE code = ?",
                        "n" + client.random().nextInt(100),
                        "c" + (1 + client.random().nextInt(3000))))
            .script(
                client ->
                    client.update(
                        "UPDATE parts SET note = 'x' WHERE code = ?",
                        List.of("c17", "c1701", "c2999").get(client.random().nextInt(3)))));
  }

  private static void assertUnharmed(Workload workload) throws InterruptedException {
    workload.awaitTransactions(10, Duration.ofSeconds(30));
    WorkloadReport report = workload.stop();
    assertThat(report.failures()).as(report.toString()).isEmpty();
  }

  private static void assertNothingPublished(TestDatabase database) {
    assertThat(database.number("SELECT count(*) FROM pg_views WHERE schemaname LIKE 'public_%'"))
        .isZero();
  }

  private static MigrationException failing(Runnable command) {
    MigrationException failure = catchThrowableOfType(MigrationException.class, command::run);
    assertThat(failure).isNotNull();
    return failure;
  }

  private static void assertAgreement(TestDatabase database, Plan plan) {
    assertThat(
            database.query(
                """
                SELECT o.*, n.size FROM public.parts o FULL JOIN %s.parts n USING (shop, code)
                WHERE n.size IS DISTINCT FROM o.size::integer
                """
                    .formatted(plan.version().orElseThrow().schema().quoted())))
        .isEmpty();
  }
}
