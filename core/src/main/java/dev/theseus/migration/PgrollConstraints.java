package dev.theseus.migration;

import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.Operation;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Constraints of a table: those of `create_table`, `create_constraint` and the foreign keys of
/// columns.
final class PgrollConstraints {
  static final List<String> CONSTRAINT =
      List.of(
          "name",
          "type",
          "columns",
          "check",
          "references",
          "exclude",
          "deferrable",
          "initially_deferred",
          "nulls_not_distinct",
          "no_inherit",
          "index_parameters");
  static final List<String> TARGET =
      List.of("table", "columns", "match_type", "on_delete", "on_update", "on_delete_set_columns");
  static final List<String> INDEX = List.of("tablespace", "storage_parameters", "include_columns");
  private static final List<String> ACTIONS =
      List.of("NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT");

  private final PgrollDraft draft;

  PgrollConstraints(PgrollDraft draft) {
    this.draft = draft;
  }

  /// What a constraint of this kind has beside its columns and how it is timed.
  private static final Map<String, List<String>> PER_TYPE =
      Map.of(
          "unique",
          List.of(
              "columns",
              "deferrable",
              "initially_deferred",
              "nulls_not_distinct",
              "index_parameters"),
          "primary_key",
          List.of("columns", "deferrable", "initially_deferred", "index_parameters"),
          "check",
          List.of("columns", "check", "no_inherit"),
          "foreign_key",
          List.of("columns", "references", "deferrable", "initially_deferred"),
          "exclude",
          List.of("exclude", "deferrable", "initially_deferred", "index_parameters"));

  /// `CONSTRAINT name …` for CREATE TABLE.
  Sql definition(PgrollOptions constraint) {
    return Sql.of(
        "CONSTRAINT {name} {body}",
        Map.of(
            "name",
            constraint.name("name"),
            "body",
            body(constraint, kind(constraint, CONSTRAINT))));
  }

  /// The type, after a look that no option of another type stands beside it.
  static String kind(PgrollOptions constraint, List<String> known) {
    List<String> types = List.of("unique", "check", "primary_key", "foreign_key", "exclude");
    String type =
        constraint
            .word("type", types)
            .orElseThrow(
                () ->
                    constraint.problem(
                        "type", "has no type", "add type, one of: " + String.join(", ", types)))
            .text();
    for (String option : CONSTRAINT) {
      boolean ofAll = option.equals("name") || option.equals("type");
      boolean switchedOff = constraint.find(option).map(PgrollConstraints::isFalse).orElse(false);
      if (!ofAll
          && known.contains(option)
          && !PER_TYPE.getOrDefault(type, List.of()).contains(option)
          && constraint.has(option)
          && !switchedOff) {
        throw constraint.problem(
            option, "does not go with type " + type, "remove it or correct the type");
      }
    }
    return type;
  }

  private static boolean isFalse(Document value) {
    return value instanceof Document.Scalar scalar && scalar.text().equals("false");
  }

  private Sql body(PgrollOptions constraint, String kind) {
    return switch (kind) {
      case "unique" ->
          key(
              "UNIQUE{nulls} ({columns}){index}{timing}",
              constraint,
              Map.of("nulls", nulls(constraint)));
      case "primary_key" -> key("PRIMARY KEY ({columns}){index}{timing}", constraint, Map.of());
      case "check" -> PgrollColumns.condition(constraint, "check");
      case "foreign_key" -> foreignKey(constraint);
      default -> exclusion(constraint);
    };
  }

  private static SqlPart nulls(PgrollOptions constraint) {
    return PgrollClause.when(constraint.flag("nulls_not_distinct"), "NULLS NOT DISTINCT");
  }

  private static Sql key(String template, PgrollOptions constraint, Map<String, SqlPart> more) {
    Map<String, SqlPart> parts = new HashMap<>(more);
    parts.put("columns", SqlList.of(constraint.requiredNames("columns")));
    parts.put(
        "index",
        constraint
            .part("index_parameters", INDEX)
            .map(PgrollConstraints::index)
            .orElse(Nothing.NOTHING));
    parts.put("timing", timing(constraint));
    return Sql.of(template, parts);
  }

  private static SqlPart index(PgrollOptions parameters) {
    return PgrollClause.all(
        List.of(including(parameters), storage(parameters, "USING INDEX TABLESPACE {part}")));
  }

  static SqlPart including(PgrollOptions parameters) {
    List<Identifier> include = parameters.names("include_columns");
    return include.isEmpty()
        ? Nothing.NOTHING
        : PgrollClause.of("INCLUDE ({columns})", Map.of("columns", SqlList.of(include)));
  }

  static SqlPart storage(PgrollOptions parameters, String tablespace) {
    return PgrollClause.all(
        List.of(
            PgrollClause.with(
                "WITH ({part})", parameters.piece("storage_parameters", PgrollIndexes.STORAGE)),
            PgrollClause.with(
                tablespace,
                parameters.has("tablespace")
                    ? Optional.of(parameters.name("tablespace"))
                    : Optional.empty())));
  }

  private static SqlPart timing(PgrollOptions constraint) {
    boolean deferred = constraint.flag("initially_deferred");
    return PgrollClause.all(
        List.of(
            PgrollClause.when(deferred || constraint.flag("deferrable"), "DEFERRABLE"),
            PgrollClause.when(deferred, "INITIALLY DEFERRED")));
  }

  private Sql foreignKey(PgrollOptions constraint) {
    PgrollOptions target = constraint.requiredPart("references", TARGET);
    return Sql.of(
        "FOREIGN KEY ({columns}) REFERENCES {table} ({referenced}){actions}{timing}",
        Map.of(
            "columns", SqlList.of(constraint.requiredNames("columns")),
            "table", draft.relation(target.name("table")),
            "referenced", SqlList.of(target.requiredNames("columns")),
            "actions", actions(target),
            "timing", timing(constraint)));
  }

  /// MATCH, ON DELETE, ON UPDATE and the timing of a foreign key.
  static SqlPart actions(PgrollOptions target) {
    List<Identifier> set = target.names("on_delete_set_columns");
    if (target.text("match_type").filter("PARTIAL"::equalsIgnoreCase).isPresent()) {
      throw target.problem(
          "match_type", "is PARTIAL, which PostgreSQL does not have", "use SIMPLE or FULL");
    }
    Optional<Sql> delete = target.word("on_delete", ACTIONS);
    if (!set.isEmpty() && delete.filter(one -> one.text().startsWith("SET ")).isEmpty()) {
      throw target.problem(
          "on_delete_set_columns",
          "needs on_delete SET NULL or SET DEFAULT",
          "add on_delete or remove the columns");
    }
    List<SqlPart> clauses = new ArrayList<>();
    clauses.add(
        PgrollClause.with("MATCH {part}", target.word("match_type", List.of("SIMPLE", "FULL"))));
    clauses.add(PgrollClause.with("ON DELETE {part}", delete));
    clauses.add(
        set.isEmpty()
            ? Nothing.NOTHING
            : PgrollClause.of("({columns})", Map.of("columns", SqlList.of(set))));
    clauses.add(PgrollClause.with("ON UPDATE {part}", target.word("on_update", ACTIONS)));
    clauses.add(timing(target));
    return PgrollClause.all(clauses);
  }

  private static Sql exclusion(PgrollOptions constraint) {
    PgrollOptions exclude =
        constraint.requiredPart("exclude", List.of("index_method", "elements", "predicate"));
    Sql elements =
        exclude
            .piece("elements", "CREATE TABLE t (c int, EXCLUDE USING gist ({piece}))")
            .orElseThrow(() -> exclude.problem("elements", "has no elements", "add elements"));
    return Sql.of(
        "EXCLUDE{method} ({elements}){index}{predicate}{timing}",
        Map.of(
            "method",
                PgrollClause.with(
                    "USING {part}", exclude.word("index_method", PgrollIndexes.METHODS)),
            "elements", elements,
            "index",
                constraint
                    .part("index_parameters", INDEX)
                    .map(PgrollConstraints::index)
                    .orElse(Nothing.NOTHING),
            "predicate", PgrollClause.with("WHERE ({part})", exclude.expression("predicate")),
            "timing", timing(constraint)));
  }

  /// `create_constraint`. A key whose index has settings of its own is built as an index first.
  void create(PgrollOptions constraint, List<String> known) {
    String kind = kind(constraint, known);
    if (kind.equals("exclude")) {
      throw constraint.problem(
          "type",
          "is exclude, which pgroll adds to new tables only",
          "write it as an sql operation");
    }
    QualifiedName table = draft.relation(constraint.name("table"));
    Optional<PgrollOptions> parameters = constraint.part("index_parameters", INDEX);
    boolean apart =
        parameters
            .filter(one -> one.has("tablespace") || one.has("storage_parameters"))
            .isPresent();
    if (apart) {
      keyOfIndex(constraint, table, parameters.orElseThrow());
    } else {
      draft.add(
          constraint,
          Sql.of(
              "ALTER TABLE {table} ADD CONSTRAINT {name} {body}",
              Map.of(
                  "table", table,
                  "name", constraint.name("name"),
                  "body", body(constraint, kind))));
    }
    constraint.byColumn("up").forEach((column, up) -> draft.up(table, column, up));
    constraint.byColumn("down").forEach((column, down) -> draft.down(table, column, down));
  }

  private void keyOfIndex(PgrollOptions constraint, QualifiedName table, PgrollOptions parameters) {
    Identifier name = constraint.name("name");
    List<Identifier> columns = constraint.requiredNames("columns");
    boolean unique = kind(constraint, CONSTRAINT).equals("unique");
    draft.add(
        constraint,
        Sql.of(
            "CREATE UNIQUE INDEX {name} ON {table} ({columns}){include}{storage}",
            Map.of(
                "name", name,
                "table", table,
                "columns", SqlList.of(columns),
                "include", including(parameters),
                "storage", storage(parameters, "TABLESPACE {part}"))));
    String template =
        unique
            ? "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"
            : "ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name}";
    draft.add(
        constraint,
        Sql.of(template, Map.of("table", table, "name", name)),
        operation -> withColumns(operation, columns));
  }

  /// USING INDEX names no columns in SQL; here they are known.
  private static Operation withColumns(Operation operation, List<Identifier> columns) {
    if (operation instanceof AddUnique add) {
      return new AddUnique(
          add.table(),
          add.constraint(),
          columns,
          add.include(),
          add.nullsNotDistinct(),
          add.deferrable(),
          add.initiallyDeferred(),
          add.existingIndex());
    }
    if (operation instanceof AddPrimaryKey add) {
      return new AddPrimaryKey(
          add.table(),
          add.constraint(),
          columns,
          add.include(),
          add.deferrable(),
          add.initiallyDeferred(),
          add.existingIndex());
    }
    return operation;
  }
}
