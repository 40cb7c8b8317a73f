package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.Map;

/// Vacuums a heap each time the backfill has made it grow by a share of its size, so that the next
/// rows use the room of old versions. Takes no lock that anybody waits for.
final class HeapVacuum {
  private static final long SMALL_TABLE = 64;

  private final Job job;
  private final Heap heap;
  private final long step;
  private long sizeBefore;
  private String horizon = "";
  private long moved;
  private boolean said;

  HeapVacuum(Job job, Heap heap) {
    this.job = job;
    this.heap = heap;
    this.step = (long) Math.ceil(heap.blocks() * job.context().pacing().vacuumShare());
    this.sizeBefore = heap.blocks();
  }

  /// Rows whose new version went to another page.
  void moved(long rows) {
    moved += rows;
  }

  /// Vacuums if it is time and of use.
  void consider() throws SQLException {
    if (step == 0 || heap.blocks() < SMALL_TABLE) {
      return;
    }
    if (horizon.isEmpty()) {
      horizon = now();
      return;
    }
    long size = heap.withBlocks(job.session()).blocks();
    if (moved == 0 || size - sizeBefore < step) {
      return;
    }
    if (useless()) {
      // Asked again only after the same growth: the question reads all sessions.
      sizeBefore = size;
      sayOnce(
          "a long transaction, a prepared one or a replication slot keeps old row versions of"
              + " %s alive, so VACUUM could not free them; the table grows until it ends"
                  .formatted(heap.name().quoted()));
      return;
    }
    vacuum();
    moved = 0;
    sizeBefore = heap.withBlocks(job.session()).blocks();
    horizon = now();
  }

  private void vacuum() throws SQLException {
    Session session = job.session();
    long start = job.context().time().nanos();
    session.set("statement_timeout", "0");
    try {
      boolean done =
          session.alone(
              Sql.of(
                  "VACUUM (TRUNCATE false, INDEX_CLEANUP auto, SKIP_LOCKED true) {heap}",
                  Map.of("heap", heap.name())));
      if (done) {
        job.context()
            .listener()
            .on(
                new MigrationEvent.Vacuumed(
                    job.context().migration(),
                    job.step(),
                    heap.name(),
                    job.context().time().since(start)));
      }
    } catch (SQLException e) {
      if (Failure.of(e) == Failure.CONNECTION_LOST) {
        throw e;
      }
      sayOnce("%s could not be vacuumed: %s".formatted(heap.name().quoted(), e.getMessage()));
    }
    session.set("statement_timeout", TimeLimit.first(job.context().pacing().chunkTime()) + "ms");
  }

  private void sayOnce(String text) {
    if (!said) {
      said = true;
      job.warn(text);
    }
  }

  private String now() throws SQLException {
    String[] xid = {""};
    job.session()
        .query(
            Sql.of("SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::xid"),
            row -> xid[0] = row.getString(1));
    job.session().commit();
    return xid[0];
  }

  /// Whether somebody still sees the versions that were replaced since the last time.
  private boolean useless() throws SQLException {
    boolean[] answer = {false};
    job.session()
        .query(
            Sql.of(
                """
                SELECT coalesce(max(age(holder)), 0) >= age(CAST({horizon} AS xid))
                  FROM (
                    SELECT backend_xmin FROM pg_catalog.pg_stat_activity
                      WHERE pid <> pg_catalog.pg_backend_pid()
                        AND (datname = current_database() OR datname IS NULL)
                    UNION ALL SELECT backend_xid FROM pg_catalog.pg_stat_activity
                      WHERE pid <> pg_catalog.pg_backend_pid() AND datname = current_database()
                    UNION ALL SELECT xmin FROM pg_catalog.pg_replication_slots
                    UNION ALL SELECT transaction FROM pg_catalog.pg_prepared_xacts
                      WHERE database = current_database()) AS holders (holder)
                """,
                Map.of("horizon", Literal.of(horizon))),
            row -> answer[0] = row.getBoolean(1));
    job.session().commit();
    return answer[0];
  }
}
