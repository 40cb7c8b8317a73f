package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The statements that tell which version wrote the columns of a group: `from_new` becomes true,
/// false, or NULL where nothing has to follow.
///
/// Each expression that a trigger comes to is set up once per transaction, so a single-row write
/// pays for their number: what is rare stands where it is reached rarely.
///
/// @param version the version schema whose presence in a session's path marks a new-version session
record WrittenSide(Identifier version, ChangedColumns changed) {
  /// A copy of a row whose sides the sender has kept in step: both are taken as they come.
  private static final Sql REPLICA =
      Sql.of("pg_catalog.current_setting('session_replication_role') = 'replica'");

  /// Whether the session has the version schema in its path.
  Sql path() {
    return Sql.of(
        "{version} = ANY (pg_catalog.current_schemas(false))",
        Map.of("version", Literal.of(version.name())));
  }

  /// @param otherwise what is done for an UPDATE that changes nothing of the group
  Sql tell(SyncGroup group, Sql otherwise) {
    List<Sql> lines = new ArrayList<>();
    lines.add(
        Sql.of(
            "IF TG_OP = 'INSERT' THEN\nfrom_new := {inserted};",
            Map.of("inserted", insertedByNew(group))));
    Optional<Sql> byNew =
        Optional.of(group.newColumns()).filter(l -> !l.isEmpty()).map(changed::any);
    if (!group.oldColumns().isEmpty()) {
      lines.add(
          Sql.of(
              "ELSIF {old} THEN\n{side}",
              Map.of(
                  "old",
                  changed.any(group.oldColumns()),
                  "side",
                  byNew.map(this::both).orElse(Sql.of("from_new := false;")))));
    }
    byNew.ifPresent(
        fresh -> lines.add(Sql.of("ELSIF {new} THEN\nfrom_new := true;", Map.of("new", fresh))));
    if (!group.shared().isEmpty()) {
      lines.add(Sql.of("ELSIF {shared} THEN", Map.of("shared", changed.any(group.shared()))));
      if (group.followsShared()) {
        lines.add(Sql.of("shared_changed := true;"));
      }
      lines.add(Sql.of("from_new := {path};", Map.of("path", path())));
    }
    lines.add(Sql.of("ELSE\n{otherwise}\nEND IF;", Map.of("otherwise", otherwise)));
    return Sql.verbatim(SqlList.lines(lines).rendered());
  }

  private Sql both(Sql byNew) {
    return Sql.of(
        """
        IF {new} THEN
        from_new := CASE WHEN {replica} THEN NULL ELSE {path} END;
        ELSE
        from_new := false;
        END IF;
        """,
        Map.of("new", byNew, "replica", REPLICA, "path", path()));
  }

  /// The side that is set; a set new column can only come from the new version, because hidden
  /// columns have no default of their own.
  private Sql insertedByNew(SyncGroup group) {
    List<Sql> cases = new ArrayList<>();
    List<Identifier> news = group.newColumns();
    List<Identifier> olds = group.oldColumns();
    if (!news.isEmpty() && !olds.isEmpty()) {
      cases.add(
          Sql.of(
              "WHEN NOT (ROW({news}) IS NULL) AND NOT (ROW({olds}) IS NULL) AND {replica} THEN"
                  + " NULL",
              Map.of(
                  "news", ChangedColumns.fields("NEW", news),
                  "olds", ChangedColumns.fields("NEW", olds),
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
        Map.of("fields", ChangedColumns.fields("NEW", columns), "result", Literal.of(fromNew)));
  }
}
