package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.status.HistoryEntry;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Old and new columns of a row stand for the same until contract. Where somebody wrote past the
/// sync trigger they do not, and the old values are not dropped before that is mended.
class AgreementTest {
  private static final ContractOptions AT_ONCE = ContractOptions.withSoak(Duration.ZERO);
  private static final String ITEMS =
      """
      CREATE TABLE items (id int PRIMARY KEY, price numeric(10, 2) NOT NULL, name text);
      INSERT INTO items SELECT n, n / 10.0, 'i' || n FROM generate_series(1, 2000) n;
      """;
  private static final String CENTS =
      """
      -- theseus:up   items.price_cents = (price * 100)::bigint
      -- theseus:down items.price = price_cents / 100.0
      ALTER TABLE items ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
      ALTER TABLE items RENAME COLUMN price TO price_cents;
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

  private static MigrationException failure(ThrowingCallable call) {
    return catchThrowableOfType(MigrationException.class, call);
  }

  private static void pastTheTrigger(TestDatabase database, String table, String statement) {
    database.sql(
        """
        ALTER TABLE %1$s DISABLE TRIGGER USER;
        %2$s;
        ALTER TABLE %1$s ENABLE ALWAYS TRIGGER "~theseus_%1$s"
        """
            .formatted(table, statement));
  }

  @EachMajor
  void findsWhatWasWrittenPastTheTriggerBeforeTheOldValuesAreGone(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    theseus.start(Lifecycle.plan(theseus, "v1", CENTS));
    assertThat(theseus.verify().state()).isEqualTo(MigrationState.STARTED);
    pastTheTrigger(database, "items", "UPDATE items SET price = 5 WHERE id IN (7, 1999)");

    MigrationException live = failure(theseus::verify);
    theseus.complete();
    MigrationException soaking = failure(theseus::verify);
    MigrationException contract = failure(() -> theseus.contract(AT_ONCE));

    assertThat(List.of(live, soaking, contract))
        .allSatisfy(
            one -> {
              assertThat(one.problem().code()).isEqualTo(ProblemCode.UNVERIFIED_ROWS);
              assertThat(one.problem().what())
                  .isEqualTo(
                      "2 rows of \"public\".\"items\" hold old and new values that do not stand for"
                          + " the same (id = 7; id = 1999)");
            });
    assertThat(theseus.history().stream().map(HistoryEntry::what))
        .contains("verified", "verification found differences", "contract refused");
    database.sql("UPDATE public_v1.items SET price_cents = 500 WHERE id IN (7, 1999)");
    assertThat(theseus.verify().state()).isEqualTo(MigrationState.COMPLETED);
    assertThat(theseus.contract(AT_ONCE).state()).isEqualTo(MigrationState.CONTRACTED);
    assertThat(database.number("SELECT sum(price_cents) FROM items WHERE id IN (7, 1999)"))
        .isEqualTo(1000);
  }

  @EachMajor
  void looksIntoEachPartition(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE items (id int, price numeric(10, 2) NOT NULL, PRIMARY KEY (id))
          PARTITION BY RANGE (id);
        CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (0) TO (100);
        CREATE TABLE items_2 PARTITION OF items FOR VALUES FROM (100) TO (200);
        INSERT INTO items SELECT n, n FROM generate_series(1, 150) n
        """);
    Theseus theseus = theseus(database);
    theseus.start(Lifecycle.plan(theseus, "v1", CENTS));
    theseus.verify();
    database.sql(
        """
        ALTER TABLE items_2 DISABLE TRIGGER USER;
        UPDATE items_2 SET price = 5 WHERE id = 120
        """);

    assertThat(failure(theseus::verify).problem().what()).contains("1 rows", "id = 120");
  }

  @EachMajor
  void takesNoWriteOfEitherVersionForADifference(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    theseus.start(Lifecycle.plan(theseus, "v1", CENTS));
    database.sql(
        // The old column holds no such number, and has none to give for a third.
        "UPDATE public_v1.items SET price_cents = 9223372036854775807 WHERE id = 1",
        "INSERT INTO public_v1.items VALUES (3000, 9223372036854775806, 'new')",
        "UPDATE public_v1.items SET price_cents = 333 WHERE id = 2",
        "UPDATE items SET price = 1.23 WHERE id = 3",
        "UPDATE items SET name = 'other' WHERE id IN (1, 2)",
        "INSERT INTO items VALUES (3001, 4.56, 'old')",
        "DELETE FROM items WHERE id = 4");

    assertThat(theseus.verify().state()).isEqualTo(MigrationState.STARTED);
    theseus.complete();
    database.sql("UPDATE public_v1.items SET price_cents = 8 WHERE id = 5");

    assertThat(theseus.contract(AT_ONCE).state()).isEqualTo(MigrationState.CONTRACTED);
    assertThat(database.number("SELECT price_cents FROM items WHERE id = 1"))
        .isEqualTo(Long.MAX_VALUE);
  }

  /// Of the first row `down` fails, of the second `up`; they stand in one block.
  @EachMajor
  void asksTheOtherSideWhereAConversionFails(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE rates (id int PRIMARY KEY, rate int NOT NULL);
        INSERT INTO rates VALUES (1, 5000), (2, 10), (3, 20)
        """);
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            """
            -- theseus:up   rates.period = 1000 / rate
            -- theseus:down rates.rate = (1000 / period)::int
            ALTER TABLE rates ALTER COLUMN rate TYPE bigint USING 1000 / rate;
            ALTER TABLE rates RENAME COLUMN rate TO period;
            """);
    theseus.start(plan);
    database.sql("UPDATE public_v1.rates SET period = 2000 WHERE id = 2");

    assertThat(theseus.verify().state()).isEqualTo(MigrationState.STARTED);
    pastTheTrigger(database, "rates", "UPDATE rates SET rate = 7 WHERE id = 3");

    assertThat(failure(theseus::verify).problem().what()).contains("1 rows", "(id = 3)");
    pastTheTrigger(database, "rates", "UPDATE rates SET rate = 20 WHERE id = 3");
    assertThat(theseus.verify().state()).isEqualTo(MigrationState.STARTED);
    // Of this one `up` fails, and what `down` gives is not what it holds.
    pastTheTrigger(database, "rates", "UPDATE rates SET rate = 0 WHERE id = 3");

    assertThat(failure(theseus::verify).problem().what())
        .startsWith("1 rows of \"public\".\"rates\" could not be compared");
  }

  @EachMajor
  void givesTheOldValuesUpWhereThatIsAskedFor(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    theseus.start(Lifecycle.plan(theseus, "v1", CENTS));
    pastTheTrigger(database, "items", "UPDATE items SET price = 5 WHERE id = 7");
    theseus.complete();

    assertThat(theseus.contract(AT_ONCE.acceptingDivergence()).state())
        .isEqualTo(MigrationState.CONTRACTED);
    assertThat(database.number("SELECT price_cents FROM items WHERE id = 7")).isEqualTo(70);
  }

  @EachMajor
  void isRefusedWhereOneVersionIsAlone(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    theseus.start(Lifecycle.plan(theseus, "v1", CENTS));
    theseus.rollback();

    assertThat(failure(theseus::verify).problem().code())
        .isEqualTo(ProblemCode.NO_ACTIVE_MIGRATION);
  }
}
