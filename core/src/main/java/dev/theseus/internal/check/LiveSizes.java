package dev.theseus.internal.check;

import dev.theseus.check.Sizes;
import dev.theseus.check.Sizes.Size;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/// The sizes of the tables of a connected server. Takes ACCESS SHARE on each table for a moment.
public final class LiveSizes {
  /// A partitioned table has what its partitions have; rows that were never counted are -1.
  private static final String QUERY =
      """
      SELECT n.nspname, c.relname,
             coalesce(p.rows, CASE WHEN c.reltuples < 0 THEN -1 ELSE c.reltuples::bigint END),
             coalesce(p.bytes, pg_table_size(c.oid)),
             coalesce(p.index_bytes, pg_indexes_size(c.oid))
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL (
        SELECT sum(greatest(l.reltuples, 0))::bigint AS rows,
               sum(pg_table_size(l.oid))::bigint AS bytes,
               sum(pg_indexes_size(l.oid))::bigint AS index_bytes
        FROM pg_partition_tree(c.oid) t
        JOIN pg_class l ON l.oid = t.relid
        WHERE t.isleaf AND c.relkind = 'p' AND l.relkind = 'r'
      ) p ON true
      WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      """;

  private LiveSizes() {}

  public static Sizes of(DataSource database) throws SQLException {
    Map<QualifiedName, Size> tables = new HashMap<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      // who holds a table must not hold up a check
      statement.execute("SET lock_timeout = '3s'");
      try (ResultSet rows = statement.executeQuery(QUERY)) {
        while (rows.next()) {
          // a table that was dropped meanwhile has no size
          Size size = new Size(rows.getLong(3), rows.getLong(4), rows.getLong(5));
          tables.put(QualifiedName.of(text(rows, 1), text(rows, 2)), size);
        }
      }
    }
    return new Sizes(tables);
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getString(column));
  }
}
