package dev.theseus.internal.backfill;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Names rows: by primary key, by another unique key over required columns, or by place where there
/// is neither.
final class RowKeys {
  private final Session session;
  private final ChunkSql sql;
  private final List<Identifier> columns = new ArrayList<>();

  RowKeys(Heap heap, ChunkSql sql, Session session) throws SQLException {
    this.session = session;
    this.sql = sql;
    session.query(
        Sql.of(
            """
            SELECT a.attname FROM (
                SELECT i.indrelid, i.indkey, i.indnkeyatts FROM pg_catalog.pg_index i
                  WHERE i.indrelid = {heap} AND i.indisunique AND i.indisvalid
                    AND (i.indisprimary OR i.indimmediate)
                    AND i.indpred IS NULL AND i.indexprs IS NULL
                    AND NOT EXISTS (
                      SELECT FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                          JOIN pg_catalog.pg_attribute a
                            ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                        WHERE k.place <= i.indnkeyatts AND NOT a.attnotnull)
                  ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
                  LIMIT 1) AS i
                CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                JOIN pg_catalog.pg_attribute a
                  ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              WHERE k.place <= i.indnkeyatts
              ORDER BY k.place
            """,
            Map.of("heap", Literal.of(heap.oid()))),
        row -> columns.add(Identifier.of(row.getString(1))));
    session.commit();
  }

  /// For people, for example `id = 42`, or `ctid = (12,5)`.
  String keyAt(String place) throws SQLException {
    return at(place).text();
  }

  /// The key of the row at a place; its place alone where the row is gone.
  RowKey at(String place) throws SQLException {
    RowKey[] key = {RowKey.ofPlace(place, "")};
    if (columns.isEmpty()) {
      session.query(
          sql.digests(sql.at(place)), row -> key[0] = RowKey.ofPlace(place, row.getString(1)));
    } else {
      session.query(
          sql.columns(columns, sql.at(place)),
          row -> {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
              values.add(row.getString(i + 1));
            }
            key[0] = new RowKey(columns, values, "");
          });
    }
    session.commit();
    return key[0];
  }
}
