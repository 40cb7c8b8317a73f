package dev.theseus.internal.backfill;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Names rows to people: by primary key, or by place where there is none.
final class RowKeys {
  private static final int MAX_CHARS = 100;

  private final Session session;
  private final ChunkSql sql;
  private final List<Identifier> columns = new ArrayList<>();

  RowKeys(Heap heap, ChunkSql sql, Session session) throws SQLException {
    this.session = session;
    this.sql = sql;
    session.query(
        Sql.of(
            """
            SELECT a.attname FROM pg_catalog.pg_index i
                CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                JOIN pg_catalog.pg_attribute a
                  ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              WHERE i.indrelid = {heap} AND i.indisprimary AND k.place <= i.indnkeyatts
              ORDER BY k.place
            """,
            Map.of("heap", Literal.of(heap.oid()))),
        row -> columns.add(Identifier.of(row.getString(1))));
    session.commit();
  }

  /// For example `id = 42`, or `ctid = (12,5)`.
  String keyAt(String place) throws SQLException {
    String[] key = {"ctid = " + place};
    if (!columns.isEmpty()) {
      session.query(
          sql.columns(columns, sql.at(place)),
          row -> {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
              parts.add(columns.get(i) + " = " + shortened(row.getString(i + 1)));
            }
            key[0] = String.join(", ", parts);
          });
      session.commit();
    }
    return key[0];
  }

  private static String shortened(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }
}
