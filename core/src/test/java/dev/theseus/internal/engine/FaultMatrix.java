package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationListener;
import dev.theseus.internal.engine.FaultMoment.Command;
import dev.theseus.internal.engine.FaultMoment.Way;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.policy.BlockerPolicy;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Identifier;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.testkit.Fault;
import dev.theseus.testkit.Proxy;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/// Disturbs every command of one migration at any statement that the engine sends, and asserts that
/// the database ends as an undisturbed run leaves it (invariant 3).
final class FaultMatrix implements AutoCloseable {
  private static final Identifier BASE = Identifier.of("public");
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final List<Way> WAYS = List.of(Way.values());
  private static final Pattern READS =
      Pattern.compile(
          "^\\s*(BEGIN|SHOW|SET|RESET|WITH|SELECT)\\b(?!.*\\b(INSERT|UPDATE|DELETE|set_config)\\b)(?!.*;\\s*\\S)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// Waits are cut short, so that thousands of runs take minutes.
  private static final class Hasty implements Time {
    private static final Duration MOST = Duration.ofMillis(2);
    private final Time machine = new SystemTime();

    @Override
    public Instant now() {
      return machine.now();
    }

    @Override
    public long nanos() {
      return machine.nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      machine.sleep(duration.compareTo(MOST) > 0 ? MOST : duration);
    }
  }

  private final EmbeddedPostgres server;
  private final FaultCase migration;
  private final Map<Command, List<String>> statements = new EnumMap<>(Command.class);
  private final Map<MigrationState, Snapshot> expected = new EnumMap<>(MigrationState.class);
  private final Map<MigrationState, TestDatabase> templates = new EnumMap<>(MigrationState.class);
  private final Plan plan;
  private TestDatabase database;
  private MigrationState state = MigrationState.ROLLED_BACK;
  private int dumps;

  /// Carries the migration through all commands undisturbed.
  FaultMatrix(EmbeddedPostgres server, FaultCase migration) throws IOException {
    this.server = server;
    this.migration = migration;
    this.database = TestDatabase.on(server);
    this.plan = prepare(database, migration);
    learn();
  }

  /// Makes the tables and the plan.
  static Plan prepare(TestDatabase database, FaultCase migration) {
    database.sql(migration.setup());
    return Planner.plan(
        new Release(
            migration.name(),
            BASE,
            List.of(
                new MigrationReader(ReaderOptions.of(BASE))
                    .read(migration.name() + ".sql", migration.migration()))),
        Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE)));
  }

  /// The fields of the matrix.
  ///
  /// Where the runner goes on, each statement meets each fault. Where it is gone, faults that leave
  /// the same on the server take turns. A statement that changes nothing meets one fault: whether
  /// it was run before the connection was lost makes no difference.
  List<FaultMoment> moments(List<Fault> faults) {
    List<FaultMoment> all = new ArrayList<>();
    statements.forEach(
        (command, sent) -> {
          for (int number = 1; number <= sent.size(); number++) {
            boolean reads = READS.matcher(sent.get(number - 1)).find();
            for (int fault = 0; fault < faults.size(); fault++) {
              for (Way way : Way.values()) {
                boolean turn =
                    reads
                        ? number % faults.size() == fault
                            && way.equals(WAYS.get(number / faults.size() % WAYS.size()))
                        : way == Way.GO_ON || (number + fault) % 2 == 0 || faults.size() == 1;
                if (turn) {
                  all.add(new FaultMoment(command, number, faults.get(fault), way));
                }
              }
            }
          }
        });
    return all;
  }

  /// Each statement of one command.
  List<FaultMoment> every(Command command, Fault fault, Way way) {
    List<FaultMoment> all = new ArrayList<>();
    for (int number = 1; number <= statements.getOrDefault(command, List.of()).size(); number++) {
      all.add(new FaultMoment(command, number, fault, way));
    }
    return all;
  }

  /// Runs the moments in whatever order needs the fewest commands between them; answers what went
  /// wrong.
  List<String> run(Collection<FaultMoment> moments) {
    List<String> wrong = new ArrayList<>();
    List<FaultMoment> left = new ArrayList<>(moments);
    while (!left.isEmpty()) {
      FaultMoment next =
          left.stream()
              .filter(one -> one.command().from() == state)
              .findFirst()
              .orElse(left.getFirst());
      left.remove(next);
      try {
        bring(next.command().from());
        strike(next);
      } catch (AssertionError | RuntimeException | IOException e) {
        wrong.add("%s: %s: %s".formatted(this, described(next), traced(e)));
        afresh();
      }
    }
    return wrong;
  }

  /// With the way it took, unless an expectation failed.
  private static String traced(Throwable failure) {
    if (failure instanceof AssertionError || failure instanceof MigrationException) {
      return failure.toString();
    }
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /// How often the schema was compared byte for byte.
  int dumps() {
    return dumps;
  }

  /// The statement that an undisturbed run sends there.
  String statement(FaultMoment moment) {
    return Objects.requireNonNull(statements.get(moment.command())).get(moment.number() - 1);
  }

  private String described(FaultMoment moment) {
    return moment + " `" + statement(moment).strip().replaceAll("\\s+", " ") + "`";
  }

  private void strike(FaultMoment moment) throws IOException {
    AtomicInteger left = new AtomicInteger(moment.number());
    try (Proxy proxy = Proxy.before(database)) {
      Predicate<String> here = sql -> left.decrementAndGet() == 0;
      if (moment.way() == Way.GO_ON) {
        proxy.onStatement(here, moment.fault());
      } else {
        proxy.lastStatement(here, moment.fault());
      }
      Duration patience = moment.way() == Way.GO_ON ? Duration.ofSeconds(30) : Duration.ZERO;
      try {
        inTime(engine(proxy.dataSource(), patience), moment.command());
      } catch (MigrationException e) {
        if (e.problem().code() == ProblemCode.INTERRUPTED
            || moment.way() == Way.GO_ON
            || !proxy.sprung()) {
          throw e;
        }
      }
      if (!proxy.sprung()) {
        throw new AssertionError("the command sent fewer statements");
      }
    }
    settle(moment.command(), moment.way());
  }

  /// Ends as `interrupted` what waits for something that will not come.
  private void inTime(Engine engine, Command command) {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            engine::interrupt,
            CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS));
    try {
      command(engine, command);
    } finally {
      end.cancel(false);
    }
  }

  TestDatabase database() {
    return database;
  }

  /// What an undisturbed run of the command sends.
  List<String> statements(Command command) {
    return statements.getOrDefault(command, List.of());
  }

  /// Lets the next runner follow a command that was disturbed, and asserts where it ends.
  void settle(Command command, Way way) {
    MigrationState wanted = followed(command, way);
    state = recorded();
    assertThat(state).isEqualTo(wanted);
    compare(wanted);
  }

  /// Lets the next runner do what it is told; answers the state it is to end in.
  private MigrationState followed(Command command, Way way) {
    MigrationState found = recorded();
    Engine engine = engine(database.dataSource(), Duration.ofSeconds(30));
    return switch (way) {
      case GO_ON -> command.to();
      case RESUME -> {
        if (found == command.from()) {
          command(engine, command);
        } else {
          engine.resume();
        }
        yield command.to();
      }
      case ROLLBACK ->
          switch (command) {
            case START, COMPLETE -> takenBack(engine, found, command.from());
            case UNDO, REOPEN -> takenBack(engine, found, command.to());
            case CONTRACT ->
                found == MigrationState.COMPLETED
                    ? takenBack(engine, found, MigrationState.STARTED)
                    : refused(engine, found);
          };
    };
  }

  private static MigrationState takenBack(
      Engine engine, MigrationState found, MigrationState wanted) {
    if (found != wanted) {
      engine.rollback();
    }
    return wanted;
  }

  /// What was begun to be contracted only goes on.
  private MigrationState refused(Engine engine, MigrationState found) {
    assertThatThrownBy(engine::rollback).isInstanceOf(MigrationException.class);
    assertThat(recorded()).isEqualTo(found);
    engine.resume();
    return MigrationState.CONTRACTED;
  }

  private void compare(MigrationState at) {
    if (migration.lasting() && at == MigrationState.ROLLED_BACK) {
      assertThat(database.number(migration.stays())).as("what stays").isZero();
    } else {
      Snapshot now = Snapshot.of(database);
      assertThat(Objects.requireNonNull(expected.get(at)).changesTo(now)).isEmpty();
      dumps += now.schema().isPresent() ? 1 : 0;
    }
    if (database.one("SELECT to_regclass('theseus.step')") != null) {
      assertThat(
              database.query(
                  "SELECT step FROM theseus.step WHERE finished_at IS NULL UNION ALL"
                      + " SELECT last_error FROM theseus.migration WHERE last_error IS NOT NULL"))
          .as("what is left of the fault")
          .isEmpty();
    }
  }

  private void learn() throws IOException {
    expected.put(MigrationState.ROLLED_BACK, Snapshot.of(database));
    for (Command command :
        List.of(
            Command.START,
            Command.UNDO,
            Command.START,
            Command.COMPLETE,
            Command.REOPEN,
            Command.COMPLETE,
            Command.CONTRACT)) {
      keep(command.from());
      try (Proxy proxy = Proxy.before(database)) {
        command(engine(proxy.dataSource(), Duration.ZERO), command);
        statements.put(command, proxy.statements());
      }
      state = command.to();
      if (migration.lasting() && (command == Command.UNDO || command == Command.REOPEN)) {
        afresh(command == Command.UNDO ? MigrationState.ROLLED_BACK : MigrationState.STARTED);
        continue;
      }
      Snapshot now = Snapshot.of(database);
      Snapshot before = expected.putIfAbsent(command.to(), now);
      if (before != null) {
        assertThat(before.changesTo(now)).as("%s, undisturbed %s", this, command).isEmpty();
      }
    }
  }

  /// A copy of the database as it is, where each run needs its own or there is no way back.
  private void keep(MigrationState at) {
    if (!templates.containsKey(at)
        && (migration.lasting()
            || at == MigrationState.COMPLETED
            || at == MigrationState.ROLLED_BACK)) {
      templates.put(at, database.copy());
    }
  }

  /// Brings the database into a state, undisturbed.
  void bring(MigrationState wanted) {
    if (migration.lasting() || state == MigrationState.CONTRACTED) {
      afresh(templates.containsKey(wanted) ? wanted : MigrationState.COMPLETED);
    }
    Engine engine = engine(database.dataSource(), Duration.ofSeconds(30));
    while (state != wanted) {
      state =
          switch (state) {
            case ROLLED_BACK -> engine.start(plan).state();
            case STARTED ->
                (wanted == MigrationState.COMPLETED ? engine.complete() : engine.rollback())
                    .state();
            case COMPLETED -> engine.rollback().state();
            case STARTING, COMPLETING, CONTRACTING, CONTRACTED, ROLLING_BACK, REOPENING ->
                throw new IllegalStateException(state.text());
          };
    }
  }

  /// Begins with a new database.
  void afresh() {
    afresh(MigrationState.ROLLED_BACK);
  }

  private void afresh(MigrationState at) {
    database.close();
    database = Objects.requireNonNull(templates.get(at)).copy();
    state = at;
  }

  /// What the database says; `ROLLED_BACK` when nothing was started.
  private MigrationState recorded() {
    return new Observer(database.dataSource())
        .status()
        .map(MigrationStatus::state)
        .orElse(MigrationState.ROLLED_BACK);
  }

  void command(Engine engine, Command command) {
    switch (command) {
      case START -> engine.start(plan);
      case COMPLETE -> engine.complete();
      case CONTRACT -> engine.contract(ContractOptions.withSoak(Duration.ZERO));
      case UNDO, REOPEN -> engine.rollback();
    }
  }

  /// An engine whose pauses are short.
  static Engine engine(DataSource source, Duration reconnecting) {
    return engine(source, reconnecting, Seam.none());
  }

  static Engine engine(DataSource source, Duration reconnecting, Seam seam) {
    return new Engine(
        new EngineSettings(
            source,
            MigrationListener.silent(),
            LockBudget.defaults(),
            BlockerPolicy.waiting(),
            Duration.ZERO,
            reconnecting,
            List.of(),
            new Hasty()),
        new BackfillRows(Pacing.standard().withCourtesy(0)),
        seam);
  }

  @Override
  public String toString() {
    return "%s on PostgreSQL %d".formatted(migration, server.major());
  }

  @Override
  public void close() {
    database.close();
    templates.values().forEach(TestDatabase::close);
  }
}
