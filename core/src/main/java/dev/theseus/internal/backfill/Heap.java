package dev.theseus.internal.backfill;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One file of rows: a table, or a leaf of a partitioned or inherited one.
///
/// @param node the file's number; another one means that the table was rewritten
/// @param blocks its size
record Heap(long oid, QualifiedName name, long node, long blocks) {

  /// All heaps below a table, in a steady order.
  static List<Heap> below(QualifiedName table, Session session) throws SQLException {
    List<Heap> heaps = new ArrayList<>();
    boolean[] found = {false};
    session.query(
        tree(table),
        row -> {
          found[0] = true;
          QualifiedName name = QualifiedName.of(row.getString(2), row.getString(3));
          switch (row.getString(4)) {
            case "p" -> {}
            case "r", "m" ->
                heaps.add(new Heap(row.getLong(1), name, row.getLong(5), row.getLong(6)));
            default -> throw unreadable(name);
          }
        });
    session.commit();
    if (!found[0]) {
      throw new MigrationException(
          Problem.of(
              ProblemCode.CATALOG_CHANGED,
              "table %s does not exist any more".formatted(table.quoted()),
              "roll the migration back with theseus rollback"));
    }
    return heaps;
  }

  /// The same heap as it is now; empty when it has been dropped.
  static Optional<Heap> again(Heap heap, Session session) throws SQLException {
    Heap[] found = new Heap[1];
    session.query(
        Sql.of(
            """
            SELECT n.nspname, c.relname, pg_catalog.pg_relation_filenode(c.oid),
                pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::bigint
              FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE c.oid = {heap}
            """,
            Map.of("heap", Literal.of(heap.oid()))),
        row ->
            found[0] =
                new Heap(
                    heap.oid(),
                    QualifiedName.of(row.getString(1), row.getString(2)),
                    row.getLong(3),
                    row.getLong(4)));
    session.commit();
    return Optional.ofNullable(found[0]);
  }

  /// Whether the heap is still there under its name.
  static boolean exists(Heap heap, Session session) throws SQLException {
    return again(heap, session).map(h -> h.name().equals(heap.name())).orElse(false);
  }

  /// This heap with the size it has now.
  Heap withBlocks(Session session) throws SQLException {
    long now = again(this, session).map(Heap::blocks).orElse(blocks);
    return new Heap(oid, name, node, now);
  }

  private static Sql tree(QualifiedName table) {
    return Sql.of(
        """
        {tree}
        SELECT c.oid, n.nspname, c.relname, c.relkind,
            coalesce(pg_catalog.pg_relation_filenode(c.oid), 0),
            CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END
              / current_setting('block_size')::bigint
          FROM tree
            JOIN pg_catalog.pg_class c ON c.oid = tree.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          ORDER BY c.oid
        """,
        Map.of("tree", withTree(table)));
  }

  /// Begins a query over `tree`: the `oid` of the table and of every one below it.
  static Sql withTree(QualifiedName table) {
    return Sql.of(
        """
        WITH RECURSIVE tree AS (
          SELECT c.oid FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = {schema} AND c.relname = {name}
          UNION
          SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)
        """,
        Map.of(
            "schema", Literal.of(table.schema().name()), "name", Literal.of(table.name().name())));
  }

  private static MigrationException unreadable(QualifiedName name) {
    return new MigrationException(
        Problem.of(
            ProblemCode.UNSUPPORTED_STATEMENT,
            "%s is a foreign table below the migrated one and cannot be filled in block ranges"
                .formatted(name.quoted()),
            "detach it, or change it on its own server"));
  }
}
