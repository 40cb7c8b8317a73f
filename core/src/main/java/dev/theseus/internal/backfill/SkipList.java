package dev.theseus.internal.backfill;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The rows of a migration that were passed over, in `theseus.skipped`. What changes it leaves the
/// transaction open.
final class SkipList {
  private final Session session;
  private final Literal migration;

  /// A row of the list.
  ///
  /// @param sqlState of what the server said to its new value
  record Entry(long id, RowKey row, String sqlState, String message) {
    String text() {
      return "%s: %s (SQLSTATE %s)".formatted(row.text(), message, sqlState);
    }
  }

  /// What became of a row.
  enum Outcome {
    MENDED("mended"),
    GONE("gone");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }
  }

  SkipList(Session session, long migration) {
    this.session = session;
    this.migration = Literal.of(migration);
  }

  /// The rows of a heap that are neither mended nor gone.
  List<Entry> open(Heap heap) throws SQLException {
    return entries(heap, Sql.of("closed_at IS NULL"));
  }

  /// The rows of a heap that are still there and can be found by their keys.
  List<Entry> findable(Heap heap) throws SQLException {
    return entries(heap, Sql.of("(closed_at IS NULL OR outcome = 'mended') AND digest = ''"));
  }

  private List<Entry> entries(Heap heap, Sql which) throws SQLException {
    List<Entry> found = new ArrayList<>();
    session.query(
        Sql.of(
            """
            SELECT id, key_columns, key_values, digest, sqlstate, message FROM theseus.skipped
              WHERE migration = {migration} AND relation = {heap} AND {which}
              ORDER BY id
            """,
            Map.of("migration", migration, "heap", Literal.of(heap.oid()), "which", which)),
        row -> found.add(entry(row)));
    session.commit();
    return found;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong(1),
        new RowKey(
            texts(row.getArray(2)).stream().map(Identifier::of).toList(),
            texts(row.getArray(3)),
            row.getString(4)),
        row.getString(5),
        row.getString(6));
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  /// How many rows are neither mended nor gone.
  long count() throws SQLException {
    long[] rows = {0};
    session.query(
        Sql.of(
            """
            SELECT count(*) FROM theseus.skipped
              WHERE migration = {migration} AND closed_at IS NULL
            """,
            Map.of("migration", migration)),
        row -> rows[0] = row.getLong(1));
    return rows[0];
  }

  /// Whether a row was ever listed.
  boolean used() throws SQLException {
    boolean[] used = {false};
    session.query(
        Sql.of(
            "SELECT EXISTS (SELECT FROM theseus.skipped WHERE migration = {migration})",
            Map.of("migration", migration)),
        row -> used[0] = row.getBoolean(1));
    session.commit();
    return used[0];
  }

  /// Lists a row; what was known of it before is replaced.
  void add(String step, Heap heap, Entry entry, String columns) throws SQLException {
    Map<String, ?> parts =
        Map.ofEntries(
            Map.entry("migration", migration),
            Map.entry("step", Literal.of(step)),
            Map.entry("heap", Literal.of(heap.oid())),
            Map.entry("name", Literal.of(heap.name().toString())),
            Map.entry("names", array(entry.row().columns().stream().map(Identifier::name))),
            Map.entry("values", array(entry.row().values().stream())),
            Map.entry("digest", Literal.of(entry.row().digest())),
            Map.entry("key", Literal.of(entry.row().text())),
            Map.entry("columns", Literal.of(columns)),
            Map.entry("state", Literal.of(entry.sqlState())),
            Map.entry("message", Literal.of(entry.message())));
    session.update(
        Sql.of(
            """
            WITH known AS (
              DELETE FROM theseus.skipped
                WHERE migration = {migration} AND relation = {heap}
                  AND key_columns = {names} AND key_values = {values})
            INSERT INTO theseus.skipped
                (migration, step, relation, relation_name, key_columns, key_values, digest, row_key,
                  columns, sqlstate, message)
              VALUES ({migration}, {step}, {heap}, {name}, {names}, {values}, {digest}, {key},
                {columns}, {state}, {message})
            """,
            parts));
  }

  void close(Entry entry, Outcome outcome) throws SQLException {
    session.update(
        Sql.of(
            """
            UPDATE theseus.skipped SET closed_at = clock_timestamp(), outcome = {outcome}
              WHERE id = {id} AND closed_at IS NULL
            """,
            Map.of("id", Literal.of(entry.id()), "outcome", Literal.of(outcome.code))));
  }

  void reopen(Entry entry) throws SQLException {
    session.update(
        Sql.of(
            "UPDATE theseus.skipped SET closed_at = NULL, outcome = NULL WHERE id = {id}",
            Map.of("id", Literal.of(entry.id()))));
  }

  private static Sql array(Stream<String> texts) {
    return Sql.of(
        "CAST(ARRAY[{texts}] AS text[])",
        Map.of("texts", SqlList.of(texts.map(Literal::of).toList())));
  }
}
