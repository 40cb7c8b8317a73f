package dev.theseus.internal.backfill;

import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The progress rows of one step. All changes but [#advance] commit at once.
final class ProgressTable {
  private final Session session;
  private final Runnable fence;
  private final Literal migration;
  private final Literal step;

  /// What the server says when a chunk is recorded.
  ///
  /// @param sameFile whether the heap still has the file its progress is about
  /// @param updated rows this connection updated in the heap, a counter that may start anew
  /// @param stayed those whose new version stayed on its page
  record Recorded(
      boolean sameFile, boolean paused, long maxRowsPerSecond, long updated, long stayed) {}

  ProgressTable(BackfillContext context, String step, Session session) {
    this.session = session;
    this.fence = context.fence();
    this.migration = Literal.of(context.migrationId());
    this.step = Literal.of(step);
  }

  /// Whether any step of the migration has filled this heap.
  static boolean filled(long migration, Heap heap, Session session) throws SQLException {
    boolean[] found = new boolean[1];
    session.query(
        Sql.of(
            """
            SELECT EXISTS (
              SELECT FROM theseus.backfill
              WHERE migration = {migration} AND relation = {heap} AND finished)
            """,
            Map.of("migration", Literal.of(migration), "heap", Literal.of(heap.oid()))),
        row -> found[0] = row.getBoolean(1));
    session.commit();
    return found[0];
  }

  Optional<Progress> find(Heap heap) throws SQLException {
    Progress[] found = new Progress[1];
    session.query(
        sql(
            """
            SELECT relfilenode, pass, next_block, end_block, rows, finished
              FROM theseus.backfill
              WHERE migration = {migration} AND step = {step} AND relation = {heap}
            """,
            heap,
            Map.of()),
        row ->
            found[0] =
                new Progress(
                    row.getLong(1),
                    row.getInt(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getBoolean(6)));
    session.commit();
    return Optional.ofNullable(found[0]);
  }

  /// Begins the first pass, also when the heap has been rewritten meanwhile.
  Progress start(Heap heap, long rowsBefore) throws SQLException {
    write(
        """
        INSERT INTO theseus.backfill
            (migration, step, relation, relfilenode, next_block, end_block)
          VALUES ({migration}, {step}, {heap}, {node}, 0, {end})
          ON CONFLICT (migration, step, relation) DO UPDATE SET
            relfilenode = excluded.relfilenode, pass = 1, next_block = 0,
            end_block = excluded.end_block, finished = false, updated_at = clock_timestamp()
        """,
        heap,
        Map.of("node", Literal.of(heap.node()), "end", Literal.of(heap.blocks())));
    return new Progress(heap.node(), 1, 0, heap.blocks(), rowsBefore, false);
  }

  Progress nextPass(Heap heap, Progress progress) throws SQLException {
    int pass = progress.pass() + 1;
    write(
        """
        UPDATE theseus.backfill
          SET pass = {pass}, next_block = 0, end_block = {end}, updated_at = clock_timestamp()
          WHERE migration = {migration} AND step = {step} AND relation = {heap}
        """,
        heap,
        Map.of("pass", Literal.of(pass), "end", Literal.of(heap.blocks())));
    return new Progress(heap.node(), pass, 0, heap.blocks(), progress.rows(), false);
  }

  void finish(Heap heap) throws SQLException {
    write(
        """
        UPDATE theseus.backfill
          SET finished = true, next_block = end_block, updated_at = clock_timestamp()
          WHERE migration = {migration} AND step = {step} AND relation = {heap}
        """,
        heap,
        Map.of());
  }

  /// Records a chunk in its own transaction, which the caller commits. Runs after the chunk's
  /// statement, whose lock on the heap keeps the file that is compared here.
  Recorded advance(Heap heap, long nextBlock, long rows, long skipped) throws SQLException {
    Recorded[] recorded = new Recorded[1];
    session.query(
        sql(
            """
            UPDATE theseus.backfill
              SET next_block = {next}, rows = rows + {rows}, skipped = skipped + {skipped},
                updated_at = clock_timestamp()
              WHERE migration = {migration} AND step = {step} AND relation = {heap}
              RETURNING relfilenode = pg_catalog.pg_relation_filenode({heap}),
                (SELECT paused FROM theseus.control),
                (SELECT coalesce(max_rows_per_second, 0) FROM theseus.control),
                pg_catalog.pg_stat_get_xact_tuples_updated({heap}),
                pg_catalog.pg_stat_get_xact_tuples_hot_updated({heap})
            """,
            heap,
            Map.of(
                "next", Literal.of(nextBlock),
                "rows", Literal.of(rows),
                "skipped", Literal.of(skipped))),
        row ->
            recorded[0] =
                new Recorded(
                    row.getBoolean(1),
                    row.getBoolean(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)));
    if (recorded[0] == null) {
      throw new SQLException("the progress row of " + heap.name() + " is gone", "P0002");
    }
    return recorded[0];
  }

  private void write(String template, Heap heap, Map<String, Literal> parts) throws SQLException {
    try {
      session.update(sql(template, heap, parts));
      fence.run();
      session.commit();
    } catch (SQLException | RuntimeException e) {
      session.rollback(e);
      throw e;
    }
  }

  private Sql sql(String template, Heap heap, Map<String, Literal> parts) {
    Map<String, Literal> all = new HashMap<>(parts);
    all.put("migration", migration);
    all.put("step", step);
    all.put("heap", Literal.of(heap.oid()));
    return Sql.of(template, all);
  }
}
