package dev.theseus.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.internal.state.Controls;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.Address;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// The throttle while work runs.
class SamplerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @EachMajor
  void followsLimitsThatAreChangedWhileItWorks(TestDatabase database) throws SQLException {
    prepare(database);
    try (Sampler sampler = sampler(database.dataSource())) {
      await(() -> sampler.holding().isEmpty());

      change(database, before -> before.withProbeSql("SELECT false"));
      await(() -> stops(sampler, SignalName.PROBE_SQL));
      assertThat(written(database)).isEqualTo(State.STOP);

      change(database, before -> before.without(SignalName.PROBE_SQL));
      await(() -> sampler.holding().isEmpty());
    }
  }

  @EachMajor
  void stopsWorkWhenTheServerCannotBeAskedAnyMore(TestDatabase database) throws SQLException {
    prepare(database);
    AtomicBoolean reachable = new AtomicBoolean(true);
    DataSource source = database.dataSource();
    try (Sampler sampler = sampler(new Address(source, reachable::get))) {
      await(() -> sampler.holding().isEmpty());
      reachable.set(false);
      database.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
              + " current_database() AND application_name = 'theseus'");
      long began = System.nanoTime();
      await(() -> stops(sampler, SignalName.CONNECTION));

      assertThat(System.nanoTime() - began).isGreaterThan(PATIENCE.toNanos() / 2);
      assertThat(sampler.holding().orElseThrow().reason())
          .startsWith("nothing was read for ")
          .contains("the network is cut");
      reachable.set(true);
      await(() -> sampler.holding().isEmpty());
    }
  }

  @PostgresTest
  void stopsWorkUntilTheServerWasAsked(TestDatabase database) {
    try (Sampler sampler = sampler(new Address(database.dataSource(), () -> false))) {
      assertThat(stops(sampler, SignalName.CONNECTION)).isTrue();
    }
  }

  @PostgresTest
  void goesOnWhenThePoolFailsInAWayOfItsOwn(TestDatabase database) throws SQLException {
    prepare(database);
    AtomicBoolean open = new AtomicBoolean();
    DataSource pool =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  if (!open.get()) {
                    throw new IllegalStateException("the pool is closed");
                  }
                  return method.invoke(database.dataSource(), arguments);
                });
    try (Sampler sampler = sampler(pool)) {
      await(() -> sampler.holding().map(Signal::reason).orElse("").contains("the pool is closed"));
      open.set(true);
      await(() -> sampler.holding().isEmpty());
    }
  }

  /// A limit that was given after `--off all`.
  @PostgresTest
  void stopsWorkWithoutAConnectionWhileAnySignalIsLookedAt(TestDatabase database)
      throws SQLException {
    prepare(database);
    change(database, before -> before.withoutAll().with(SignalName.LAG, 1L << 40));
    AtomicBoolean reachable = new AtomicBoolean(true);
    DataSource pool =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  if (!reachable.get()) {
                    throw new SQLException("the network is cut", "08001");
                  }
                  return method.invoke(database.dataSource(), arguments);
                });
    try (Sampler sampler = sampler(pool)) {
      await(() -> sampler.holding().isEmpty());
      reachable.set(false);
      database.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
              + " current_database() AND application_name = 'theseus'");

      await(() -> stops(sampler, SignalName.CONNECTION));
    }
  }

  @PostgresTest
  void saysOnceWhatTheRoleMayNotRead(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    try (Session session = Session.open(database.dataSource(owner))) {
      StateSchema.install(session);
    }
    HashSet<String> told = new HashSet<>();
    for (boolean first : new boolean[] {true, false}) {
      try (Sampler sampler =
          Sampler.start(database.dataSource(owner), subject(), new SystemTime(), PATIENCE, told)) {
        await(() -> sampler.holding().isEmpty());
        assertThat(sampler.warnings())
            .isEqualTo(
                first
                    ? List.of(
                        "the throttle leaves out transaction: this role cannot see other roles'"
                            + " transactions; GRANT pg_read_all_stats to it")
                    : List.of());
      }
    }
  }

  @PostgresTest
  void leavesNoSessionBehind(TestDatabase database) throws SQLException {
    prepare(database);
    sampler(database.dataSource()).close();

    await(
        () ->
            database.number(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                        + " application_name = 'theseus'")
                == 0);
  }

  private static boolean stops(Throttle throttle, SignalName name) {
    Optional<Signal> signal = throttle.holding();
    return signal.isPresent() && signal.get().state() == State.STOP && signal.get().name() == name;
  }

  private static State written(TestDatabase database) throws SQLException {
    try (Session session = Session.open(database.dataSource())) {
      return Signal.strongest(Controls.signals(session)).map(Signal::state).orElse(State.OK);
    }
  }

  private static void change(TestDatabase database, UnaryOperator<Limits> change)
      throws SQLException {
    try (Session session = Session.open(database.dataSource())) {
      Controls.change(session, change);
    }
  }

  private static void prepare(TestDatabase database) throws SQLException {
    try (Session session = Session.open(database.dataSource())) {
      StateSchema.install(session);
    }
  }

  private static Sampler sampler(DataSource source) {
    return Sampler.start(source, subject(), new SystemTime(), PATIENCE, new HashSet<>());
  }

  private static Sampler.Subject subject() {
    return new Sampler.Subject(0, QualifiedName.of("public", "t"), "fill");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
