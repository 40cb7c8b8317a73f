package dev.theseus.internal.lock;

import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.policy.BlockerPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Ends transactions that stand in the way of a lock, as far as the policy goes; each at most once.
final class Eviction {
  /// What must not be ended is decided in the statement that ends it, for the very transaction that
  /// was seen: the session may have begun another one meanwhile.
  private static final String END =
      """
      WITH session AS (
        SELECT a.pid, a.state = 'active' AS active, r.rolsuper AS superuser,
          a.application_name = 'theseus' OR EXISTS (
            SELECT FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
            WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.granted
              AND l.database = a.datid AND c.relpersistence <> 't'
              AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock',
                'ExclusiveLock', 'AccessExclusiveLock')) AS maintenance
        FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
        WHERE a.pid = ? AND a.backend_type = 'client backend' AND EXISTS (
          SELECT FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND l.virtualtransaction = ?))
      SELECT active, superuser, maintenance, NOT superuser AND NOT maintenance
        AND CASE WHEN ? THEN pg_catalog.pg_terminate_backend(pid)
          WHEN active THEN pg_catalog.pg_cancel_backend(pid) ELSE false END AS sent
      FROM session
      """;

  private final LockLadder.Surroundings at;
  private final BlockerPolicy policy;
  private final Set<String> tried = new HashSet<>();

  Eviction(LockLadder.Surroundings at) {
    this.at = at;
    this.policy = at.blockers();
  }

  /// Tells of each transaction it ends, and of each it was asked to end and must not.
  void of(LockRequest request, List<Obstacle> obstacles) throws SQLException {
    for (Obstacle obstacle : obstacles) {
      MigrationEvent.Blocker blocker = obstacle.blocker();
      boolean ours = blocker.pid() > 0 && !obstacle.autovacuum();
      if (ours
          && policy.concerns(blocker.application(), blocker.user(), blocker.age())
          && tried.add(obstacle.key())) {
        end(request, obstacle);
      }
    }
  }

  private void end(LockRequest request, Obstacle obstacle) throws SQLException {
    MigrationEvent.Blocker blocker = obstacle.blocker();
    boolean terminate = policy.action() == BlockerPolicy.Action.TERMINATE;
    Optional<String> spared;
    try {
      spared = send(at.session(), obstacle, terminate);
    } catch (SQLException e) {
      if (!SqlFailures.notPermitted(e)) {
        throw e;
      }
      spared = Optional.of("the role may not; grant it pg_signal_backend");
    }
    at.listener()
        .on(
            spared.isEmpty()
                ? new MigrationEvent.BlockerEnded(
                    request.migration(), request.step(), blocker, terminate)
                : new MigrationEvent.Waiting(
                    request.migration(),
                    request.step(),
                    "process %d is in the way and not ended: %s"
                        .formatted(blocker.pid(), spared.get())));
  }

  /// @return why it was left alone; empty when it was ended, or over by itself
  private static Optional<String> send(Session session, Obstacle obstacle, boolean terminate)
      throws SQLException {
    return session
        .first(END, Eviction::spared, obstacle.blocker().pid(), obstacle.transaction(), terminate)
        .filter(reason -> !reason.isEmpty());
  }

  private static String spared(ResultSet row) throws SQLException {
    if (row.getBoolean("superuser")) {
      return "its user is a superuser";
    }
    if (row.getBoolean("maintenance")) {
      return "it holds a lock of maintenance or of another migration";
    }
    if (!row.getBoolean("active") && !row.getBoolean("sent")) {
      return "it is idle in a transaction, which a cancelled statement does not end";
    }
    return "";
  }
}
