package dev.theseus.internal.backfill;

import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The progress row of one data change. All changes but [#advance] commit at once.
final class ChangeTable {
  private final BackfillContext context;
  private final Step.ChangeRows step;
  private final Session session;
  private final ChangeSql sql;

  ChangeTable(BackfillContext context, Step.ChangeRows step, Session session) {
    this.context = context;
    this.step = step;
    this.session = session;
    this.sql = new ChangeSql(step);
  }

  /// What the server wishes when a batch is recorded.
  record Wishes(boolean paused, long maxRowsPerSecond) {}

  /// Where it stands; begins it where it has not been begun.
  ChangeProgress find() throws SQLException {
    Optional<ChangeProgress> known = read();
    if (known.isEmpty()) {
      begin();
      known = read();
    }
    return known.orElseThrow(this::gone);
  }

  /// Records a batch in its own transaction, which the caller commits.
  Wishes advance(ChangeProgress before, ChangeProgress after) throws SQLException {
    Wishes[] wishes = new Wishes[1];
    session.query(
        filled(
            """
            UPDATE theseus.change
              SET last_key = {last}, keys = {keys}, rows = {rows}, updated_at = clock_timestamp()
              WHERE migration = {migration} AND step = {step}
                AND last_key IS NOT DISTINCT FROM {before} AND NOT finished
              RETURNING (SELECT paused FROM theseus.control),
                (SELECT coalesce(max_rows_per_second, 0) FROM theseus.control)
            """,
            Map.of(
                "before", array(before.last()),
                "last", array(after.last()),
                "keys", Literal.of(after.keys()),
                "rows", Literal.of(after.rows()))),
        row -> wishes[0] = new Wishes(row.getBoolean(1), row.getLong(2)));
    if (wishes[0] == null) {
      throw gone();
    }
    return wishes[0];
  }

  void finish() throws SQLException {
    write(
        filled(
            """
            UPDATE theseus.change SET finished = true, updated_at = clock_timestamp()
              WHERE migration = {migration} AND step = {step}
            """,
            Map.of()));
  }

  private SQLException gone() {
    return new SQLException("the progress of step " + step.id() + " is gone or moved", "55000");
  }

  private Optional<ChangeProgress> read() throws SQLException {
    ChangeProgress[] found = new ChangeProgress[1];
    session.query(
        filled(
            """
            SELECT last_key, end_key, keys, keys_estimated, rows, finished
              FROM theseus.change WHERE migration = {migration} AND step = {step}
            """,
            Map.of()),
        row ->
            found[0] =
                new ChangeProgress(
                    texts(row, 1),
                    texts(row, 2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getBoolean(6)));
    session.commit();
    return Optional.ofNullable(found[0]);
  }

  private void begin() throws SQLException {
    String subject = subject();
    write(
        filled(
            """
            INSERT INTO theseus.change
                (migration, step, subject, last_key, end_key, keys_estimated)
              VALUES ({migration}, {step}, {subject}, {last}, {end},
                (WITH RECURSIVE tree AS (
                    SELECT CAST({driver} AS regclass)::oid AS oid
                    UNION
                    SELECT i.inhrelid FROM tree
                      JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)
                  SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
                    FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                    WHERE c.relkind = 'r'))
            """,
            Map.of(
                "subject", Literal.of(subject),
                "last", array(reachedBefore(subject)),
                "end", array(greatest()),
                "driver", regclass(step.key().table()))));
  }

  private List<String> greatest() throws SQLException {
    List<String> key = new ArrayList<>();
    session.query(
        sql.greatest(),
        row -> {
          for (int i = 1; i <= step.key().parts().size(); i++) {
            key.add(row.getString(i));
          }
        });
    return key;
  }

  /// What is changed, by things that do not come back once they are dropped.
  private String subject() throws SQLException {
    String[] subject = {""};
    session.query(
        Sql.of(
            """
            SELECT pg_catalog.concat_ws(' ', CAST({target} AS regclass)::oid,
              CAST({driver} AS regclass)::oid,
              (SELECT pg_catalog.string_agg(attnum::text, ',' ORDER BY attnum)
                FROM pg_catalog.pg_attribute
                WHERE attrelid = CAST({target} AS regclass) AND attname = ANY ({columns})),
              pg_catalog.md5({statement}))
            """,
            Map.of(
                "target", regclass(step.target()),
                "driver", regclass(step.key().table()),
                "columns", array(step.columns().stream().map(Identifier::name).toList()),
                "statement", Literal.of(step.statement().text()))),
        row -> subject[0] = row.getString(1));
    return subject[0];
  }

  /// The last key that an earlier start of the same release did before it was rolled back. What it
  /// did stays, so it must not be done to the same rows again, unless that changes nothing.
  private List<String> reachedBefore(String subject) throws SQLException {
    if (step.repeatable() || !(step.undo() instanceof Undo.Stays)) {
      return List.of();
    }
    List<List<String>> reached = new ArrayList<>();
    session.query(
        filled(
            """
            SELECT c.last_key FROM theseus.change c
                JOIN theseus.migration m ON m.id = c.migration
              WHERE m.name = {name} AND m.state = 'rolled_back' AND c.migration < {migration}
                AND c.step = {step} AND c.subject = {subject}
              ORDER BY c.migration DESC LIMIT 1
            """,
            Map.of("name", Literal.of(context.migration()), "subject", Literal.of(subject))),
        row -> reached.add(texts(row, 1)));
    return reached.isEmpty() ? List.of() : reached.getFirst();
  }

  private void write(Sql statement) throws SQLException {
    try {
      session.update(statement);
      context.fence().run();
      session.commit();
    } catch (SQLException | RuntimeException e) {
      session.rollback(e);
      throw e;
    }
  }

  private Sql filled(String template, Map<String, ? extends SqlPart> parts) {
    Map<String, SqlPart> all = new HashMap<>(parts);
    all.put("migration", Literal.of(context.migrationId()));
    all.put("step", Literal.of(step.id()));
    return Sql.of(template, all);
  }

  private static Literal regclass(QualifiedName name) {
    return Literal.of(name.quoted());
  }

  /// NULL for no texts.
  private static Sql array(List<String> texts) {
    return texts.isEmpty()
        ? Sql.of("CAST(NULL AS text[])")
        : Sql.of(
            "CAST(ARRAY[{texts}] AS text[])",
            Map.of("texts", SqlList.of(texts.stream().map(Literal::of).toList())));
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    if (array == null) {
      return List.of();
    }
    Object[] values = (Object[]) array.getArray();
    return Stream.of(values).map(one -> Objects.requireNonNull(one).toString()).toList();
  }
}
