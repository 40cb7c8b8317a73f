package dev.theseus.internal.engine;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.migration.ChosenNames;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What the catalog holds of partitions and their indexes.
final class PartitionIndexes {
  /// A partition of a table.
  ///
  /// @param attached its index that belongs to the index of the table
  /// @param valid whether that index is
  record Child(
      QualifiedName table, boolean partitioned, Optional<QualifiedName> attached, boolean valid) {}

  private final Session session;

  PartitionIndexes(Session session) {
    this.session = session;
  }

  boolean valid(QualifiedName index) throws SQLException {
    return session
        .first(
            """
            SELECT x.indisvalid
            FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
            WHERE n.nspname = ? AND i.relname = ?
            """,
            row -> row.getBoolean(1),
            index.schema().name(),
            index.name().name())
        .orElse(false);
  }

  Optional<QualifiedName> tableOf(QualifiedName index) throws SQLException {
    return session.first(
        """
        SELECT n.nspname AS schema, t.relname AS name
        FROM pg_catalog.pg_index x
          JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
          JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
          JOIN pg_catalog.pg_namespace m ON m.oid = i.relnamespace
        WHERE m.nspname = ? AND i.relname = ?
        """,
        row -> name(row, "schema", "name"),
        index.schema().name(),
        index.name().name());
  }

  boolean constrained(QualifiedName index) throws SQLException {
    return session.flag(
        """
        SELECT EXISTS (
          SELECT FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class i ON i.oid = k.conindid
            JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
          WHERE n.nspname = ? AND i.relname = ? AND k.contype IN ('p', 'u'))
        """,
        index.schema().name(),
        index.name().name());
  }

  /// Whether the index belongs to an index of a partitioned table.
  boolean attached(QualifiedName index) throws SQLException {
    return session.flag(
        """
        SELECT EXISTS (
          SELECT FROM pg_catalog.pg_inherits h
            JOIN pg_catalog.pg_class i ON i.oid = h.inhrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
          WHERE i.relkind IN ('i', 'I') AND n.nspname = ? AND i.relname = ?)
        """,
        index.schema().name(),
        index.name().name());
  }

  boolean partition(QualifiedName parent, QualifiedName table) throws SQLException {
    return session.flag(
        """
        SELECT EXISTS (
          SELECT FROM pg_catalog.pg_inherits h
            JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
            JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
            JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
            JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
          WHERE pn.nspname = ? AND p.relname = ? AND cn.nspname = ? AND c.relname = ?
            AND NOT h.inhdetachpending)
        """,
        parent.schema().name(),
        parent.name().name(),
        table.schema().name(),
        table.name().name());
  }

  /// Whether the index belongs to a partition of the parent index's table, still.
  boolean attachable(QualifiedName parent, QualifiedName index) throws SQLException {
    Optional<QualifiedName> above = tableOf(parent);
    Optional<QualifiedName> below = tableOf(index);
    return above.isPresent() && below.isPresent() && partition(above.get(), below.get());
  }

  boolean attached(QualifiedName parent, QualifiedName index) throws SQLException {
    Optional<QualifiedName> table = tableOf(parent);
    return table.isPresent()
        && children(table.get(), parent).stream()
            .anyMatch(child -> child.attached().filter(index::equals).isPresent());
  }

  /// The partitions right below a table.
  List<Child> children(QualifiedName table, QualifiedName index) throws SQLException {
    return session.query(
        """
        SELECT cn.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
          mine.schema AS index_schema, mine.name AS index_name,
          coalesce(mine.indisvalid, false) AS valid
        FROM pg_catalog.pg_inherits h
          JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
          JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
          JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
          JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
          LEFT JOIN LATERAL (
            SELECT n.nspname AS schema, i.relname AS name, x.indisvalid
            FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
              JOIN pg_catalog.pg_inherits a ON a.inhrelid = i.oid
              JOIN pg_catalog.pg_class ai ON ai.oid = a.inhparent
              JOIN pg_catalog.pg_namespace an ON an.oid = ai.relnamespace
            WHERE x.indrelid = c.oid AND an.nspname = ? AND ai.relname = ?
          ) mine ON true
        WHERE pn.nspname = ? AND p.relname = ? AND NOT h.inhdetachpending
        ORDER BY cn.nspname, c.relname
        """,
        row ->
            new Child(
                name(row, "schema", "name"),
                row.getBoolean("partitioned"),
                row.getString("index_name") == null
                    ? Optional.empty()
                    : Optional.of(name(row, "index_schema", "index_name")),
                row.getBoolean("valid")),
        index.schema().name(),
        index.name().name(),
        table.schema().name(),
        table.name().name());
  }

  /// The name PostgreSQL would give, or what an earlier try has left under it.
  QualifiedName chosenName(QualifiedName table, QualifiedName index, String label)
      throws SQLException {
    List<Identifier> columns =
        label.equals("pkey")
            ? List.of()
            : session.query(
                """
                SELECT a.attname AS name
                FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_class i ON i.oid = a.attrelid
                  JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
                WHERE n.nspname = ? AND i.relname = ? AND a.attnum > 0
                ORDER BY a.attnum
                """,
                row -> Identifier.of(row.getString("name")),
                index.schema().name(),
                index.name().name());
    List<QualifiedName> foreign =
        session.query(
            """
            SELECT n.nspname AS schema, c.relname AS name
            FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_index x
                JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
                JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
              WHERE x.indexrelid = c.oid AND tn.nspname = n.nspname AND t.relname = ?
                AND NOT x.indisvalid)
            """,
            row -> name(row, "schema", "name"),
            table.schema().name(),
            table.name().name());
    return table.withName(
        ChosenNames.onPartition(table, columns, label, java.util.Set.copyOf(foreign)::contains));
  }

  private static QualifiedName name(ResultSet row, String schema, String name) throws SQLException {
    return QualifiedName.of(row.getString(schema), row.getString(name));
  }
}
