package dev.theseus.migration;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import dev.theseus.sql.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Column definitions of `create_table` and `add_column`.
final class PgrollColumns {
  static final List<String> COLUMN =
      List.of(
          "name",
          "type",
          "nullable",
          "pk",
          "unique",
          "default",
          "check",
          "references",
          "generated",
          "comment");
  static final List<String> CHECK = List.of("name", "constraint", "no_inherit");
  static final List<String> REFERENCES =
      List.of(
          "name",
          "table",
          "column",
          "match_type",
          "on_delete",
          "on_update",
          "deferrable",
          "initially_deferred");

  private final PgrollDraft draft;

  PgrollColumns(PgrollDraft draft) {
    this.draft = draft;
  }

  /// @param inKey the column is one of several of a primary key, which stands apart
  Sql definition(PgrollOptions column, boolean inKey) {
    List<SqlPart> clauses = new ArrayList<>();
    clauses.add(
        PgrollClause.when(
            !column.flag("nullable") && !column.flag("pk") && !column.has("generated"),
            "NOT NULL"));
    clauses.add(PgrollClause.with("DEFAULT {part}", column.expression("default")));
    column
        .part("generated", List.of("expression", "identity"))
        .map(this::generated)
        .ifPresent(clauses::add);
    clauses.add(PgrollClause.when(column.flag("pk") && !inKey, "PRIMARY KEY"));
    clauses.add(PgrollClause.when(column.flag("unique"), "UNIQUE"));
    column.part("check", CHECK).map(PgrollColumns::check).ifPresent(clauses::add);
    column.part("references", REFERENCES).map(this::references).ifPresent(clauses::add);
    return Sql.of(
        "{name} {type}{clauses}",
        Map.of(
            "name", column.name("name"),
            "type", column.type("type"),
            "clauses", PgrollClause.all(clauses)));
  }

  private SqlPart generated(PgrollOptions generated) {
    Optional<PgrollOptions> identity =
        generated.part("identity", List.of("user_specified_values", "sequence_options"));
    Optional<Expression> expression = generated.expression("expression");
    if (identity.isPresent() == expression.isPresent()) {
      throw generated.problem(
          "expression", "needs either expression or identity", "write one of them");
    }
    if (expression.isPresent()) {
      return PgrollClause.with("GENERATED ALWAYS AS ({part}) STORED", expression);
    }
    Sql when =
        identity
            .get()
            .word("user_specified_values", List.of("ALWAYS", "BY DEFAULT"))
            .orElse(Sql.verbatim("ALWAYS"));
    SqlPart sequence =
        PgrollClause.with(
            "({part})",
            identity
                .get()
                .piece(
                    "sequence_options",
                    "CREATE TABLE t (c int GENERATED ALWAYS AS IDENTITY ({piece}))"));
    return PgrollClause.of(
        "GENERATED {when} AS IDENTITY{sequence}", Map.of("when", when, "sequence", sequence));
  }

  private static SqlPart check(PgrollOptions check) {
    return PgrollClause.of(
        "CONSTRAINT {name} {check}",
        Map.of("name", check.name("name"), "check", condition(check, "constraint")));
  }

  /// `CHECK (…)` with what follows it.
  static Sql condition(PgrollOptions check, String key) {
    return Sql.of(
        "CHECK ({condition}){inherit}",
        Map.of(
            "condition",
            check.requiredExpression(key),
            "inherit",
            PgrollClause.when(check.flag("no_inherit"), "NO INHERIT")));
  }

  private SqlPart references(PgrollOptions references) {
    return PgrollClause.of(
        "CONSTRAINT {name} {target}",
        Map.of("name", references.name("name"), "target", target(references)));
  }

  /// `REFERENCES …` of one column.
  Sql target(PgrollOptions references) {
    return Sql.of(
        "REFERENCES {table} ({column}){actions}",
        Map.of(
            "table", draft.relation(references.name("table")),
            "column", references.name("column"),
            "actions", PgrollConstraints.actions(references)));
  }

  void comment(PgrollOptions column, QualifiedName table) {
    Identifier name = column.name("name");
    column
        .text("comment")
        .ifPresent(text -> draft.add(column, comment(table, Optional.of(name), Literal.of(text))));
  }

  static Sql comment(QualifiedName table, Optional<Identifier> column, Literal text) {
    return column.isPresent()
        ? Sql.of(
            "COMMENT ON COLUMN {table}.{column} IS {text}",
            Map.of("table", table, "column", column.get(), "text", text))
        : Sql.of("COMMENT ON TABLE {table} IS {text}", Map.of("table", table, "text", text));
  }

  /// `USING …` has no part here: PostgreSQL's assignment cast, or `up` and `down`.
  static Sql changeType(QualifiedName table, Identifier column, TypeName type) {
    return Sql.of(
        "ALTER TABLE {table} ALTER COLUMN {column} TYPE {type}",
        Map.of("table", table, "column", column, "type", type));
  }
}
