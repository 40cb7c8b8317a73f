package dev.theseus.internal.lock;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One try of the ladder: begin, check ownership, take the declared locks, do the work, commit.
///
/// Strong locks are not held while the commit travels to the disk or to a synchronous standby: it
/// is asynchronous, and a commit after it, which holds no lock, waits for both. What a crash takes
/// in between it takes whole, the work together with its record.
final class LockAttempt {
  /// An autovacuum worker ends its work when a lock request has waited for it for
  /// `deadlock_timeout` (1 s by default). This mode conflicts with the worker but not with readers
  /// or writers, so waiting for it harms nobody.
  private static final Duration FOR_AUTOVACUUM = Duration.ofSeconds(4);

  /// @param failure why no lock was got; empty when the work is committed
  record Result(LockReport report, Optional<SQLException> failure) {}

  private final LockLadder.Surroundings at;
  private final Session session;

  LockAttempt(LockLadder.Surroundings at) {
    this.at = at;
    this.session = at.session();
  }

  Result run(
      LockRequest request,
      LockLadder.LockedWork work,
      LockReport soFar,
      Contention contention,
      List<Obstacle> obstacles)
      throws SQLException {
    Result result = attempt(request, work, soFar, contention, obstacles);
    if (result.failure().isEmpty() && !request.strong().isEmpty()) {
      at.ownership().flush();
    }
    return result;
  }

  private Result attempt(
      LockRequest request,
      LockLadder.LockedWork work,
      LockReport soFar,
      Contention contention,
      List<Obstacle> obstacles)
      throws SQLException {
    Meter meter = new Meter(soFar);
    try {
      session.<Boolean>transaction(
          () -> {
            if (!request.strong().isEmpty()) {
              session.execute(Sql.verbatim("SET LOCAL synchronous_commit = off"));
            }
            lockTimeout(contention.budget());
            at.ownership().check();
            if (obstacles.stream().anyMatch(Obstacle::autovacuum)) {
              displaceAutovacuum(request);
            }
            meter.start();
            lock(request, soFar.tries(), contention.budget());
            meter.granted();
            work.run(meter.report);
            return true;
          });
      meter.released();
      return new Result(meter.report, Optional.empty());
    } catch (SQLException e) {
      if (!SqlFailures.lockConflict(e)) {
        throw e;
      }
      meter.released();
      return new Result(meter.report, Optional.of(e));
    }
  }

  /// The waits for several tables share one budget: while the second is waited for, the first is
  /// held. Every other try takes them in the opposite order: against clients that lock in the one
  /// order, each try in the other ends in a deadlock.
  private void lock(LockRequest request, int tries, Duration budget) throws SQLException {
    long began = at.clock().nanos();
    List<LockTarget> targets = LockTarget.of(session, request.strong());
    for (LockTarget target : tries % 2 == 0 ? targets.reversed() : targets) {
      if (target.lockable()) {
        Duration left = budget.minus(at.clock().since(began));
        lockTimeout(left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left);
        lockTable(target, target.level());
      }
    }
  }

  private void displaceAutovacuum(LockRequest request) throws SQLException {
    lockTimeout(FOR_AUTOVACUUM);
    for (LockTarget target : LockTarget.of(session, request.strong())) {
      if (target.lockable() && target.viewOwner().isEmpty()) {
        lockTable(target, LockLevel.SHARE_UPDATE_EXCLUSIVE);
      }
    }
  }

  /// The moment is noted on the server, in the same message: the record of the step needs it.
  private void lockTable(LockTarget target, LockLevel level) throws SQLException {
    session.execute(
        Sql.of(
            """
            {lock};
            SELECT set_config('theseus.locked_at', clock_timestamp()::text, true)
            """,
            Map.of("lock", lock(target, level))));
  }

  /// Giving a view the owner it has takes ACCESS EXCLUSIVE on it alone and changes nothing.
  private static Sql lock(LockTarget target, LockLevel level) {
    return target.viewOwner().isPresent()
        ? Sql.of(
            "ALTER VIEW {view} OWNER TO {owner}",
            Map.of("view", target.name(), "owner", target.viewOwner().get()))
        : Sql.of(
            "LOCK TABLE {table} IN {mode} MODE",
            Map.of("table", target.name(), "mode", Expression.of(level.sql())));
  }

  private void lockTimeout(Duration timeout) throws SQLException {
    session.execute(
        Sql.of(
            "SET LOCAL lock_timeout = {millis}",
            Map.of("millis", Literal.of(Math.max(1, timeout.toMillis())))));
  }

  /// Measures one try.
  private final class Meter {
    private LockReport report;
    private long startedNanos = -1;
    private long grantedNanos = -1;

    Meter(LockReport soFar) {
      report = soFar;
    }

    void start() {
      startedNanos = at.clock().nanos();
    }

    void granted() {
      grantedNanos = at.clock().nanos();
      report = report.waited(Duration.ofNanos(grantedNanos - startedNanos));
    }

    void released() {
      if (grantedNanos >= 0) {
        report = report.held(at.clock().since(grantedNanos));
      } else if (startedNanos >= 0) {
        report = report.waited(at.clock().since(startedNanos));
      }
    }
  }
}
