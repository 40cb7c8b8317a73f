package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The user's triggers hear of the application's writes, not of a backfill's.
@Tag("postgres")
class QuietTriggersTest {
  private static final String LOG =
      """
      CREATE TABLE log (op text);
      CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.log VALUES (TG_OP); RETURN NULL; END $$;
      """;

  private static final String DIVIDED =
      """
      CREATE SCHEMA far;
      CREATE TABLE t (id integer, price integer) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (501);
      CREATE TABLE far.t_2 PARTITION OF t FOR VALUES FROM (501) TO (2000);
      INSERT INTO t SELECT n, n FROM generate_series(1, 1000) n;
      """;

  private static final String WIDER = "ALTER TABLE t ALTER price TYPE bigint;";

  private static long heard(TestDatabase database) {
    return database.number("SELECT count(*) FROM log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOR EACH ROW", "FOR EACH STATEMENT"})
  void fireForWritesOfTheApplicationAlone(String each) {
    try (TestDatabase database = TestServers.database(TestServers.newest())) {
      database.sql(
          LOG,
          "CREATE TABLE t (id serial PRIMARY KEY, price integer)",
          "INSERT INTO t (price) SELECT generate_series(1, 1000)",
          "CREATE TRIGGER logs AFTER UPDATE ON t " + each + " EXECUTE FUNCTION log()");
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      theseus.start(Lifecycle.plan(theseus, "v1_price", WIDER));

      assertThat(heard(database)).isZero();
      database.sql("UPDATE t SET price = 7 WHERE id = 1");
      assertThat(heard(database)).isEqualTo(1);
    }
  }

  @EachMajor
  void ofASinglePartitionFireForWritesOfTheApplicationAlone(TestDatabase database) {
    database.sql(
        LOG + DIVIDED,
        "CREATE TRIGGER rows AFTER UPDATE ON t_1 FOR EACH ROW EXECUTE FUNCTION log()",
        "CREATE TRIGGER statements AFTER UPDATE ON t_1 FOR EACH STATEMENT EXECUTE FUNCTION log()",
        "CREATE TRIGGER far AFTER UPDATE ON far.t_2 FOR EACH ROW EXECUTE FUNCTION log()");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1_price", WIDER);
    assertThat(plan.steps())
        .flatExtracting(step -> step.head().notes())
        .anyMatch(note -> note.startsWith("the triggers rows, statements are kept from firing"));

    theseus.start(plan);

    assertThat(heard(database)).isZero();
    database.sql("UPDATE t SET price = 7 WHERE id IN (1, 502)");
    assertThat(heard(database)).isEqualTo(2);
  }

  @EachMajor
  void ofAPartitionThatWasNotReadAreNamedByTheSchema(TestDatabase database) {
    database.sql(
        LOG + DIVIDED,
        "CREATE TRIGGER far AFTER UPDATE ON far.t_2 FOR EACH ROW EXECUTE FUNCTION log()");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1_price", WIDER);
    assertThat(plan.warnings())
        .anyMatch(one -> one.contains("partition \"far.t_2\" of \"public.t\" is in a schema that"));

    theseus.start(plan);

    assertThat(heard(database)).isZero();
  }

  @EachMajor
  void ofATableThatInheritsFireForWritesOfTheApplicationAlone(TestDatabase database) {
    database.sql(
        LOG,
        "CREATE TABLE t (id integer)",
        "CREATE TABLE heir () INHERITS (t)",
        "INSERT INTO heir SELECT generate_series(1, 1000)",
        "CREATE TRIGGER logs AFTER UPDATE ON heir FOR EACH ROW EXECUTE FUNCTION log()");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    theseus.start(
        Lifecycle.plan(theseus, "v1", "ALTER TABLE t ADD code uuid DEFAULT gen_random_uuid();"));

    assertThat(heard(database)).isZero();
    assertThat(database.number("SELECT count(DISTINCT code) FROM t")).isEqualTo(1000);
  }

  @EachMajor
  void thatAlwaysFireAreToldOfBefore(TestDatabase database) {
    database.sql(
        LOG + DIVIDED,
        "CREATE TRIGGER logs AFTER UPDATE ON t_1 FOR EACH STATEMENT EXECUTE FUNCTION log()",
        "ALTER TABLE t_1 ENABLE ALWAYS TRIGGER logs");
    List<String> warnings = new ArrayList<>();
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .listener(
                event -> {
                  if (event instanceof MigrationEvent.Warning warning) {
                    warnings.add(warning.text());
                  }
                })
            .build();
    Plan plan = Lifecycle.plan(theseus, "v1_price", WIDER);
    assertThat(plan.warnings())
        .contains(
            "trigger \"logs\" of \"public.t_1\" is ENABLE ALWAYS: it fires for rows that the"
                + " backfill fills");

    theseus.start(plan);

    assertThat(heard(database)).isPositive();
    assertThat(warnings)
        .contains(
            "triggers logs fire for rows the backfill fills in \"public\".\"t\": they are ENABLE"
                + " ALWAYS");
  }

  @EachMajor
  void forReplicasRestWhereNoOtherFires(TestDatabase database) {
    database.sql(
        LOG + DIVIDED,
        "CREATE TRIGGER logs AFTER UPDATE ON t_1 FOR EACH STATEMENT EXECUTE FUNCTION log()",
        "ALTER TABLE t_1 ENABLE REPLICA TRIGGER logs");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    theseus.start(Lifecycle.plan(theseus, "v1_price", WIDER));

    assertThat(heard(database)).isZero();
  }
}
