package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Both versions behind PgBouncer in transaction mode, where transactions of one client meet
/// another connection each time and share it with others: a version is chosen by the settings of a
/// role, or in each transaction.
@Tag("nightly")
class PoolerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Scenario SCENARIO = Scenarios.typeConversion();

  @TempDir private Path directory;

  /// Clients of both versions, of each kind.
  private record Clients(PgBouncer bouncer, String oldRole, String newRole, String shared) {
    List<ClientGroup> old() {
      return List.of(
          group("old role", oldRole, SCENARIO.old(), ""),
          group("old transactions", shared, SCENARIO.old(), "public"));
    }

    List<ClientGroup> young(Plan plan) {
      return List.of(
          group("new role", newRole, SCENARIO.young(), ""),
          group(
              "new transactions",
              shared,
              SCENARIO.young(),
              plan.version().orElseThrow().searchPath()));
    }

    private ClientGroup group(
        String name, String role, List<ClientGroup.Script> scripts, String path) {
      ClientGroup group = ClientGroup.of(name, 4, bouncer.source(role));
      for (ClientGroup.Script script : scripts) {
        group =
            group.script(
                client -> {
                  if (!path.isEmpty()) {
                    client.update("SET LOCAL search_path = " + path);
                  }
                  script.run(client);
                });
      }
      return group;
    }
  }

  @EachMajor
  void keepsBothVersionsInStep(TestDatabase database)
      throws IOException, InterruptedException, SQLException {
    assumeTrue(PgBouncer.program().isPresent(), "pgbouncer is not installed");
    List<String> roles = List.of(database.role("old"), database.role("new"), database.role("both"));
    database.sql(SCENARIO.setup());
    for (String role : roles) {
      database.sql(
          "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + Identifier.of(role).quoted(),
          "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + Identifier.of(role).quoted());
    }
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .pacing(Pacing.standard().withCourtesy(0))
            .lockBudget(LockBudget.defaults().withTotal(PATIENCE))
            .build();
    Plan plan = Lifecycle.plan(theseus, SCENARIO.name(), SCENARIO.migration());
    database.sql(
        "ALTER ROLE %s SET search_path = %s"
            .formatted(
                Identifier.of(roles.get(1)).quoted(), plan.version().orElseThrow().searchPath()));
    try (PgBouncer bouncer = PgBouncer.start(directory, database, roles)) {
      Clients clients = new Clients(bouncer, roles.get(0), roles.get(1), roles.get(2));
      List<ClientGroup> both = new ArrayList<>(clients.old());
      both.addAll(clients.young(plan));

      under(clients.old(), () -> theseus.start(plan));
      under(both, () -> {});
      agree(database, plan);
      theseus.rollback();
      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();

      under(clients.old(), () -> theseus.start(plan));
      under(both, () -> {});
      agree(database, plan);
      under(clients.old(), theseus::complete);
      under(clients.young(plan), theseus::rollback);
      under(both, () -> {});
      agree(database, plan);
      under(clients.young(plan), theseus::complete);
      under(clients.young(plan), () -> theseus.contract(ContractOptions.withSoak(Duration.ZERO)));
      under(clients.young(plan), () -> {});
    }
  }

  private static void agree(TestDatabase database, Plan plan) {
    assertThat(
            database.number(
                SCENARIO
                    .differing()
                    .replace("{v}", plan.version().orElseThrow().schema().quoted())))
        .isZero();
    assertThat(database.number("SELECT count(*) FROM theseus.divergence")).isZero();
  }

  private static void under(List<ClientGroup> groups, Runnable work) throws InterruptedException {
    try (Workload workload = Workload.start(groups.toArray(ClientGroup[]::new))) {
      workload.awaitTransactions(20, PATIENCE);
      work.run();
      workload.awaitTransactions(100, PATIENCE);
      WorkloadReport report = workload.stop();
      assertThat(report.failures()).as(report.toString()).isEmpty();
    }
  }
}
