package dev.theseus.internal.engine;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.catalog.ServerCheck;
import dev.theseus.internal.jdbc.Interruption;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.lock.LockLadder;
import dev.theseus.internal.lock.LockTime;
import dev.theseus.internal.lock.Ownership;
import dev.theseus.internal.state.Migrations;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.internal.state.Steps;
import dev.theseus.policy.LockBudget;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// The one connection that does everything, together with the right to do it. When it is lost, it
/// is replaced: whoever was working asks the database what has happened and goes on.
final class Runner implements AutoCloseable {
  /// A runner that was killed a moment ago may still have a backend; it ends within a second.
  private static final Duration FOR_DYING_RUNNER = Duration.ofSeconds(4);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int LOSSES = 10;

  /// Something that is decided from the database each time it runs, so that it may be repeated.
  @FunctionalInterface
  interface Repeatable {
    void run() throws SQLException;
  }

  private final EngineSettings settings;
  private final Interruption interruption;
  private final LockTime lockTime = new LockTime();
  private Session session;
  private Ownership ownership;

  private Runner(
      EngineSettings settings, Interruption interruption, Session session, Ownership ownership) {
    this.settings = settings;
    this.interruption = interruption;
    this.session = session;
    this.ownership = ownership;
  }

  /// Connects and becomes the owner; makes the state schema where it is missing.
  static Runner open(EngineSettings settings, Interruption interruption) throws SQLException {
    Session session = Session.open(settings.dataSource());
    try {
      new ServerCheck().check(session.connection());
      interruption.working(session);
      waitForLock(settings, interruption, session);
      StateSchema.install(session);
      Ownership ownership = Ownership.claim(session, holder());
      return new Runner(settings, interruption, session, ownership);
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  Session session() {
    return session;
  }

  Ownership ownership() {
    return ownership;
  }

  EngineSettings settings() {
    return settings;
  }

  Interruption interruption() {
    return interruption;
  }

  Migrations migrations() {
    return new Migrations(session);
  }

  Steps steps(long migration) {
    return new Steps(session, migration);
  }

  /// What the steps of this command have spent on their locks.
  LockTime lockTime() {
    return lockTime;
  }

  LockLadder ladder(LockBudget budget) {
    return new LockLadder(
        new LockLadder.Surroundings(
            session,
            ownership,
            settings.listener(),
            interruption,
            settings.blockers(),
            settings.time()),
        budget,
        lockTime);
  }

  /// Runs the work; where the connection is lost, gets a new one and runs it again.
  void surviving(String place, Repeatable work) {
    int losses = 0;
    while (true) {
      MigrationException failure;
      try {
        interruption.check();
        work.run();
        return;
      } catch (SQLException e) {
        failure =
            SqlFailures.cancelled(e) && interruption.requested()
                ? Interruption.stopped()
                : SqlFailures.of(e, place);
        failure.addSuppressed(e);
      } catch (MigrationException e) {
        failure = e;
      }
      if (failure.problem().code() != ProblemCode.CONNECTION_LOST || ++losses > LOSSES) {
        throw failure;
      }
      reconnect(failure);
    }
  }

  /// Waits until the lost backend has ended, so that nothing of it can still happen.
  private void reconnect(MigrationException lost) {
    int oldPid = session.pid();
    session.abort();
    long began = settings.time().nanos();
    while (true) {
      interruption.sleep(POLL);
      try {
        if (replace(Session.open(settings.dataSource()), oldPid)) {
          interruption.working(session);
          return;
        }
      } catch (DatabaseFailure | SQLException e) {
        lost.addSuppressed(e);
      }
      if (settings.time().since(began).compareTo(settings.reconnecting()) >= 0) {
        throw lost;
      }
    }
  }

  /// Takes the fresh session, or closes it.
  private boolean replace(Session fresh, int oldPid) throws SQLException {
    boolean taken = false;
    try {
      taken = takeOver(fresh, oldPid);
      return taken;
    } finally {
      if (!taken) {
        fresh.close();
      }
    }
  }

  private boolean takeOver(Session fresh, int oldPid) throws SQLException {
    refuseStandby(fresh);
    if (Ownership.tryLock(fresh)) {
      ownership = ownership.regain(fresh);
      session = fresh;
      return true;
    }
    Optional<Ownership.Holder> holder = Ownership.holder(fresh);
    if (holder.isPresent()) {
      if (holder.get().pid() != oldPid) {
        throw Ownership.anotherRunner(fresh, true);
      }
      fresh.query("SELECT pg_terminate_backend(?)", row -> row.getBoolean(1), oldPid);
    }
    return false;
  }

  @Override
  public void close() {
    session.close();
  }

  private static void waitForLock(
      EngineSettings settings, Interruption interruption, Session session) throws SQLException {
    long began = settings.time().nanos();
    while (!Ownership.tryLock(session)) {
      if (settings.time().since(began).compareTo(FOR_DYING_RUNNER) >= 0) {
        throw Ownership.anotherRunner(session, StateSchema.exists(session));
      }
      interruption.sleep(POLL);
    }
  }

  private static void refuseStandby(Session session) throws SQLException {
    if (session.flag("SELECT pg_is_in_recovery()")) {
      throw new DatabaseFailure(
          Problem.of(
              ProblemCode.READ_ONLY_SERVER,
              "the server is a standby and takes no writes",
              "connect to the primary"));
    }
  }

  private static String holder() {
    return "process %d of %s"
        .formatted(ProcessHandle.current().pid(), System.getProperty("user.name", "unknown"));
  }
}
