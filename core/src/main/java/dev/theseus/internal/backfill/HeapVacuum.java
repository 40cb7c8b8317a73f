package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.Map;

/// Vacuums a heap each time the backfill has moved a share of its rows to other pages, so that the
/// next rows use the room of old versions. Takes no lock that anybody waits for.
final class HeapVacuum {
  private static final long SMALL_TABLE = 64;

  private final Job job;
  private final Heap heap;
  private final TimeLimit limit;
  private final double share;
  private final double rowsPerBlock;
  private String horizon = "";
  private long moved;
  private boolean said;

  HeapVacuum(Job job, Heap heap, TimeLimit limit) throws SQLException {
    this.limit = limit;
    this.job = job;
    this.heap = heap;
    this.share = job.context().pacing().vacuumShare();
    this.rowsPerBlock = knownRowsPerBlock();
  }

  /// Rows whose new version went to another page.
  void moved(long rows) {
    moved += rows;
  }

  /// Vacuums if it is time and of use.
  ///
  /// @param done the pass so far, whose rows tell how many a block holds if the catalog does not
  void consider(Progress done) throws SQLException {
    if (share == 0 || heap.blocks() < SMALL_TABLE) {
      return;
    }
    if (horizon.isEmpty()) {
      horizon = now();
    }
    double density = Math.max(rowsPerBlock, (double) done.rows() / Math.max(1, done.next()));
    if (moved == 0 || moved < share * density * heap.blocks()) {
      return;
    }
    moved = 0;
    if (useless()) {
      sayOnce(
          "a long transaction, a prepared one or a replication slot keeps old row versions of"
              + " %s alive, so VACUUM could not free them; the table grows until it ends"
                  .formatted(heap.name().quoted()));
      return;
    }
    vacuum();
    horizon = now();
  }

  private double knownRowsPerBlock() throws SQLException {
    double[] known = {0};
    job.session()
        .query(
            Sql.of(
                """
                SELECT greatest(reltuples, 0) / relpages FROM pg_catalog.pg_class
                  WHERE oid = {heap} AND relpages > 0
                """,
                Map.of("heap", Literal.of(heap.oid()))),
            row -> known[0] = row.getDouble(1));
    job.session().commit();
    return known[0];
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
    limit.apply();
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
