package dev.theseus.internal.lock;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The right to act on a database: a session advisory lock plus a fencing number.
///
/// The lock is held by the backend that executes the steps, so it lives exactly as long as anything
/// of this runner may still happen. The number makes a runner harmless whose lock was lost without
/// its knowledge: each transaction asks for it and aborts when another runner has raised it.
public final class Ownership {
  /// The letters `thes`, `eus` as two integers; advisory locks are per database.
  private static final int KEY_1 = 0x74686573;

  private static final int KEY_2 = 0x65757300;

  private static final String HOLDER =
      """
      SELECT a.pid, a.application_name, a.usename,
        coalesce(host(a.client_addr), 'local') AS client
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ? AND l.objid = ?
        AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private final Session session;
  private final long fence;

  /// When the fence was raised to that number: a standby that was promoted may count to it again.
  private final String raised;

  private Ownership(Session session, long fence, String raised) {
    this.session = session;
    this.fence = fence;
    this.raised = raised;
  }

  /// Tries to get the advisory lock, without waiting.
  public static boolean tryLock(Session session) throws SQLException {
    return session.flag("SELECT pg_try_advisory_lock(?, ?)", KEY_1, KEY_2);
  }

  /// Raises the fence; the session has the advisory lock and the state schema exists.
  ///
  /// @param holder shown to whoever is refused meanwhile
  public static Ownership claim(Session session, String holder) throws SQLException {
    return session
        .first(
            """
            UPDATE theseus.lease SET fence = fence + 1, holder = ?, acquired_at = clock_timestamp()
            RETURNING fence, extract(epoch FROM acquired_at)::text AS raised
            """,
            row -> new Ownership(session, row.getLong("fence"), text(row.getString("raised"))),
            holder)
        .orElseThrow(() -> new IllegalStateException("theseus.lease has no row"));
  }

  /// The same right on a new connection; fails when another runner acted meanwhile, here or on a
  /// server that took the place of the one before.
  public Ownership regain(Session fresh) throws SQLException {
    boolean mine =
        fresh.flag(
            """
            SELECT fence = ? AND extract(epoch FROM acquired_at)::text = ? FROM theseus.lease
            """,
            fence,
            raised);
    if (!mine) {
      throw lost();
    }
    return new Ownership(fresh, fence, raised);
  }

  /// Fails unless this runner is still the owner; the row lock keeps it so until the transaction
  /// ends. The process id tells a pooler that handed out another backend, whose advisory lock we do
  /// not hold.
  public void check() throws SQLException {
    boolean mine =
        session.flag(
            """
            SELECT pg_backend_pid() = ? FROM theseus.lease WHERE fence = ? FOR SHARE
            """,
            session.pid(),
            fence);
    if (!mine) {
      throw lost();
    }
  }

  /// Returns when everything committed so far is as durable as a commit is on this server: on disk,
  /// and at the synchronous standbys.
  void flush() throws SQLException {
    session.update("UPDATE theseus.lease SET fence = fence WHERE fence = ?", fence);
  }

  public long fence() {
    return fence;
  }

  /// The session that holds the advisory lock now.
  public static Optional<Holder> holder(Session session) throws SQLException {
    return session.first(
        HOLDER,
        row ->
            new Holder(
                row.getInt("pid"),
                text(row.getString("application_name")),
                text(row.getString("usename")),
                text(row.getString("client"))),
        KEY_1,
        KEY_2);
  }

  /// Ends the session that holds the advisory lock, and raises the fence: where its process
  /// connects again, it is refused. Does nothing when nobody holds the lock.
  ///
  /// @return who was ended
  /// @throws StateConflict `another-runner` if this role may not end that session
  public static Optional<Holder> evict(Session session) throws SQLException {
    Optional<Holder> holder = holder(session);
    if (holder.isPresent()) {
      end(session, holder.get());
      session.update("UPDATE theseus.lease SET fence = fence + 1, acquired_at = clock_timestamp()");
      Optional<Holder> back = holder(session);
      if (back.isPresent()) {
        end(session, back.get());
      }
    }
    return holder;
  }

  private static void end(Session session, Holder holder) throws SQLException {
    try {
      session.flag("SELECT pg_terminate_backend(?)", holder.pid());
    } catch (SQLException e) {
      if (SqlFailures.notPermitted(e)) {
        throw anotherRunner(session, true);
      }
      throw e;
    }
  }

  /// The refusal that names the other runner.
  public static StateConflict anotherRunner(Session session, boolean installed)
      throws SQLException {
    String who = holder(session).map(Holder::text).orElse("a session that has just ended");
    String lease =
        installed
            ? session
                .first("SELECT holder FROM theseus.lease", row -> text(row.getString(1)))
                .filter(text -> !text.isEmpty())
                .map(text -> ", started by " + text)
                .orElse("")
            : "";
    return new StateConflict(
        Problem.of(
            ProblemCode.ANOTHER_RUNNER,
            "another Theseus works on this database: " + who + lease,
            "wait until it is done, or end it; nothing has to be cleaned up afterwards"));
  }

  private StateConflict lost() {
    return new StateConflict(
        Problem.of(
            ProblemCode.ANOTHER_RUNNER,
            "this runner (fence %d) no longer owns the migration".formatted(fence),
            "connect without a transaction pooler, and run `theseus status` to see who works"));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /// The session that holds the lock.
  public record Holder(int pid, String application, String user, String client) {
    public String text() {
      return "process %d (%s, user %s, client %s)".formatted(pid, application, user, client);
    }
  }
}
