package dev.theseus.internal.lock;

import dev.theseus.error.LockNotAcquired;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationListener;
import dev.theseus.internal.jdbc.Interruption;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.policy.BlockerPolicy;
import dev.theseus.policy.LockBudget;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Runs a transaction that needs strong locks, again and again, each time standing in the lock
/// queue for a short while only.
///
/// While a try waits, the application waits behind it; so tries begin with a few milliseconds, and
/// none is made while a transaction is in the way that will not end within a try. Deadlocks are
/// tried again in the same way. There is no last try without timeout.
public final class LockLadder {
  /// Runs inside the transaction, after the declared locks are held.
  @FunctionalInterface
  public interface LockedWork {
    void run(LockReport soFar) throws SQLException;
  }

  /// @param blockers what becomes of transactions in the way
  /// @param clock measures and sleeps
  public record Surroundings(
      Session session,
      Ownership ownership,
      MigrationListener listener,
      Interruption interruption,
      BlockerPolicy blockers,
      Time clock) {}

  private static final Duration REPEAT_REPORT = Duration.ofSeconds(5);

  private final Surroundings at;
  private final LockBudget budget;
  private final LockAttempt attempt;
  private final Eviction eviction;
  private final LockTime time;

  /// @param time what the command has spent
  public LockLadder(Surroundings surroundings, LockBudget budget, LockTime time) {
    this.time = time;
    this.at = surroundings;
    this.budget = budget;
    this.attempt = new LockAttempt(surroundings);
    this.eviction = new Eviction(surroundings);
  }

  /// Commits the work in one transaction, in which ownership was checked.
  ///
  /// @throws LockNotAcquired when `total` is over; names the sessions in the way
  public LockReport run(LockRequest request, LockedWork work) throws SQLException {
    Contention contention = new Contention(budget);
    LockReport report = LockReport.none();
    long began = at.clock().nanos();
    while (true) {
      List<Obstacle> obstacles = waitWhileInVain(request, contention, report, began);
      report = report.nextTry();
      long tried = at.clock().nanos();
      LockAttempt.Result result = attempt.run(request, work, report, contention, obstacles);
      report = result.report();
      if (result.failure().isEmpty()) {
        time.spend(Duration.ofNanos(tried - began));
        return report;
      }
      List<Obstacle> after = look(request);
      contention.observe(after, at.clock().nanos());
      List<Obstacle> named = after.isEmpty() ? named(request, obstacles) : after;
      eviction.of(request, after);
      if (at.clock().since(began).compareTo(time.left(budget)) >= 0) {
        throw notAcquired(request, report, named, at.clock().since(began), result.failure().get());
      }
      at.listener()
          .on(
              new MigrationEvent.LockBlocked(
                  request.migration(),
                  request.step(),
                  report.tries(),
                  contention.budget(),
                  blockers(named)));
      contention.grow();
      at.interruption().sleep(jittered(budget.pause()));
    }
  }

  /// Polls without queueing until whatever is in the way may end within one try.
  private List<Obstacle> waitWhileInVain(
      LockRequest request, Contention contention, LockReport report, long began)
      throws SQLException {
    Duration reported = REPEAT_REPORT.negated();
    while (true) {
      at.interruption().check();
      List<Obstacle> obstacles = look(request);
      if (!contention.observe(obstacles, at.clock().nanos())) {
        return obstacles;
      }
      eviction.of(request, obstacles);
      Duration waited = at.clock().since(began);
      if (waited.compareTo(time.left(budget)) >= 0) {
        throw notAcquired(
            request, report, obstacles, waited, new SQLException("not tried", "55P03"));
      }
      if (waited.minus(reported).compareTo(REPEAT_REPORT) >= 0) {
        reported = waited;
        at.listener()
            .on(
                new MigrationEvent.LockBlocked(
                    request.migration(),
                    request.step(),
                    report.tries(),
                    contention.budget(),
                    blockers(obstacles)));
      }
      at.interruption().sleep(jittered(budget.pause()));
    }
  }

  private List<Obstacle> look(LockRequest request) throws SQLException {
    return Obstacle.inTheWayOf(at.session(), LockTarget.of(at.session(), request.strong()));
  }

  /// Whoever was seen before, or whoever holds a lock that excludes a weak one of ours: for that
  /// one no application waits, so it is not looked for otherwise.
  private List<Obstacle> named(LockRequest request, List<Obstacle> before) throws SQLException {
    return before.isEmpty()
        ? Obstacle.inTheWayOf(at.session(), LockTarget.of(at.session(), request.all()))
        : before;
  }

  /// Between three and five quarters, so that two runners or a periodic job do not meet each time.
  private Duration jittered(Duration pause) {
    long spread = Math.floorMod(at.clock().nanos() / 1_000, 501L);
    return Duration.ofNanos(pause.toNanos() * (750 + spread) / 1_000);
  }

  private LockNotAcquired notAcquired(
      LockRequest request,
      LockReport report,
      List<Obstacle> obstacles,
      Duration waited,
      SQLException cause) {
    Duration limit = time.left(budget);
    time.spend(waited);
    String objects =
        request.strong().keySet().stream().map(Object::toString).collect(Collectors.joining(", "));
    String who =
        obstacles.isEmpty()
            ? "no session was seen in the way at the end"
            : obstacles.stream().map(LockLadder::text).collect(Collectors.joining(", "));
    return new LockNotAcquired(
        new Problem(
            ProblemCode.LOCK_NOT_ACQUIRED,
            "no lock on %s within %d s and %d tries; in the way: %s"
                .formatted(
                    objects.isEmpty() ? "what the step changes" : objects,
                    limit.toSeconds(),
                    report.tries(),
                    who),
            "step " + request.step(),
            (time.over(budget)
                    ? "the steps of this command have tried for %d s together, as long as they may; "
                        .formatted(budget.deadline().toSeconds())
                    : "")
                + "end these transactions or wait until they end, then run `theseus resume`"),
        cause);
  }

  private static String text(Obstacle obstacle) {
    MigrationEvent.Blocker blocker = obstacle.blocker();
    return "process %d (user %s, application %s, %s for %d s, %s)"
        .formatted(
            blocker.pid(),
            blocker.user(),
            blocker.application().isEmpty() ? "unnamed" : blocker.application(),
            blocker.state().isEmpty() ? "open" : blocker.state(),
            blocker.age().toSeconds(),
            blocker.lock());
  }

  private static List<MigrationEvent.Blocker> blockers(List<Obstacle> obstacles) {
    return obstacles.stream().map(Obstacle::blocker).toList();
  }
}
