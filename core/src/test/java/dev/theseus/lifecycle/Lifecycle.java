package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.catalog.Catalog;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.RawStatement;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationCodec;
import dev.theseus.migration.MigrationCodec.Format;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Version;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Identifier;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/// Runs one scenario through start, rollback, start, complete, rollback, complete and contract
/// while its clients write, and asserts at every stop: no statement failed, old and new values
/// agree, the catalog is what it should be.
final class Lifecycle implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestDatabase database;
  private final Scenario scenario;
  private final Setting setting;
  private final CatalogDump before;
  private final Theseus theseus;

  /// Who owns the tables, who writes to them, and where they stand.
  ///
  /// @param owner empty for the superuser
  /// @param application empty for the superuser; in the setup `{app}` stands for it
  record Setting(Identifier base, Optional<String> owner, Optional<String> application) {
    static Setting ordinary() {
      return new Setting(Identifier.of("public"), Optional.empty(), Optional.empty());
    }

    DataSource owning(TestDatabase database) {
      return owner.map(database::dataSource).orElseGet(database::dataSource);
    }

    DataSource using(TestDatabase database) {
      return application.map(database::dataSource).orElseGet(database::dataSource);
    }

    void run(TestDatabase database, String sql) {
      String mine =
          sql.replace("{app}", application.map(Identifier::of).map(Identifier::quoted).orElse(""));
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        if (owner.isPresent()) {
          String role = Identifier.of(owner.get()).quoted();
          statement.execute(
              "GRANT CREATE, TEMPORARY ON DATABASE %s TO %s"
                  .formatted(Identifier.of(database.name()).quoted(), role));
          statement.execute("GRANT ALL ON SCHEMA public TO " + role);
          statement.execute("SET SESSION AUTHORIZATION " + role);
        }
        statement.execute("SET search_path = " + base.quoted());
        statement.execute(mine);
      } catch (SQLException e) {
        throw new IllegalStateException(e.getMessage() + " in " + mine, e);
      }
    }
  }

  Lifecycle(TestDatabase database, Scenario scenario) {
    this(database, scenario, Setting.ordinary());
  }

  Lifecycle(TestDatabase database, Scenario scenario, Setting setting) {
    this.database = database;
    this.scenario = scenario;
    this.setting = setting;
    setting.run(database, scenario.setup());
    this.before = CatalogDump.of(database);
    this.theseus =
        Theseus.builder(setting.owning(database))
            .pacing(Pacing.standard().withCourtesy(0))
            .lockBudget(LockBudget.defaults().withTotal(PATIENCE))
            .build();
  }

  static Plan plan(Theseus theseus, String name, String migration) {
    return plan(theseus, Identifier.of("public"), name, migration);
  }

  private static Plan plan(Theseus theseus, Identifier base, String name, String migration) {
    Catalog catalog = theseus.catalog(Set.of(base));
    Migration read = read(name, migration, ReaderOptions.of(base));
    return Planner.plan(new Release(name, base, List.of(read)), catalog);
  }

  /// SQL, or the structured form in JSON or YAML by how it begins.
  private static Migration read(String name, String migration, ReaderOptions options) {
    if (migration.startsWith("{")) {
      return new MigrationCodec(options).read(name + ".json", migration, Format.JSON);
    }
    return migration.startsWith("operations:") || migration.startsWith("version_schema:")
        ? new MigrationCodec(options).read(name + ".yaml", migration, Format.YAML)
        : new MigrationReader(options).read(name + ".sql", migration);
  }

  Plan plan() {
    return plan(theseus, setting.base(), scenario.name(), scenario.migration());
  }

  Theseus theseus() {
    return theseus;
  }

  /// The whole life of a scenario on a server of this major.
  static void run(int major, Scenario scenario) throws InterruptedException {
    try (TestDatabase database = TestServers.database(major);
        Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      lifecycle.run();
    }
  }

  void run() throws InterruptedException {
    assertThat(runAndCompare()).as("against the plain SQL").isEmpty();
  }

  /// What the catalog differs in from what the plain SQL gives.
  List<String> runAndCompare() throws InterruptedException {
    Plan plan = plan();
    List<String> schemas =
        plan.version().map(Version::schema).map(Identifier::name).stream().toList();
    start(plan);
    live(plan);
    theseus.rollback();
    assertCatalog(before, "after rollback");

    start(plan);
    live(plan);
    withClients(oldClients(), theseus::complete);
    withClients(newClients(plan), theseus::rollback);
    live(plan);
    withClients(newClients(plan), theseus::complete);
    withClients(newClients(plan), () -> theseus.contract(ContractOptions.withSoak(Duration.ZERO)));
    withClients(newClients(plan), () -> {});

    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.CONTRACTED);
    CatalogDump after = CatalogDump.of(database, schemas.toArray(String[]::new));
    return oracle().changesTo(after);
  }

  /// Sync is shed as soon as every row is filled, the old version writes past it, sync is restored;
  /// from there on the usual life.
  List<String> shedAndCompare() throws InterruptedException {
    Plan plan = plan();
    withClients(oldClients(), () -> shedBeforeTheLastVerification(plan));
    withClients(oldClients(), () -> {});
    withClients(oldClients(), theseus::restoreSync);
    withClients(oldClients(), theseus::resume);
    assertAgreement(plan, "after the repair");
    live(plan);
    withClients(newClients(plan), theseus::complete);
    withClients(newClients(plan), () -> theseus.contract(ContractOptions.withSoak(Duration.ZERO)));
    List<String> schemas =
        plan.version().map(Version::schema).map(Identifier::name).stream().toList();
    return oracle().changesTo(CatalogDump.of(database, schemas.toArray(String[]::new)));
  }

  /// From another connection while the first one works.
  private void shedBeforeTheLastVerification(Plan plan) {
    String last =
        plan.steps().stream()
            .filter(Step.Verify.class::isInstance)
            .map(Step::id)
            .reduce((a, b) -> b)
            .orElseThrow();
    Theseus starting =
        Theseus.builder(setting.owning(database))
            .pacing(Pacing.standard().withCourtesy(0))
            .listener(
                event -> {
                  if (event instanceof MigrationEvent.StepStarted at && at.step().equals(last)) {
                    theseus.shed("too slow");
                  }
                })
            .build();
    MigrationException stopped =
        catchThrowableOfType(MigrationException.class, () -> starting.start(plan));
    assertThat(stopped.problem().code()).isEqualTo(ProblemCode.ANOTHER_RUNNER);
    assertThat(theseus.status().orElseThrow().control().shed()).isPresent();
  }

  private void start(Plan plan) throws InterruptedException {
    withClients(oldClients(), () -> theseus.start(plan));
    assertAgreement(plan, "after start");
  }

  /// Both versions write.
  private void live(Plan plan) throws InterruptedException {
    List<ClientGroup> both = new ArrayList<>(oldClients());
    both.addAll(newClients(plan));
    withClients(both, () -> {});
    assertAgreement(plan, "while both versions live");
  }

  private void assertAgreement(Plan plan, String when) {
    if (!scenario.differing().isEmpty() && plan.version().isPresent()) {
      String query = scenario.differing().replace("{v}", plan.version().get().schema().quoted());
      assertThat(database.number(query)).as("differing rows " + when).isZero();
    }
    assertThat(database.number("SELECT count(*) FROM theseus.divergence"))
        .as("rows that could not be converted " + when)
        .isZero();
  }

  /// The same tables changed by the plain SQL.
  private CatalogDump oracle() {
    try (TestDatabase copy = TestDatabase.on(database.server())) {
      setting.run(copy, scenario.setup());
      for (RawStatement statement : Grammar.split(scenario.oracle())) {
        setting.run(copy, statement.text());
      }
      return CatalogDump.of(copy);
    }
  }

  private void assertCatalog(CatalogDump wanted, String when) {
    List<String> changes =
        wanted.changesTo(CatalogDump.of(database)).stream()
            .filter(change -> scenario.stays().isEmpty() || !change.contains(scenario.stays()))
            .toList();
    assertThat(changes).as("catalog " + when).isEmpty();
  }

  private List<ClientGroup> oldClients() {
    return clients("old", setting.base().quoted(), scenario.old());
  }

  private List<ClientGroup> newClients(Plan plan) {
    String path = plan.version().map(Version::searchPath).orElse(setting.base().quoted());
    return clients("new", path, scenario.young());
  }

  private List<ClientGroup> clients(String name, String path, List<ClientGroup.Script> scripts) {
    if (scripts.isEmpty()) {
      return List.of();
    }
    ClientGroup group =
        ClientGroup.of(name, 2, setting.using(database)).session("SET search_path = " + path);
    for (ClientGroup.Script script : scripts) {
      group = group.script(script);
    }
    return List.of(group);
  }

  /// Clients write before, during and after the work; none of their statements may fail.
  private static void withClients(List<ClientGroup> groups, Runnable work)
      throws InterruptedException {
    if (groups.isEmpty()) {
      work.run();
      return;
    }
    try (Workload workload = Workload.start(groups.toArray(ClientGroup[]::new))) {
      workload.awaitTransactions(5, PATIENCE);
      work.run();
      workload.awaitTransactions(15, PATIENCE);
      WorkloadReport report = workload.stop();
      assertThat(report.failures()).as(report.toString()).isEmpty();
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
