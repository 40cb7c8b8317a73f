package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The user's triggers hear of the application's writes, not of a backfill's.
@Tag("postgres")
class QuietTriggersTest {
  @ParameterizedTest
  @ValueSource(strings = {"FOR EACH ROW", "FOR EACH STATEMENT"})
  void fireForWritesOfTheApplicationAlone(String each) {
    try (TestDatabase database = TestServers.database(TestServers.newest())) {
      database.sql(
          "CREATE TABLE t (id serial PRIMARY KEY, price integer)",
          "INSERT INTO t (price) SELECT generate_series(1, 1000)",
          "CREATE TABLE log (op text)",
          "CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log"
              + " VALUES (TG_OP); RETURN NULL; END $$",
          "CREATE TRIGGER logs AFTER UPDATE ON t " + each + " EXECUTE FUNCTION log()");
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      theseus.start(Lifecycle.plan(theseus, "v1_price", "ALTER TABLE t ALTER price TYPE bigint;"));

      assertThat(database.number("SELECT count(*) FROM log")).isZero();
      database.sql("UPDATE t SET price = 7 WHERE id = 1");
      assertThat(database.number("SELECT count(*) FROM log")).isEqualTo(1);
    }
  }
}
