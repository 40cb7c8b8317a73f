package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

class OldVersionGateTest {
  private static final ContractOptions NOW = ContractOptions.withSoak(Duration.ZERO);

  @EachMajor
  void refusesContractWhileASessionUsesTheOldTable(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t (id integer PRIMARY KEY, a integer); INSERT INTO t VALUES (1, 1)");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1", "ALTER TABLE t RENAME COLUMN a TO b;");
    theseus.start(plan);
    theseus.complete();

    try (Connection old = database.connect();
        Statement statement = old.createStatement()) {
      statement.execute("SET application_name = 'shop 1.0'");
      old.setAutoCommit(false);
      statement.execute("SELECT a FROM t");

      UnsafeMigration refusal =
          catchThrowableOfType(UnsafeMigration.class, () -> theseus.contract(NOW));

      assertThat(refusal.problem().code()).isEqualTo(ProblemCode.OLD_VERSION_CONNECTED);
      assertThat(refusal.problem().what())
          .endsWith("application \"shop 1.0\") uses table \"t\" directly, as the old version does");
      old.rollback();
    }
    assertThat(theseus.contract(NOW).changed()).isTrue();
  }

  @EachMajor
  void letsSessionsOfTheNewVersionWork(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t (id integer PRIMARY KEY, a integer); INSERT INTO t VALUES (1, 1)");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1", "ALTER TABLE t RENAME COLUMN a TO b;");
    theseus.start(plan);
    theseus.complete();

    try (Connection young = database.connect();
        Statement statement = young.createStatement()) {
      statement.execute("SET search_path = " + plan.version().orElseThrow().searchPath());
      statement.execute("SET lock_timeout = '5s'");
      young.setAutoCommit(false);
      statement.execute("SELECT b FROM t");

      UnsafeMigration refusal =
          catchThrowableOfType(
              UnsafeMigration.class,
              () -> theseus.contract(ContractOptions.withSoak(Duration.ofHours(1))));

      assertThat(refusal.problems()).hasSize(1);
      assertThat(refusal.problem().code()).isEqualTo(ProblemCode.SOAK_NOT_OVER);
      young.rollback();
    }
  }
}
