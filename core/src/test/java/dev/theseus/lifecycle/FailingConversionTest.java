package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Predicate;

/// Rows that `up` cannot convert and rows that were written past the trigger: `start` stops and
/// names them; they can be put right and `start` goes on, or it is rolled back.
class FailingConversionTest {
  private static final String TABLE =
      """
      CREATE TABLE "Parts" (shop text, code text, size text, PRIMARY KEY (shop, code));
      INSERT INTO "Parts" SELECT 'a', 'c' || n, n::text FROM generate_series(1, 3000) n;
      """;
  private static final String RELEASE =
      """
      -- theseus:down "Parts".size = size::text
      ALTER TABLE "Parts" ALTER COLUMN size TYPE integer USING size::integer;
      """;

  @EachMajor
  void goesOnWhenTheRowIsPutRight(TestDatabase database) {
    database.sql(TABLE, "UPDATE \"Parts\" SET size = '12 mm' WHERE code = 'c1700'");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);

    MigrationException failure = failing(() -> theseus.start(plan));

    assertThat(failure.problem().code()).isEqualTo(ProblemCode.CONVERSION_FAILED);
    assertThat(failure.problem().what())
        .contains("\"public\".\"Parts\"")
        .contains("shop = a")
        .contains("code = c1700")
        .contains("12 mm");
    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.STARTING);

    database.sql("UPDATE \"Parts\" SET size = '12' WHERE code = 'c1700'");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertAgreement(database, plan);
    theseus.complete();
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));
    assertThat(database.number("SELECT sum(size) FROM \"Parts\"")).isEqualTo(4_501_500 - 1700 + 12);
  }

  @EachMajor
  void isRolledBackWhenTheRowIsRight(TestDatabase database) {
    database.sql(TABLE, "UPDATE \"Parts\" SET size = '12 mm' WHERE code = 'c1700'");
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    failing(() -> theseus.start(plan));

    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);

    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(database.number("SELECT count(*) FROM \"Parts\" WHERE size = '12 mm'")).isOne();
    database.sql("UPDATE \"Parts\" SET size = '12' WHERE code = 'c1700'");
    assertThat(theseus.start(plan).state()).isEqualTo(MigrationState.STARTED);
    assertAgreement(database, plan);
  }

  /// The old version may write what `up` cannot convert; it must not fail at it, and the migration
  /// must not end in a version that hides it.
  @EachMajor
  void stopsAtARowTheOldVersionWritesMeanwhile(TestDatabase database) {
    database.sql(TABLE);
    Theseus theseus =
        interrupting(
            database,
            event -> event instanceof MigrationEvent.StepFinished step && fills(step.step()),
            "UPDATE \"Parts\" SET size = 'large' WHERE code = 'c5'");
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);

    MigrationException failure = failing(() -> theseus.start(plan));

    assertThat(failure.problem().what()).contains("code = c5");
    database.sql("UPDATE \"Parts\" SET size = '7' WHERE code = 'c5'");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertAgreement(database, plan);
  }

  /// With `session_replication_role = replica`, as subscribers and restore tools write, the sync
  /// trigger may not fire. What is written so before the backfill is over is filled by it.
  @EachMajor
  void fillsWhatIsWrittenPastTheTriggerBeforeTheBackfill(TestDatabase database) {
    database.sql(TABLE);
    Theseus theseus =
        interrupting(
            database,
            event -> event instanceof MigrationEvent.StepStarted step && fills(step.step()),
            "SET session_replication_role = replica;"
                + " INSERT INTO \"Parts\" VALUES ('b', 'x', '5');"
                + " UPDATE \"Parts\" SET size = '6' WHERE code = 'c9'");
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);

    theseus.start(plan);

    assertAgreement(database, plan);
  }

  /// What is written past the trigger later never comes into the new version unseen: either the
  /// trigger fires nevertheless, or verification names the row and stops.
  @EachMajor
  void publishesNothingThatWasWrittenPastTheTrigger(TestDatabase database) {
    database.sql(TABLE);
    Theseus theseus =
        interrupting(
            database,
            event -> event instanceof MigrationEvent.StepFinished step && fills(step.step()),
            "SET session_replication_role = replica;"
                + " UPDATE \"Parts\" SET size = '6' WHERE code = 'c9'");
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);

    try {
      theseus.start(plan);
    } catch (MigrationException e) {
      assertThat(e.problem().code()).isEqualTo(ProblemCode.UNVERIFIED_ROWS);
      assertThat(e.problem().what()).contains("code = c9");
      database.sql("UPDATE \"Parts\" SET size = size WHERE code = 'c9'");
      assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    }

    assertAgreement(database, plan);
  }

  private static boolean fills(String step) {
    return step.endsWith(".fill");
  }

  /// Runs the statements once, between two moments of the migration.
  private static Theseus interrupting(
      TestDatabase database, Predicate<MigrationEvent> when, String sql) {
    boolean[] done = {false};
    return Theseus.builder(database.dataSource())
        .listener(
            event -> {
              if (!done[0] && when.test(event)) {
                done[0] = true;
                write(database, sql);
              }
            })
        .build();
  }

  private static void write(TestDatabase database, String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
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
                SELECT o.*, n.size FROM public."Parts" o FULL JOIN %s."Parts" n USING (shop, code)
                WHERE n.size IS DISTINCT FROM o.size::integer
                """
                    .formatted(plan.version().orElseThrow().schema().quoted())))
        .isEmpty();
  }
}
