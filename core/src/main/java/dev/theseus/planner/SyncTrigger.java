package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Table;
import dev.theseus.plan.Assignment;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
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

  private ChangedColumns changed() {
    return new ChangedColumns(table, groups);
  }

  private WrittenSide side() {
    return new WrittenSide(version, changed());
  }

  Sql function(Mode mode) {
    List<Sql> body = new ArrayList<>();
    if (mode == Mode.BOTH) {
      body.addAll(declarations());
    }
    body.add(Sql.of("BEGIN"));
    switch (mode) {
      case OLD_ONLY -> groups.forEach(group -> body.addAll(upward(group, mode)));
      case BOTH -> body.addAll(bothWays());
    }
    body.add(Sql.of("RETURN NEW;"));
    body.add(Sql.of("END"));
    SqlList lines = SqlList.lines(body);
    return Sql.of(
        """
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $theseus$
        {body}
        $theseus$
        """
            .replace("$theseus$", tag(lines.rendered())),
        Map.of("function", function, "body", lines));
  }

  private List<Sql> declarations() {
    List<Sql> lines = new ArrayList<>();
    lines.add(Sql.of("DECLARE"));
    lines.add(Sql.of("from_new boolean;"));
    if (groups.stream().anyMatch(SyncGroup::followsShared)) {
      lines.add(Sql.of("shared_changed boolean;"));
      lines.add(Sql.of("derived boolean;"));
    }
    if (!lookups.isEmpty()) {
      lines.add(Sql.of("derived_key bigint;"));
    }
    return lines;
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

  /// An UPDATE that changes nothing the versions have apart is told by one expression, or by those
  /// that tell the side of the only group.
  private List<Sql> bothWays() {
    if (groups.size() == 1) {
      List<Sql> alone = new ArrayList<>(besideTheGroup(groups.getFirst()));
      alone.add(Sql.of("RETURN NEW;"));
      return bothWays(groups.getFirst(), Sql.verbatim(SqlList.lines(alone).rendered()));
    }
    List<Sql> lines = new ArrayList<>();
    lines.add(
        Sql.of(
            "IF TG_OP = 'UPDATE' AND NOT {changed} THEN\nRETURN NEW;\nEND IF;",
            Map.of("changed", changed().any(apart()))));
    boolean noted = false;
    for (SyncGroup group : groups) {
      if (noted && group.followsShared()) {
        lines.add(Sql.of("shared_changed := false;"));
      }
      noted |= group.followsShared();
      lines.addAll(bothWays(group, Sql.of("from_new := NULL;")));
    }
    guards.forEach(
        guard ->
            lines.add(
                check(
                    guard,
                    Sql.of(
                        "{path} AND {broken}",
                        Map.of("path", side().path(), "broken", broken(guard))))));
    return lines;
  }

  /// The checks that also read what no conversion does, for an UPDATE of that alone.
  private List<Sql> besideTheGroup(SyncGroup group) {
    List<Sql> lines = new ArrayList<>();
    for (Guard guard : guards) {
      List<Identifier> beside = new ArrayList<>(guard.condition().inputs());
      beside.removeAll(group.newColumns());
      beside.removeAll(group.oldColumns());
      beside.removeAll(group.shared());
      if (!beside.isEmpty()) {
        lines.add(
            check(
                guard,
                Sql.of(
                    "{changed} AND {path} AND {broken}",
                    Map.of(
                        "changed", changed().any(beside),
                        "path", side().path(),
                        "broken", broken(guard)))));
      }
    }
    return lines;
  }

  private List<Identifier> apart() {
    List<Identifier> columns = new ArrayList<>();
    for (SyncGroup group : groups) {
      columns.addAll(group.newColumns());
      columns.addAll(group.oldColumns());
      columns.addAll(group.shared());
    }
    guards.forEach(guard -> columns.addAll(guard.condition().inputs()));
    return columns;
  }

  private List<Sql> bothWays(SyncGroup group, Sql otherwise) {
    List<Sql> lines = new ArrayList<>();
    lines.add(side().tell(group, otherwise));
    List<Sql> down = new ArrayList<>(required(group));
    down.addAll(downward(group));
    oldChecks.stream().filter(one -> one.within(group)).forEach(one -> down.add(met(one)));
    if (groups.size() == 1) {
      guards.forEach(guard -> down.add(check(guard, broken(guard))));
    }
    lines.add(branch(Sql.of("IF from_new THEN"), down));
    lines.add(branch(Sql.of("ELSIF NOT from_new THEN"), upward(group, Mode.BOTH)));
    lines.add(Sql.of("END IF;"));
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
      switch (mode) {
        case OLD_ONLY -> lines.add(whereDue(one, line));
        case BOTH -> {
          if (one.column().is(ColumnDraft.Kind.SYNCED)) {
            lines.add(group.followsShared() ? whereDerived(one, line) : line);
            continue;
          }
          lines.add(line);
          lookups.stream()
              .filter(lookup -> lookup.fresh().equals(one.physical()))
              .forEach(lookup -> lines.add(lookup.up()));
        }
      }
    }
    return lines;
  }

  /// A value that differs each time it is computed stays until something it reads changes. What has
  /// to be guarded is computed for what it reads only, too: a row that is filled is right, and one
  /// that is not holds NULL. Without a guard to ask costs as much as to compute.
  private Sql whereDue(SyncGroup.New one, Sql line) {
    List<Identifier> inputs = one.up().inputs();
    Sql changed = changed().any(inputs);
    if (one.comparable().keeps()) {
      return Sql.of(
          "IF NEW.{column} IS NULL OR TG_OP = 'UPDATE' AND {changed} THEN\n{line}\nEND IF;",
          Map.of("column", one.physical(), "changed", changed, "line", line));
    }
    return one.up().cannotFail() || one.up().readsTables() || inputs.isEmpty()
        ? line
        : Sql.of(
            "IF NEW.{column} IS NULL OR {changed} OR TG_OP = 'INSERT' THEN\n{line}\nEND IF;",
            Map.of("column", one.physical(), "changed", changed, "line", line));
  }

  /// When the old version changes only what both versions share, a value of the new version's own
  /// follows where it still is what `up` gave, and stays where the new version has set another.
  private static Sql whereDerived(SyncGroup.New one, Sql line) {
    boolean text = one.comparable() == Assignment.Rule.DIFFERS_AS_TEXT;
    Sql same =
        Sql.of(
            text
                ? "CAST(OLD.{column} AS text) IS NOT DISTINCT FROM CAST({value} AS text)"
                : "OLD.{column} IS NOT DISTINCT FROM {value}",
            Map.of("column", one.physical(), "value", one.up().overOld()));
    return Sql.of(
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
        Map.of("same", same, "column", one.physical(), "line", line));
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

  private static Sql broken(Guard guard) {
    return Sql.of(
        "NOT COALESCE({condition}, true)", Map.of("condition", guard.condition().overNew()));
  }

  private static Sql check(Guard guard, Sql refused) {
    return Sql.of(
        """
        IF {refused} THEN
          RAISE EXCEPTION {message}
            USING ERRCODE = 'check_violation', CONSTRAINT = {constraint}, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
        END IF;
        """,
        Map.of(
            "refused", refused,
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
