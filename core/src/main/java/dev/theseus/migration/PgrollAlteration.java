package dev.theseus.migration;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `alter_column`: each thing it changes becomes an operation; `up` and `down` hold for all of
/// them.
final class PgrollAlteration {
  private final PgrollDraft draft;
  private final PgrollColumns columns;

  PgrollAlteration(PgrollDraft draft, PgrollColumns columns) {
    this.draft = draft;
    this.columns = columns;
  }

  void read(PgrollOptions options) {
    QualifiedName table = draft.relation(options.name("table"));
    Identifier column = options.name("column");
    boolean changes =
        Stream.of("type", "nullable", "check", "references", "unique", "default", "comment")
            .anyMatch(option -> options.has(option) || options.isCleared(option));
    if (!changes) {
      throw options
          .place()
          .problem(
              options.mapping().spot(),
              "changes nothing",
              "add type, nullable, check, references, unique, default or comment");
    }
    Map<String, SqlPart> parts = Map.of("table", table, "column", column);
    if (options.has("type")) {
      draft.add(options, PgrollColumns.changeType(table, column, options.type("type")));
    }
    if (options.has("nullable")) {
      nullable(options, parts);
    }
    constraints(options, table, column);
    defaultValue(options, parts);
    comment(options, table, column);
    options.written("up").ifPresent(up -> draft.up(table, column, up));
    options.written("down").ifPresent(down -> draft.down(table, column, down));
  }

  private void nullable(PgrollOptions options, Map<String, SqlPart> parts) {
    boolean nullable = options.flag("nullable");
    String needed = nullable ? "down" : "up";
    if (!options.has(needed)) {
      throw options.problem(
          needed,
          nullable
              ? "allows NULL and has no down, which gives the old version its value"
              : "forbids NULL and has no up, which gives a value where there is none",
          "add " + needed);
    }
    draft.add(
        options,
        Sql.of(
            nullable
                ? "ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"
                : "ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL",
            parts));
  }

  private void constraints(PgrollOptions options, QualifiedName table, Identifier column) {
    options
        .part("check", PgrollColumns.CHECK)
        .ifPresent(check -> add(check, table, PgrollColumns.condition(check, "constraint")));
    options
        .part("references", PgrollColumns.REFERENCES)
        .ifPresent(
            references ->
                add(
                    references,
                    table,
                    Sql.of(
                        "FOREIGN KEY ({column}) {target}",
                        Map.of("column", column, "target", columns.target(references)))));
    options
        .part("unique", List.of("name"))
        .ifPresent(
            unique -> add(unique, table, Sql.of("UNIQUE ({column})", Map.of("column", column))));
  }

  private void add(PgrollOptions constraint, QualifiedName table, Sql body) {
    draft.add(
        constraint,
        Sql.of(
            "ALTER TABLE {table} ADD CONSTRAINT {name} {body}",
            Map.of("table", table, "name", constraint.name("name"), "body", body)));
  }

  private void defaultValue(PgrollOptions options, Map<String, SqlPart> parts) {
    if (options.isCleared("default")) {
      draft.add(options, Sql.of("ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT", parts));
    }
    options
        .expression("default")
        .ifPresent(
            value ->
                draft.add(
                    options,
                    Sql.of(
                        "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
                        Map.of(
                            "table", parts.get("table"),
                            "column", parts.get("column"),
                            "value", value))));
  }

  private void comment(PgrollOptions options, QualifiedName table, Identifier column) {
    if (options.isCleared("comment")) {
      draft.add(options, PgrollColumns.comment(table, Optional.of(column), Literal.ofNull()));
    }
    options
        .text("comment")
        .ifPresent(
            text ->
                draft.add(
                    options, PgrollColumns.comment(table, Optional.of(column), Literal.of(text))));
  }
}
