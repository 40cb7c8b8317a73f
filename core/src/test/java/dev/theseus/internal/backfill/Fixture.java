package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.internal.throttle.Throttle;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Assignment.Rule;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A database with Theseus' state in it, and a backfill to run there.
final class Fixture implements AutoCloseable {
  final TestDatabase database;
  final Connection connection;
  final List<MigrationEvent> events = new CopyOnWriteArrayList<>();
  Pacing pacing = Pacing.standard().withChunkBlocks(1, 64).withCourtesy(0);
  Time time = new SystemTime();
  Runnable beforeCommit = () -> {};
  boolean interrupted;

  private Fixture(TestDatabase database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  static Fixture on(TestDatabase database) throws SQLException {
    database.sql(
        resource("/dev/theseus/internal/state/state-1.sql"),
        """
        INSERT INTO theseus.migration (name, state, plan, plan_hash, soak)
          VALUES ('m', 'starting', '{}', '', '1 day')
        """);
    return new Fixture(database, database.connect());
  }

  static Assignment differs(String column, String value) {
    return new Assignment(Identifier.of(column), Expression.of(value), Rule.DIFFERS);
  }

  static Assignment differsAsText(String column, String value) {
    return new Assignment(Identifier.of(column), Expression.of(value), Rule.DIFFERS_AS_TEXT);
  }

  static Assignment missing(String column, String value) {
    return new Assignment(Identifier.of(column), Expression.of(value), Rule.MISSING);
  }

  static Step.Backfill backfill(String table, Assignment... assignments) {
    return new Step.Backfill(
        head("fill"), QualifiedName.of("public", table), List.of(assignments), List.of());
  }

  static Step.Backfill backfillFiring(String trigger, String table, Assignment assignment) {
    return new Step.Backfill(
        head("fill"),
        QualifiedName.of("public", table),
        List.of(assignment),
        List.of(Identifier.of(trigger)));
  }

  void fill(Step.Backfill step) {
    new Backfiller(context()).run(step);
  }

  void fill(String table, Assignment... assignments) {
    fill(backfill(table, assignments));
  }

  void verify(String table, List<Identifier> required, Assignment... assignments) {
    new Verifier(context())
        .run(
            new Step.Verify(
                head("verify"), QualifiedName.of("public", table), List.of(assignments), required));
  }

  static Step.Verify verification(String table, Assignment... assignments) {
    return new Step.Verify(
        head("verify"), QualifiedName.of("public", table), List.of(assignments), List.of());
  }

  void verifyBack(String table, Assignment up, Assignment down) {
    new Verifier(context())
        .run(
            new Step.Verify(
                head("verify"),
                QualifiedName.of("public", table),
                List.of(up),
                List.of(),
                List.of(down),
                List.of()));
  }

  BackfillContext context() {
    return context(Throttle.none());
  }

  BackfillContext context(Throttle throttle) {
    return new BackfillContext(
        connection,
        1,
        "m",
        () -> beforeCommit.run(),
        pacing,
        time,
        events::add,
        () -> interrupted,
        SkipPolicy.none(),
        throttle);
  }

  <E extends MigrationEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Waits until a query gives a number other than 0.
  void until(String query) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (database.number(query) == 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still 0 after 20 s: " + query);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static StepHead head(String id) {
    return new StepHead(id, Phase.BACKFILL, "Fill", List.of(), List.of());
  }

  private static String resource(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
