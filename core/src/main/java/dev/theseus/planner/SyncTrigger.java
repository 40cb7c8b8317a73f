package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Table;
import dev.theseus.plan.Assignment;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The trigger that keeps old and new columns of one table in step, in its two modes.
///
/// @param version the version schema whose presence in a session's path marks a new-version session
record SyncTrigger(
    String release,
    Table table,
    QualifiedName function,
    Identifier trigger,
    Identifier version,
    List<SyncGroup> groups,
    List<Guard> guards,
    List<OldCheck> oldChecks,
    List<KeyLookup> lookups) {
  SyncTrigger {
    groups = List.copyOf(groups);
    guards = List.copyOf(guards);
    oldChecks = List.copyOf(oldChecks);
    lookups = List.copyOf(lookups);
  }

  /// A copy of a row whose sides the sender has kept in step: both are taken as they come.
  private static final Sql REPLICA =
      Sql.of("pg_catalog.current_setting('session_replication_role') = 'replica'");

  /// Who may be the source of a write.
  enum Mode {
    /// Before the new version is published: every write is an old one and recomputes.
    OLD_ONLY,
    /// From the moment the new version is published until contract, also while the old version is
    /// retired: the row decides, so a straggler of the old version loses nothing and fails at
    /// nothing.
    BOTH
  }

  private DivergenceRecord divergence() {
    return new DivergenceRecord(release, table);
  }

  Sql function(Mode mode) {
    List<Sql> body = new ArrayList<>();
    for (SyncGroup group : groups) {
      body.addAll(mode == Mode.OLD_ONLY ? upward(group, mode) : bothWays(group));
    }
    if (body.isEmpty()) {
      body.add(Sql.of("NULL;"));
    }
    return Sql.of(
        """
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $theseus$
        DECLARE
          from_new boolean;
          old_changed boolean;
          new_changed boolean;
          shared_changed boolean := false;
          derived boolean;{declarations}
        BEGIN
        {body}
          RETURN NEW;
        END
        $theseus$
        """
            .replace("$theseus$", tag(SqlList.lines(body).rendered())),
        Map.of(
            "function",
            function,
            "declarations",
            lookups.isEmpty() ? Nothing.NOTHING : Sql.verbatim("\n  derived_key bigint;"),
            "body",
            SqlList.lines(body)));
  }

  /// A dollar quote that no name in the body ends.
  private static String tag(String body) {
    String tag = "$theseus$";
    for (int n = 1; body.contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    return tag;
  }

  /// Fires for every UPDATE an application of the old version can send, and never for the backfill,
  /// which sets only new columns.
  List<Sql> createForOld() {
    return create(
        table.columns().stream().filter(SyncTrigger::settable).map(Column::name).toList());
  }

  List<Sql> createForBoth() {
    List<Identifier> columns =
        new ArrayList<>(
            table.columns().stream().filter(SyncTrigger::settable).map(Column::name).toList());
    groups.forEach(group -> group.news().forEach(one -> columns.add(one.physical())));
    groups.forEach(group -> columns.addAll(group.shared()));
    return create(columns.stream().distinct().toList());
  }

  Sql drop() {
    return Sql.of(
        "DROP TRIGGER IF EXISTS {trigger} ON {table}",
        Map.of("trigger", trigger, "table", table.name()));
  }

  Sql dropFunction() {
    return Sql.of("DROP FUNCTION IF EXISTS {function}()", Map.of("function", function));
  }

  private static boolean settable(Column column) {
    return !(column.defaultValue() instanceof Column.Default.Generated);
  }

  /// A subscriber's apply worker writes with `session_replication_role = replica`, where ordinary
  /// triggers stay silent and new columns would stay behind. Replacing a trigger makes it ordinary
  /// again.
  private List<Sql> create(List<Identifier> columns) {
    return List.of(
        Sql.of(
            """
            CREATE OR REPLACE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {columns} ON {table}
              FOR EACH ROW EXECUTE FUNCTION {function}()
            """,
            Map.of(
                "trigger",
                trigger,
                "columns",
                SqlList.of(columns),
                "table",
                table.name(),
                "function",
                function)),
        Sql.of(
            "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}",
            Map.of("table", table.name(), "trigger", trigger)));
  }

  private List<Sql> bothWays(SyncGroup group) {
    List<Sql> lines = new ArrayList<>();
    lines.add(
        Sql.of(
            """
            IF TG_OP = 'INSERT' THEN
              from_new := {inserted};
            ELSE
              new_changed := {newChanged};
              old_changed := {oldChanged};
              shared_changed := NOT new_changed AND NOT old_changed AND {sharedChanged};
              from_new := CASE
                WHEN new_changed AND old_changed THEN {copied}
                WHEN new_changed THEN true
                WHEN old_changed THEN false
                WHEN shared_changed THEN {path}
              END;
            END IF;
            """,
            Map.of(
                "inserted", insertedByNew(group),
                "newChanged", changed(group.news().stream().map(SyncGroup.New::physical).toList()),
                "oldChanged", changed(group.olds().stream().map(SyncGroup.Old::physical).toList()),
                "sharedChanged", changed(group.shared()),
                "copied",
                    Sql.of(
                        "CASE WHEN {replica} THEN NULL ELSE {path} END",
                        Map.of("replica", REPLICA, "path", path())),
                "path", path())));
    List<Sql> down = new ArrayList<>(required(group));
    down.addAll(downward(group));
    oldChecks.stream().filter(one -> one.within(group)).forEach(one -> down.add(met(one)));
    lines.add(branch(Sql.of("IF from_new THEN"), down));
    lines.add(branch(Sql.of("ELSIF NOT from_new THEN"), upward(group, Mode.BOTH)));
    lines.add(Sql.of("END IF;"));
    if (group.equals(groups.getLast())) {
      guards.forEach(guard -> lines.add(check(guard)));
    }
    return lines;
  }

  private static Sql branch(Sql condition, List<Sql> body) {
    List<Sql> lines = new ArrayList<>();
    lines.add(condition);
    lines.addAll(body);
    if (body.isEmpty()) {
      lines.add(Sql.of("NULL;"));
    }
    return Sql.verbatim(SqlList.lines(lines).rendered());
  }

  /// The side that is set; a set new column can only come from the new version, because hidden
  /// columns have no default of their own.
  private Sql insertedByNew(SyncGroup group) {
    List<Sql> cases = new ArrayList<>();
    List<Identifier> news = group.news().stream().map(SyncGroup.New::physical).toList();
    List<Identifier> olds = group.olds().stream().map(SyncGroup.Old::physical).toList();
    if (!news.isEmpty() && !olds.isEmpty()) {
      cases.add(
          Sql.of(
              "WHEN NOT (ROW({news}) IS NULL) AND NOT (ROW({olds}) IS NULL) AND {replica} THEN"
                  + " NULL",
              Map.of(
                  "news", fields("NEW", news),
                  "olds", fields("NEW", olds),
                  "replica", REPLICA)));
    }
    if (!news.isEmpty()) {
      cases.add(when(news, true));
    }
    List<Identifier> telling =
        group.olds().stream()
            .map(SyncGroup.Old::column)
            .filter(column -> !column.fillsItself())
            .map(Column::name)
            .toList();
    if (!telling.isEmpty()) {
      cases.add(when(telling, false));
    }
    return cases.isEmpty()
        ? path()
        : Sql.of(
            "CASE {cases} ELSE {path} END",
            Map.of("cases", Sql.verbatim(SqlList.lines(cases).rendered()), "path", path()));
  }

  private static Sql when(List<Identifier> columns, boolean fromNew) {
    return Sql.of(
        "WHEN NOT (ROW({fields}) IS NULL) THEN {result}",
        Map.of("fields", fields("NEW", columns), "result", Literal.of(fromNew)));
  }

  private Sql path() {
    return Sql.of(
        "{version} = ANY (pg_catalog.current_schemas(false))",
        Map.of("version", Literal.of(version.name())));
  }

  /// Compared by their bytes: equality of a type may be looser (citext, numeric scale) or not exist
  /// (json).
  private static Sql changed(List<Identifier> columns) {
    return columns.isEmpty()
        ? Sql.of("false")
        : Sql.of(
            "pg_catalog.record_image_ne(ROW({new}), ROW({old}))",
            Map.of("new", fields("NEW", columns), "old", fields("OLD", columns)));
  }

  private static SqlList fields(String row, List<Identifier> columns) {
    return SqlList.of(
        columns.stream()
            .map(column -> Sql.of("{row}.{column}", Map.of("row", Sql.of(row), "column", column)))
            .toList());
  }

  /// A value that differs each time it is computed stays until something it reads changes.
  private List<Sql> upward(SyncGroup group, Mode mode) {
    List<Sql> lines = new ArrayList<>();
    for (SyncGroup.New one : group.news()) {
      Sql set = assign(one.physical(), one.up());
      Sql line =
          one.up().cannotFail()
              ? set
              : guarded(
                  set,
                  Sql.of("NEW.{column} := NULL;", Map.of("column", one.physical())),
                  divergence().caught("old", one.column().name()));
      if (mode == Mode.BOTH && one.column().is(ColumnDraft.Kind.SYNCED)) {
        lines.addAll(whereDerived(one, line));
        continue;
      }
      lines.add(
          one.comparable().keeps() && mode == Mode.OLD_ONLY
              ? Sql.of(
                  "IF NEW.{column} IS NULL OR TG_OP = 'UPDATE' AND {changed} THEN\n{line}\nEND IF;",
                  Map.of(
                      "column", one.physical(),
                      "changed", changed(one.up().inputs()),
                      "line", line))
              : line);
      if (mode == Mode.BOTH) {
        lookups.stream()
            .filter(lookup -> lookup.fresh().equals(one.physical()))
            .forEach(lookup -> lines.add(lookup.up()));
      }
    }
    return lines;
  }

  /// When the old version changes only what both versions share, a value of the new version's own
  /// follows where it still is what `up` gave, and stays where the new version has set another.
  private static List<Sql> whereDerived(SyncGroup.New one, Sql line) {
    boolean text = one.comparable() == Assignment.Rule.DIFFERS_AS_TEXT;
    Sql same =
        Sql.of(
            text
                ? "CAST(OLD.{column} AS text) IS NOT DISTINCT FROM CAST({value} AS text)"
                : "OLD.{column} IS NOT DISTINCT FROM {value}",
            Map.of("column", one.physical(), "value", one.up().overOld()));
    return List.of(
        Sql.of(
            """
            derived := true;
            IF shared_changed THEN
              BEGIN
                derived := {same};
              EXCEPTION WHEN OTHERS THEN
                derived := OLD.{column} IS NULL;
              END;
            END IF;
            IF derived THEN
            {line}
            END IF;
            """,
            Map.of("same", same, "column", one.physical(), "line", line)));
  }

  /// A `down` that fails never breaks a write of the new version: the old value stays as it was (or
  /// takes a placeholder where it must not be NULL) and the row is recorded.
  private List<Sql> downward(SyncGroup group) {
    List<Sql> lines = new ArrayList<>();
    for (SyncGroup.Old one : group.olds()) {
      if (one.down().isEmpty()) {
        continue;
      }
      Conversion down = one.down().get();
      Sql set = assign(one.physical(), down);
      lines.add(
          down.cannotFail()
              ? set
              : guarded(
                  set,
                  KeyLookup.instead(lookups, one.column(), unique(one.column())),
                  divergence().caught("new", one.physical())));
      if (one.column().notNull()) {
        placeholder(one.column()).ifPresent(value -> lines.add(placeholder(one.physical(), value)));
      }
    }
    return lines;
  }

  /// The old value stays as it was, or there is none, and the row is recorded.
  private Sql met(OldCheck check) {
    List<Sql> keep = new ArrayList<>();
    List<Sql> empty = new ArrayList<>();
    for (Column column : check.columns()) {
      keep.add(Sql.of("NEW.{column} := OLD.{column};", Map.of("column", column.name())));
      Optional<Sql> value = column.notNull() ? placeholder(column) : Optional.of(Sql.of("NULL"));
      value.ifPresent(
          one ->
              empty.add(
                  Sql.of(
                      "NEW.{column} := {value};", Map.of("column", column.name(), "value", one))));
    }
    empty.add(Sql.of("NULL;"));
    return Sql.of(
        """
        IF NOT COALESCE({condition}, true) THEN
        {record}
        IF TG_OP = 'UPDATE' THEN
        {keep}
        END IF;
        IF TG_OP = 'INSERT' OR NOT COALESCE({condition}, true) THEN
        {empty}
        END IF;
        END IF;
        """,
        Map.of(
            "condition", check.condition().overNew(),
            "record",
                divergence()
                    .told(
                        "new",
                        check.columns().getFirst().name(),
                        Literal.of("23514"),
                        Literal.of(
                            "check constraint \""
                                + check.constraint()
                                + "\" of the old version rejects the value; another was stored")),
            "keep", SqlList.lines(keep),
            "empty", SqlList.lines(empty)));
  }

  private Optional<Sql> placeholder(Column column) {
    Optional<Sql> plain = Placeholder.of(column.type());
    return unique(column) ? Placeholder.distinct(column.type()).or(() -> plain) : plain;
  }

  private boolean unique(Column column) {
    return table.indexes().stream()
        .anyMatch(index -> index.unique() && index.columns().contains(column.name()));
  }

  private Sql placeholder(Identifier column, Sql value) {
    return Sql.of(
        """
        IF NEW.{column} IS NULL THEN
        NEW.{column} := {value};
        {record}
        END IF;
        """,
        Map.of(
            "column", column,
            "value", value,
            "record",
                divergence()
                    .told(
                        "new",
                        column,
                        Literal.of("22004"),
                        Literal.of(
                            "the old version does not allow NULL here; a placeholder was"
                                + " stored"))));
  }

  private List<Sql> required(SyncGroup group) {
    List<Sql> lines = new ArrayList<>();
    for (SyncGroup.New one : group.news()) {
      if (one.column().notNull()) {
        lines.add(
            Sql.of(
                """
                IF NEW.{column} IS NULL THEN
                  RAISE EXCEPTION {message}
                    USING ERRCODE = 'not_null_violation', COLUMN = {name}, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
                END IF;
                """,
                Map.of(
                    "column", one.physical(),
                    "message",
                        Literal.of(
                            ("null value in column \""
                                    + one.column().name()
                                    + "\" violates not-null constraint")
                                .replace("%", "%%")),
                    "name", Literal.of(one.column().name().name()))));
      }
    }
    return lines;
  }

  private Sql check(Guard guard) {
    return Sql.of(
        """
        IF {fromNew} AND NOT COALESCE({condition}, true) THEN
          RAISE EXCEPTION {message}
            USING ERRCODE = 'check_violation', CONSTRAINT = {constraint}, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
        END IF;
        """,
        Map.of(
            "fromNew", groups.size() == 1 ? Sql.of("from_new") : path(),
            "condition", guard.condition().overNew(),
            "message",
                Literal.of(
                    ("new row violates check constraint \"" + guard.constraint() + "\"")
                        .replace("%", "%%")),
            "constraint", Literal.of(guard.constraint().name())));
  }

  private static Sql assign(Identifier column, Conversion by) {
    return Sql.of("NEW.{column} := {value};", Map.of("column", column, "value", by.overNew()));
  }

  private static Sql guarded(Sql attempt, Sql otherwise, Sql record) {
    return Sql.of(
        """
        BEGIN
        {attempt}
        EXCEPTION WHEN OTHERS THEN
        {otherwise}
        {record}
        END;
        """,
        Map.of("attempt", attempt, "otherwise", otherwise, "record", record));
  }
}
