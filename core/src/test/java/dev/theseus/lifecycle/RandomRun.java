package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.RawStatement;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Version;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.StatementFailed;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One random migration of one random table, through all phases there and back while both versions
/// write.
final class RandomRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// How a run ended when nothing was wrong.
  enum Outcome {
    DONE,
    /// The planner says that it has no way.
    REFUSED,
    /// PostgreSQL does not take the plain SQL either.
    NO_MIGRATION
  }

  private final TestDatabase database;
  private final long seed;
  private final RandomTable table;
  private final RandomMigration migration;
  private final Theseus theseus;
  private String refusal = "";

  RandomRun(TestDatabase database, long seed) {
    this.database = database;
    this.seed = seed;
    Random random = new Random(seed);
    this.table = new RandomTable(random);
    this.migration = new RandomMigration(table, random);
    this.theseus =
        Theseus.builder(database.dataSource())
            .pacing(Pacing.standard().withCourtesy(0))
            .lockBudget(LockBudget.defaults().withTotal(PATIENCE))
            .build();
  }

  String refusal() {
    return refusal;
  }

  @Override
  public String toString() {
    return "seed %d on %s:%n%s%n%n%s"
        .formatted(
            seed,
            database,
            table
                .setup()
                .lines()
                .filter(line -> !line.startsWith("INSERT"))
                .collect(Collectors.joining("\n")),
            migration.text());
  }

  Outcome run() throws InterruptedException {
    database.sql(table.setup());
    CatalogDump before = CatalogDump.of(database);
    Optional<CatalogDump> oracle = oracle();
    Optional<Plan> planned = plan();
    if (oracle.isEmpty()) {
      return Outcome.NO_MIGRATION;
    }
    if (planned.isEmpty()) {
      return Outcome.REFUSED;
    }
    Plan plan = planned.get();
    start(plan);
    live(plan);
    sameData(old(), theseus::rollback, "the old version's rows after rollback");
    assertThat(changes(before, CatalogDump.of(database))).as("catalog after rollback").isEmpty();

    start(plan);
    live(plan);
    withClients(List.of(writers(plan, false)), theseus::complete);
    withClients(List.of(writers(plan, true)), theseus::rollback);
    assertAgreement(plan, "after complete and rollback");
    live(plan);
    withClients(List.of(writers(plan, true)), theseus::complete);
    assertAgreement(plan, "after complete");
    contract(plan, oracle.get());
    return Outcome.DONE;
  }

  private void contract(Plan plan, CatalogDump oracle) throws InterruptedException {
    Runnable contract = () -> theseus.contract(ContractOptions.withSoak(Duration.ZERO));
    if (seed % 2 == 0) {
      withClients(List.of(writers(plan, true)), contract);
    } else {
      List<String> seen = rows(young(plan));
      contract.run();
      assertThat(rows(select(true, "public"))).as("the new version's rows").isEqualTo(seen);
    }
    withClients(List.of(writers(plan, true)), () -> {});
    String[] schemas =
        plan.version().map(Version::schema).map(Identifier::name).stream().toArray(String[]::new);
    assertThat(oracle.changesTo(CatalogDump.of(database, schemas)))
        .as("against the plain SQL")
        .isEmpty();
  }

  private Optional<Plan> plan() {
    try {
      return Optional.of(Lifecycle.plan(theseus, "r" + seed, migration.text()));
    } catch (MigrationException e) {
      refusal = String.valueOf(e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<CatalogDump> oracle() {
    try (TestDatabase copy = TestDatabase.on(database.server())) {
      copy.sql(table.setup());
      copy.sql("TRUNCATE %s CASCADE".formatted(table.quoted(false)));
      for (RawStatement statement : Grammar.split(migration.statements())) {
        copy.sql(statement.text());
      }
      return Optional.of(CatalogDump.of(copy));
    } catch (StatementFailed e) {
      refusal = String.valueOf(e.getMessage());
      return Optional.empty();
    }
  }

  private void start(Plan plan) throws InterruptedException {
    withClients(List.of(writers(plan, false)), () -> theseus.start(plan));
    assertAgreement(plan, "after start");
  }

  private void live(Plan plan) throws InterruptedException {
    withClients(List.of(writers(plan, false), writers(plan, true)), () -> {});
    assertAgreement(plan, "while both versions live");
  }

  private List<String> changes(CatalogDump wanted, CatalogDump is) {
    return wanted.changesTo(is).stream()
        .filter(
            change ->
                migration.staying().stream()
                    .noneMatch(
                        name ->
                            change.contains(Identifier.of(name).quoted())
                                || change.contains("." + name + " ")))
        .toList();
  }

  private void sameData(String query, Runnable command, String what) {
    List<String> before = rows(query);
    command.run();
    assertThat(rows(query)).as(what).isEqualTo(before);
  }

  private List<String> rows(String query) {
    return database.query("SELECT r::text FROM (%s) r ORDER BY 1".formatted(query)).stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  private String old() {
    return select(false, "public");
  }

  private String young(Plan plan) {
    return select(true, plan.version().map(v -> v.schema().quoted()).orElse("public"));
  }

  private String select(boolean newer, String schema) {
    String columns =
        table.columns.stream()
            .filter(c -> c.in(newer))
            .map(c -> c.name(newer))
            .collect(Collectors.joining(", "));
    boolean shown = newer || !schema.equals("public");
    return "SELECT %s FROM %s.%s".formatted(columns, schema, table.quoted(shown));
  }

  /// Each row as both versions see it: every value of one is what the other's gives.
  private void assertAgreement(Plan plan, String when) {
    assertThat(database.query("SELECT * FROM theseus.divergence"))
        .as("rows that could not be converted " + when)
        .isEmpty();
    if (plan.version().isEmpty()) {
      return;
    }
    List<String> olds = new ArrayList<>();
    List<String> news = new ArrayList<>();
    List<String> differs = new ArrayList<>();
    for (int i = 0; i < table.columns.size(); i++) {
      RandomColumn column = table.columns.get(i);
      compare(column, i, olds, news).ifPresent(differs::add);
    }
    String key = table.key.name(false);
    List<List<@Nullable String>> wrong =
        database.query(
            """
            SELECT * FROM (SELECT %s::text AS k%s FROM public.%s) o
              FULL JOIN (SELECT %s::text AS k%s FROM %s.%s) n ON o.k = n.k
            WHERE o.k IS NULL OR n.k IS NULL%s
            """
                .formatted(
                    key,
                    String.join("", olds),
                    table.quoted(false),
                    table.key.name(true),
                    String.join("", news),
                    plan.version().get().schema().quoted(),
                    table.quoted(true),
                    String.join("", differs)));
    assertThat(wrong)
        .as("rows whose old (%s) and new (%s) values differ %s", olds, news, when)
        .isEmpty();
  }

  private Optional<String> compare(
      RandomColumn column, int number, List<String> olds, List<String> news) {
    String up = "u" + number;
    String down = "d" + number;
    if (!column.inNew()) {
      return Optional.empty();
    }
    String own = column.name(true);
    if (!column.inOld()) {
      news.add(", %s::text AS %s".formatted(own, up));
      if (column.derived) {
        olds.add(", (%s) AS %s".formatted(column.up, up));
        return Optional.of(
            " OR n.%s IS NULL OR n.%s NOT LIKE 'new:%%' AND n.%s <> o.%s"
                .formatted(up, up, up, up));
      }
      return column.newRequired ? Optional.of(" OR n.%s IS NULL".formatted(up)) : Optional.empty();
    }
    String old = column.name(false);
    olds.add(", %s AS %s".formatted(text(column.type.sql(), old), down));
    news.add(", %s AS %s".formatted(text(column.type.sql(), column.downOver(own)), down));
    String differs = " OR o.%s IS DISTINCT FROM n.%s".formatted(down, down);
    if (column.upWritten) {
      differs = " OR o.%s IS NOT NULL AND o.%s IS DISTINCT FROM n.%s".formatted(down, down, down);
    }
    if (column.relaxed) {
      return Optional.of(differs);
    }
    olds.add(", %s AS %s".formatted(text(column.newType, column.upOver(old)), up));
    news.add(", %s AS %s".formatted(text(column.newType, own), up));
    return Optional.of(differs + " OR o.%s IS DISTINCT FROM n.%s".formatted(up, up));
  }

  private static String text(String type, String value) {
    String through = type.equals("json") ? "jsonb" : type;
    return "CAST((%s)::%s AS %s)::text".formatted(value, type, through);
  }

  private ClientGroup writers(Plan plan, boolean newer) {
    String path = newer ? plan.version().map(Version::searchPath).orElse("public") : "public";
    ClientGroup group =
        ClientGroup.of(newer ? "new" : "old", 2, database.dataSource())
            .session("SET search_path = " + path);
    for (ClientGroup.Script script : new RandomWriters(table, newer).scripts()) {
      group = group.script(script);
    }
    return group;
  }

  private void withClients(List<ClientGroup> groups, Runnable work) throws InterruptedException {
    try (Workload workload = Workload.start(seed, groups.toArray(ClientGroup[]::new))) {
      workload.awaitTransactions(5, PATIENCE);
      work.run();
      workload.awaitTransactions(25, PATIENCE);
      WorkloadReport report = workload.stop();
      assertThat(report.failures()).as(report.toString()).isEmpty();
    }
  }
}
