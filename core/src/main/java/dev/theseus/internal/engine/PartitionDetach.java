package dev.theseus.internal.engine;

import dev.theseus.error.LockNotAcquired;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.Activity;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationEvent.Blocker;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Detaches a partition concurrently; a detachment that was begun is ended with FINALIZE.
///
/// It waits for every transaction that uses the parent, a little each time: when it has waited for
/// those, it needs the partition for itself for a moment.
final class PartitionDetach {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Runner runner;
  private final MigrationRow migration;
  private final Step.DetachPartition step;

  PartitionDetach(Runner runner, MigrationRow migration, Step.DetachPartition step) {
    this.runner = runner;
    this.migration = migration;
    this.step = step;
  }

  void run() throws SQLException {
    Session session = runner.session();
    long began = runner.settings().time().nanos();
    Duration total = runner.lockTime().left(runner.settings().lockBudget());
    Set<Long> before = step.bound().isEmpty() ? Set.of() : standing();
    int tries = 0;
    for (Optional<Boolean> pending = pending(); pending.isPresent(); pending = pending()) {
      runner.interruption().check();
      tries++;
      WatchedStatement watched = new WatchedStatement(runner, migration.name(), step.id());
      try {
        session.execute(Sql.of("SET lock_timeout = {millis}", Map.of("millis", waiting())));
        watched.run(pending.get() ? step.finish() : step.detach());
      } catch (SQLException e) {
        if (!SqlFailures.lockConflict(e)) {
          throw e;
        }
        List<Blocker> blockers = watched.lastTold().map(Activity::waitingFor).orElse(List.of());
        if (runner.settings().time().since(began).compareTo(total) >= 0) {
          runner.lockTime().spend(runner.settings().time().since(began));
          throw notAcquired(e, tries, blockers);
        }
        blocked(tries, blockers);
        runner.interruption().sleep(Deadlocks.pause(runner.settings().time(), PAUSE, 1));
      } finally {
        if (session.alive()) {
          session.execute(Sql.of("RESET lock_timeout"));
        }
      }
    }
    if (!step.bound().isEmpty()) {
      tidy(before);
    }
  }

  private static Literal waiting() {
    return Literal.of(WAIT.toMillis());
  }

  private void blocked(int tries, List<Blocker> blockers) {
    runner
        .settings()
        .listener()
        .on(new MigrationEvent.LockBlocked(migration.name(), step.id(), tries, WAIT, blockers));
  }

  private LockNotAcquired notAcquired(SQLException cause, int tries, List<Blocker> blockers) {
    String who =
        blockers.isEmpty()
            ? "no session was seen in the way at the end"
            : blockers.stream()
                .map(
                    one ->
                        "process %d (user %s, application %s, %s for %d s)"
                            .formatted(
                                one.pid(),
                                one.user(),
                                one.application(),
                                one.state(),
                                one.age().toSeconds()))
                .collect(Collectors.joining(", "));
    return new LockNotAcquired(
        new Problem(
            ProblemCode.LOCK_NOT_ACQUIRED,
            "partition %s was not detached within %d tries; in the way: %s"
                .formatted(step.table(), tries, who),
            "step " + step.id(),
            "end these transactions or wait until they end, then run `theseus resume`, which"
                + " finishes the detachment"),
        cause);
  }

  /// Whether the detachment was begun; empty when the table is no partition any more.
  private Optional<Boolean> pending() throws SQLException {
    return runner
        .session()
        .first(
            """
            SELECT h.inhdetachpending
            FROM pg_catalog.pg_inherits h
              JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
              JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND pn.nspname = ? AND p.relname = ?
            """,
            row -> row.getBoolean(1),
            step.table().schema().name(),
            step.table().name().name(),
            step.parent().schema().name(),
            step.parent().name().name());
  }

  /// The CHECKs that are not PostgreSQL's. It adds its own in the transaction that begins the
  /// detachment; behind its end only those are known that the plan has seen.
  private Set<Long> standing() throws SQLException {
    boolean ended = pending().isEmpty();
    return Set.copyOf(
        runner
            .session()
            .query(
                """
                SELECT k.oid::bigint
                FROM pg_catalog.pg_constraint k
                  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_catalog.pg_inherits h
                    ON h.inhrelid = c.oid AND h.inhdetachpending
                WHERE n.nspname = ? AND c.relname = ? AND k.contype = 'c'
                  AND CASE
                    WHEN ? THEN k.conname = ANY (?::text[])
                    ELSE h.inhrelid IS NULL OR k.xmin <> h.xmin
                  END
                """,
                row -> row.getLong(1),
                step.table().schema().name(),
                step.table().name().name(),
                ended,
                array(step.checks())));
  }

  private static String array(List<Identifier> names) {
    return names.stream()
        .map(one -> '"' + one.name().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  /// The CHECK of its bounds that PostgreSQL gives to a partition that is detached concurrently.
  private void tidy(Set<Long> before) throws SQLException {
    for (Left left : left()) {
      if (!before.contains(left.oid())) {
        drop(left.name());
      }
    }
  }

  private record Left(long oid, Identifier name) {}

  /// CHECKs whose text is that of the bounds, read under the path under which the plan read them.
  private List<Left> left() throws SQLException {
    Session session = runner.session();
    session.execute(SearchPath.sessionOwn());
    List<Left> left =
        session.query(
            """
            SELECT k.oid::bigint AS oid, k.conname AS name
            FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND k.contype = 'c' AND k.conislocal
              AND pg_catalog.pg_get_expr(k.conbin, k.conrelid) LIKE ?
            """,
            row -> new Left(row.getLong("oid"), Identifier.of(row.getString("name"))),
            step.table().schema().name(),
            step.table().name().name(),
            step.boundPattern());
    session.execute(SearchPath.reset());
    return left;
  }

  private void drop(Identifier name) throws SQLException {
    runner
        .ladder(runner.settings().lockBudget())
        .run(
            new LockRequest(
                migration.name(),
                step.id(),
                List.of(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, step.table()))),
            soFar ->
                runner
                    .session()
                    .execute(
                        Sql.of(
                            "ALTER TABLE {table} DROP CONSTRAINT {name}",
                            Map.of("table", step.table(), "name", name))));
  }
}
