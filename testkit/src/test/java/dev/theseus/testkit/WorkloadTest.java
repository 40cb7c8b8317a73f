package dev.theseus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

class WorkloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final ClientGroup.Script TRANSFER =
      client -> {
        int from = client.random().nextInt(10);
        client.update("UPDATE accounts SET balance = balance - 1 WHERE id = ?", from);
        client.update("INSERT INTO log (id) VALUES (?)", from);
      };

  private static void accounts(TestDatabase database) {
    database.sql(
        "CREATE TABLE accounts AS SELECT g AS id, 0 AS balance FROM generate_series(0, 9) g",
        "CREATE TABLE log (id int)");
  }

  @EachMajor
  void countsWhatTwoVersionsOfAnApplicationDo(TestDatabase database) throws InterruptedException {
    accounts(database);
    ClientGroup old = ClientGroup.of("old", 2, database.dataSource()).script(TRANSFER);
    ClientGroup fresh =
        ClientGroup.of("new", 1, database.dataSource())
            .session("SET application_name = 'new app'")
            .script(client -> client.query("SELECT count(*) FROM accounts"));
    try (Workload workload = Workload.start(old, fresh)) {
      workload.awaitTransactions(20, LIMIT);
      WorkloadReport report = workload.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.transactions("old")).isGreaterThanOrEqualTo(20);
      assertThat(database.number("SELECT count(*) FROM log")).isEqualTo(report.transactions("old"));
      assertThat(report.statements())
          .isEqualTo(3 * report.transactions("old") + 2 * report.transactions("new"));
      assertThat(report.max()).isGreaterThanOrEqualTo(report.percentile(50)).isPositive();
    }
  }

  @PostgresTest
  void keepsFailuresAndGoesOn(TestDatabase database) throws InterruptedException {
    accounts(database);
    ClientGroup group = ClientGroup.of("app", 2, database.dataSource()).script(TRANSFER);
    try (Workload workload = Workload.start(42, group)) {
      workload.awaitTransactions(5, LIMIT);
      database.sql("ALTER TABLE log ADD CONSTRAINT none CHECK (id < 0) NOT VALID");
      while (workload.report().failureCount() == 0) {
        Thread.onSpinWait();
      }
      database.sql(
          "ALTER TABLE log DROP CONSTRAINT none",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
              + " AND datname = current_database()");
      workload.awaitTransactions(5, LIMIT);
      WorkloadReport report = workload.stop();
      assertThat(report.seed()).isEqualTo(42);
      assertThat(report.failures().getFirst().sqlState()).isEqualTo("23514");
      assertThat(report.failures().getFirst().sql()).isEqualTo("INSERT INTO log (id) VALUES (?)");
      assertThat(report.failures()).extracting(WorkloadFailure::sqlState).contains("57P01");
    }
  }

  @PostgresTest
  void standsStillWhilePaused(TestDatabase database) throws InterruptedException {
    accounts(database);
    ClientGroup group = ClientGroup.of("app", 3, database.dataSource()).script(TRANSFER);
    try (Workload workload = Workload.start(group)) {
      workload.awaitTransactions(5, LIMIT);
      workload.pause();
      long before = database.number("SELECT count(*) FROM log");
      assertThat(workload.report().transactionCount()).isEqualTo(before);
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                      + " AND state <> 'idle' AND pid <> pg_backend_pid()"))
          .isZero();
      assertThat(database.number("SELECT count(*) FROM log")).isEqualTo(before);
      workload.resume();
      workload.awaitTransactions(5, LIMIT);
    }
  }
}
