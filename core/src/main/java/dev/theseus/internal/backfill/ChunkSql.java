package dev.theseus.internal.backfill;

import dev.theseus.internal.backfill.Shares.Share;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import dev.theseus.sql.TypeName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statements over block ranges of one heap.
///
/// The heap goes by the name of the migrated table, because expressions may be qualified with it.
final class ChunkSql {
  private static final String BETWEEN = "\u001F";
  private static final Identifier FOUND = Identifier.of("theseus found row");

  private final QualifiedName heap;
  private final Identifier alias;
  private final SqlList sets;
  private final SqlList due;
  private final boolean keeps;
  private final SqlList lost;
  private final List<Identifier> required;
  private final Map<String, TypeName> types;
  private Optional<Sql> passedOver = Optional.empty();

  /// @param keeps whether a write of the application may leave a row due: no trigger fills it
  /// @param lost whether the way back does not give the old value of a row
  private record Work(SqlList sets, SqlList due, boolean keeps, SqlList lost) {}

  private ChunkSql(
      QualifiedName heap,
      Identifier alias,
      Work work,
      List<Identifier> required,
      Map<String, TypeName> types) {
    this.heap = heap;
    this.alias = alias;
    this.types = types;
    this.sets = work.sets();
    this.due = work.due();
    this.keeps = work.keeps();
    this.lost = work.lost();
    this.required = required;
  }

  static ChunkSql filling(
      Heap heap, QualifiedName table, List<Assignment> assignments, Session session)
      throws SQLException {
    Map<String, TypeName> types = types(heap, session);
    return new ChunkSql(
        heap.name(),
        table.name(),
        work(table.name(), assignments, List.of(), types),
        List.of(),
        types);
  }

  /// Fills also what is filled and stale, told apart as strictly as the server shows it: a value
  /// that is equal may be another one. Any row may stay due then, because the trigger leaves alone
  /// what a write does not change.
  static ChunkSql refilling(
      Heap heap, QualifiedName table, List<Assignment> assignments, Session session)
      throws SQLException {
    Identifier alias = table.name();
    Map<String, TypeName> types = types(heap, session);
    Work usual = work(alias, assignments, List.of(), types);
    SqlList due = Due.strictly(alias, assignments, types);
    return new ChunkSql(
        heap.name(), alias, new Work(usual.sets(), due, true, usual.lost()), List.of(), types);
  }

  static ChunkSql verifying(Heap heap, Step.Verify step, Session session) throws SQLException {
    Identifier alias = step.table().name();
    Map<String, TypeName> types = types(heap, session);
    return new ChunkSql(
        heap.name(),
        alias,
        work(alias, step.assignments(), step.waysBack(), types),
        step.required(),
        types);
  }

  /// The types of a heap's columns by their names.
  static Map<String, TypeName> types(Heap heap, Session session) throws SQLException {
    Map<String, TypeName> types = new HashMap<>();
    session.query(
        Sql.of(
            """
            SELECT attname, pg_catalog.format_type(atttypid, atttypmod)
              FROM pg_catalog.pg_attribute
              WHERE attrelid = {heap} AND attnum > 0 AND NOT attisdropped
            """,
            Map.of("heap", Literal.of(heap.oid()))),
        row -> types.put(row.getString(1), TypeName.of(row.getString(2))));
    session.commit();
    return types;
  }

  private static Work work(
      Identifier alias,
      List<Assignment> assignments,
      List<Assignment> waysBack,
      Map<String, TypeName> types) {
    boolean several = assignments.size() > 1;
    return new Work(
        assignments.isEmpty()
            ? SqlList.of(Literal.ofNull())
            : SqlList.of(assignments.stream().map(a -> set(a, alias, several)).toList()),
        Due.any(alias, assignments, types),
        assignments.stream().anyMatch(a -> a.rule() == Assignment.Rule.MISSING),
        Due.any(alias, waysBack, types));
  }

  private static Sql set(Assignment assignment, Identifier alias, boolean several) {
    Map<String, ?> parts =
        Map.of("alias", alias, "column", assignment.column(), "value", assignment.value());
    return switch (assignment.rule()) {
      case DIFFERS, DIFFERS_AS_TEXT ->
          Sql.of(
              "{column} = ({value})",
              Map.of("column", assignment.column(), "value", assignment.value()));
      case MISSING, MISSING_THOUGH_GIVEN ->
          several
              ? Sql.of("{column} = coalesce({alias}.{column}, ({value}))", parts)
              : Sql.of(
                  "{column} = ({value})",
                  Map.of("column", assignment.column(), "value", assignment.value()));
    };
  }

  /// Computes nothing for these rows from now on: they are neither due nor wrong. Rows with a key
  /// are known by it wherever they move, others by their places.
  ///
  /// @param rows all of one heap, whose columns are there
  void passOver(Collection<RowKey> rows) {
    passedOver =
        rows.stream()
            .findFirst()
            .map(
                first ->
                    Sql.of(
                        "{key} = ANY (CAST({rows} AS text[]))",
                        Map.of(
                            "key", keyText(first.columns()),
                            "rows",
                                Literal.of(
                                    rows.stream()
                                        .map(row -> String.join(BETWEEN, row.values()))
                                        .map(ChunkSql::element)
                                        .collect(Collectors.joining(",", "{", "}"))))));
  }

  private Sql keyText(List<Identifier> columns) {
    List<String> texts =
        columns.stream()
            .map(
                column ->
                    Sql.of(
                            "CAST({alias}.{column} AS text)",
                            Map.of("alias", alias, "column", column))
                        .text())
            .toList();
    return Sql.verbatim(
        "(" + String.join(" || " + Literal.of(BETWEEN).rendered() + " || ", texts) + ")");
  }

  /// An element of an array literal.
  private static String element(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private SqlPart due() {
    return unlessPassedOver(due);
  }

  /// CASE, because AND does not keep the server from computing the value first.
  private SqlPart unlessPassedOver(SqlPart condition) {
    return passedOver
        .<SqlPart>map(
            rows ->
                Sql.of(
                    "CASE WHEN {rows} THEN false ELSE {condition} END",
                    Map.of("rows", rows, "condition", condition)))
        .orElse(condition);
  }

  /// The row with this key.
  ///
  /// @return empty when the heap has no such column any more
  Optional<Sql> at(RowKey row) {
    if (!row.keyed()) {
      return Optional.of(
          Sql.of(
              "{place} AND {digest} = {known}",
              Map.of(
                  "place", at(row.values().getFirst()),
                  "digest", digest(),
                  "known", Literal.of(row.digest()))));
    }
    List<Sql> equal = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      TypeName type = types.get(row.columns().get(i).name());
      if (type == null) {
        return Optional.empty();
      }
      equal.add(
          Sql.of(
              "{alias}.{column} = CAST({value} AS {type})",
              Map.of(
                  "alias",
                  alias,
                  "column",
                  row.columns().get(i),
                  "value",
                  Literal.of(row.values().get(i)),
                  "type",
                  type)));
    }
    return Optional.of(Sql.of("{all}", Map.of("all", SqlList.allOf(equal))));
  }

  /// A digest of everything the row holds.
  Sql digest() {
    return Sql.of("pg_catalog.md5(CAST(ROW({alias}.*) AS text))", Map.of("alias", alias));
  }

  /// The digests of the rows at `where`.
  Sql digests(Sql where) {
    return Sql.of(
        "SELECT {digest} FROM ONLY {heap} AS {alias} WHERE {where}",
        Map.of("digest", digest(), "heap", heap, "alias", alias, "where", where));
  }

  /// Fails when the column is NULL in a row at `where` and its value cannot be computed.
  Sql hole(Sql where, Assignment assignment) {
    return Sql.of(
        """
        SELECT count(CASE WHEN {alias}.{column} IS NULL THEN ({value}) IS NULL END)
          FROM ONLY {heap} AS {alias} WHERE {where}
        """,
        Map.of(
            "alias", alias,
            "column", assignment.column(),
            "value", assignment.value(),
            "heap", heap,
            "where", where));
  }

  /// All rows of these blocks.
  Sql in(Range range) {
    return Sql.of(
        "{alias}.ctid >= {from} AND {alias}.ctid < {to}",
        Map.of(
            "alias", alias,
            "from", Literal.of(place(range.from())),
            "to", Literal.of(place(range.to()))));
  }

  /// A share of the rows of these blocks.
  Sql in(Range range, Share share) {
    if (share.all()) {
      return in(range);
    }
    return Sql.of(
        """
        {blocks} AND (pg_catalog.hashtid({alias}.ctid) & 1023) >= {from}
          AND (pg_catalog.hashtid({alias}.ctid) & 1023) < {to}
        """,
        Map.of(
            "blocks", in(range),
            "alias", alias,
            "from", Literal.of(share.from()),
            "to", Literal.of(share.to())));
  }

  /// The row at one place, as `ctid` shows it.
  Sql at(String place) {
    return Sql.of("{alias}.ctid = {place}", Map.of("alias", alias, "place", Literal.of(place)));
  }

  /// Updates the rows due among those at `where`; waits for locked ones.
  Sql update(Sql where) {
    return Sql.of(
        "UPDATE ONLY {heap} AS {alias} SET {sets} WHERE {where} AND {due}",
        Map.of("heap", heap, "alias", alias, "sets", sets, "where", where, "due", due()));
  }

  /// Updates the rows due that nobody has locked.
  Sql updateUnlocked(Sql where) {
    return Sql.of(
        """
        UPDATE ONLY {heap} AS {alias} SET {sets}
          FROM (
            SELECT {alias}.ctid AS {found} FROM ONLY {heap} AS {alias} WHERE {where} AND {due}
              FOR NO KEY UPDATE SKIP LOCKED) AS {found}
          WHERE {alias}.ctid = {found}.{found}
        """,
        Map.of(
            "heap", heap,
            "alias", alias,
            "sets", sets,
            "where", where,
            "due", due(),
            "found", FOUND));
  }

  /// How many rows are due.
  Sql countDue(Sql where) {
    return Sql.of(
        "SELECT count(*) FROM ONLY {heap} AS {alias} WHERE {where} AND {due}",
        Map.of("heap", heap, "alias", alias, "where", where, "due", due()));
  }

  /// Whether a write of the application may leave a row due, since no trigger need fill it.
  boolean mayStayDue() {
    return keeps;
  }

  /// Whether any row of the heap is due, in one snapshot.
  Sql anyDue() {
    return Sql.of(
        "SELECT EXISTS (SELECT FROM ONLY {heap} AS {alias} WHERE {due})",
        Map.of("heap", heap, "alias", alias, "due", due()));
  }

  /// Rows read, rows that are due or have a NULL in a required column, rows whose old value the way
  /// back does not give.
  ///
  /// @param back whether the way back is asked; else none is lost
  Sql verify(Sql where, boolean back) {
    return Sql.of(
        """
        SELECT count(*), count(*) FILTER (WHERE {wrong}), count(*) FILTER (WHERE {lost})
          FROM ONLY {heap} AS {alias} WHERE {where}
        """,
        Map.of(
            "wrong", wrong(),
            "lost", back ? lost() : Literal.of(false),
            "heap", heap,
            "alias", alias,
            "where", where));
  }

  /// Due, or with a NULL in a required column.
  SqlPart wrong() {
    return unlessPassedOver(
        Sql.of("({due} OR {missing})", Map.of("due", due, "missing", missing())));
  }

  /// The way back does not give the old value.
  SqlPart lost() {
    return unlessPassedOver(Sql.of("({lost})", Map.of("lost", lost)));
  }

  /// The places of the first rows of which the condition holds.
  Sql places(Sql where, SqlPart condition, int limit) {
    return Sql.of(
        """
        SELECT {alias}.ctid FROM ONLY {heap} AS {alias}
          WHERE {where} AND {condition} LIMIT {limit}
        """,
        Map.of(
            "condition", condition,
            "heap", heap,
            "alias", alias,
            "where", where,
            "limit", Literal.of(limit)));
  }

  /// How many rows the way back does not give; fails where it fails.
  Sql countLost(Sql where) {
    return Sql.of(
        "SELECT count(*) FILTER (WHERE {lost}) FROM ONLY {heap} AS {alias} WHERE {where}",
        Map.of("lost", lost(), "heap", heap, "alias", alias, "where", where));
  }

  /// The places of all rows.
  Sql places(Sql where) {
    return Sql.of(
        "SELECT {alias}.ctid FROM ONLY {heap} AS {alias} WHERE {where}",
        Map.of("heap", heap, "alias", alias, "where", where));
  }

  /// These columns of the rows, each as text.
  Sql columns(List<Identifier> columns, Sql where) {
    return Sql.of(
        "SELECT {columns} FROM ONLY {heap} AS {alias} WHERE {where}",
        Map.of(
            "columns",
            SqlList.of(
                columns.stream()
                    .map(
                        c ->
                            Sql.of(
                                "CAST({alias}.{column} AS text)",
                                Map.of("alias", alias, "column", c)))
                    .toList()),
            "heap",
            heap,
            "alias",
            alias,
            "where",
            where));
  }

  /// Sessions whose transactions hold rows that are due.
  Sql rowHolders(Sql where) {
    return Sql.of(
        """
        SELECT DISTINCT l.pid, coalesce(a.application_name, ''), coalesce(a.state, ''),
            coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint
          FROM (SELECT DISTINCT {alias}.xmax AS holder
              FROM ONLY {heap} AS {alias} WHERE {where} AND {due}) AS held
            JOIN pg_catalog.pg_locks l
              ON l.locktype = 'transactionid' AND l.transactionid = held.holder AND l.granted
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        """,
        Map.of("alias", alias, "heap", heap, "where", where, "due", due()));
  }

  private SqlList missing() {
    if (required.isEmpty()) {
      return SqlList.of(Literal.of(false));
    }
    return SqlList.anyOf(
        required.stream()
            .map(c -> Sql.of("{alias}.{column} IS NULL", Map.of("alias", alias, "column", c)))
            .toList());
  }

  private static String place(long block) {
    return "(%d,0)".formatted(block);
  }
}
