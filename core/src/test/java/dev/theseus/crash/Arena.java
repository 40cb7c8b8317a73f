package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationListener;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.plan.Version;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// A database in which one [Change] is carried out while its clients write.
final class Arena implements AutoCloseable {
  private static final Identifier BASE = Identifier.of("public");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database;
  private final Change change;
  private final Plan plan;
  private final CatalogDump before;

  Arena(TestDatabase database, Change change) {
    this.database = database;
    this.change = change;
    database.sql(change.setup());
    this.before = CatalogDump.of(database);
    this.plan = plan(database.dataSource(), change.name(), change.migration());
  }

  static Plan plan(DataSource source, String name, String migration) {
    Migration read = new MigrationReader(ReaderOptions.defaults()).read(name + ".sql", migration);
    return Planner.plan(
        new Release(name, BASE, List.of(read)),
        Theseus.builder(source).build().catalog(Set.of(BASE)));
  }

  TestDatabase database() {
    return database;
  }

  Plan plan() {
    return plan;
  }

  /// A runner of this process.
  Theseus theseus() {
    return theseus(database.dataSource(), MigrationListener.silent());
  }

  Theseus theseus(DataSource source, MigrationListener listener) {
    return Theseus.builder(source)
        .pacing(Pacing.standard().withCourtesy(0))
        .listener(listener)
        .lockBudget(LockBudget.defaults().withTotal(PATIENCE))
        .soak(Duration.ZERO)
        .build();
  }

  /// The file other processes read the plan from.
  Path planFile(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve(database.name().replace(' ', '-') + ".json"), PlanCodec.write(plan));
  }

  /// Everything in the catalog, the version schema included.
  CatalogDump catalog() {
    return CatalogDump.of(database);
  }

  void assertCatalog(CatalogDump wanted, Object when) {
    assertThat(wanted.changesTo(catalog())).as("catalog, %s", when).isEmpty();
  }

  /// The database is what it was before the start, but for what clients wrote.
  void assertUntouched(Object when) {
    assertCatalog(before, when);
    assertNothingLost(when);
  }

  /// No client's write was lost or done twice.
  void assertNothingLost(Object when) {
    assertThat(database.number(change.lost())).as("rows unlike the ledger, %s", when).isZero();
  }

  /// Both versions see the same.
  void assertAgreement(Object when) {
    assertNothingLost(when);
    assertThat(database.number(change.differing().replace("{v}", version().schema().quoted())))
        .as("differing rows, %s", when)
        .isZero();
    assertThat(database.number("SELECT count(*) FROM theseus.divergence"))
        .as("rows that could not be converted, %s", when)
        .isZero();
  }

  private Version version() {
    return plan.version().orElseThrow();
  }

  /// Starts clients of the old version.
  Workload oldClients() {
    return Workload.start(old());
  }

  /// Starts clients of the new version, which was published.
  Workload newClients() {
    return Workload.start(young());
  }

  Workload bothClients() {
    return Workload.start(old(), young());
  }

  private ClientGroup old() {
    return group("old", "public", change.old());
  }

  private ClientGroup young() {
    return group("new", version().searchPath(), change.young());
  }

  private ClientGroup group(String name, String path, List<ClientGroup.Script> scripts) {
    ClientGroup group =
        ClientGroup.of(name, 1, database.dataSource()).session("SET search_path = " + path);
    for (ClientGroup.Script script : scripts) {
      group = group.script(script);
    }
    return group;
  }

  /// Lets the clients work a little more and asserts that none of their statements ever failed.
  static void assertUnharmed(Workload workload) throws InterruptedException {
    workload.awaitTransactions(10, PATIENCE);
    WorkloadReport report = workload.stop();
    assertThat(report.failures()).as(report.toString()).isEmpty();
  }

  @Override
  public void close() {
    database.close();
  }
}
