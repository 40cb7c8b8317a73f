package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The exact inverse of a statement, or why there is none.
final class DirectUndo {
  private static final Undo REPLACED =
      new Undo.Stays("what it replaced is not known from the migration");
  private static final Undo MAY_HAVE_EXISTED =
      new Undo.Stays("it may have existed before (IF NOT EXISTS)");

  private DirectUndo() {}

  static Undo of(StatementContext context, Node tree) {
    if (tree.flag("replace")) {
      return REPLACED;
    }
    if (tree.flag("if_not_exists")) {
      return MAY_HAVE_EXISTED;
    }
    return switch (tree.kind()) {
      case "ViewStmt" -> drop("DROP VIEW {name}", context.relation(tree.child("view")));
      case "CreateSeqStmt" ->
          drop("DROP SEQUENCE {name}", context.relation(tree.child("sequence")));
      case "CompositeTypeStmt" -> drop("DROP TYPE {name}", context.relation(tree.child("typevar")));
      case "CreateEnumStmt", "CreateRangeStmt" ->
          drop("DROP TYPE {name}", context.name(tree.strings("typeName")));
      case "CreateDomainStmt" ->
          drop("DROP DOMAIN {name}", context.name(tree.strings("domainname")));
      case "CreateSchemaStmt" -> named("DROP SCHEMA {name}", tree.text("schemaname"));
      case "CreateExtensionStmt" -> named("DROP EXTENSION {name}", tree.text("extname"));
      case "CreateStmt" -> drop("DROP TABLE {name}", context.relation(tree.child("relation")));
      case "CreateTableAsStmt" -> tableAs(context, tree);
      case "CreateStatsStmt" ->
          tree.strings("defnames").isEmpty()
              ? new Undo.Stays("PostgreSQL chooses the name of the statistics")
              : drop("DROP STATISTICS {name}", context.name(tree.strings("defnames")));
      case "CreateTrigStmt" -> onTable("DROP TRIGGER {name} ON {table}", context, tree, "trigname");
      case "RuleStmt" -> onTable("DROP RULE {name} ON {table}", context, tree, "rulename");
      case "CreatePolicyStmt" ->
          Undo.of(
              Sql.of(
                  "DROP POLICY {name} ON {table}",
                  Map.of(
                      "name", Identifier.of(tree.text("policy_name")),
                      "table", context.relation(tree.child("table")))));
      case "CreateFunctionStmt" -> function(context, tree);
      case "AlterEnumStmt" -> enumValue(context, tree);
      case "AlterObjectSchemaStmt" -> setSchema(context, tree);
      case "RenameStmt" -> rename(context, tree);
      default -> altered(context, tree);
    };
  }

  private static Undo altered(StatementContext context, Node tree) {
    return switch (tree.kind()) {
      case "AlterDomainStmt" -> domain(context, tree);
      case "AlterTableStmt" -> attribute(context, tree);
      default -> withoutInverse(tree);
    };
  }

  private static Undo withoutInverse(Node tree) {
    return switch (tree.kind()) {
      case "DropStmt",
          "DropdbStmt",
          "DropRoleStmt",
          "DropOwnedStmt",
          "DropSubscriptionStmt",
          "DropTableSpaceStmt",
          "TruncateStmt" ->
          new Undo.Restore("what it removed or changed is not kept");
      case "AlterSeqStmt" ->
          new Undo.Stays(
              "the sequence has gone on, and what it had before is not known from the migration; a"
                  + " wider one serves a narrower column too");
      case "UpdateStmt" -> new Undo.Stays("the old values are not kept");
      case "DeleteStmt" -> new Undo.Stays("the deleted rows are not kept");
      case "MergeStmt" -> new Undo.Stays("the old values and the deleted rows are not kept");
      case "InsertStmt", "CopyStmt" -> new Undo.Stays("the rows it wrote stay");
      case "GrantStmt", "GrantRoleStmt" ->
          new Undo.Stays("whether the privilege was held before is not known from the migration");
      case "SelectStmt", "VacuumStmt", "ReindexStmt", "ClusterStmt", "LockStmt" ->
          new Undo.Stays("it changes no definition");
      case "RefreshMatViewStmt" -> new Undo.Nothing();
      default -> new Undo.Stays("it has no exact inverse");
    };
  }

  private static Undo drop(String template, QualifiedName name) {
    return Undo.of(Sql.of(template, Map.of("name", name)));
  }

  private static Undo named(String template, String name) {
    return name.isEmpty()
        ? new Undo.Stays("its name is not written")
        : Undo.of(Sql.of(template, Map.of("name", Identifier.of(name))));
  }

  private static Undo tableAs(StatementContext context, Node tree) {
    QualifiedName name = context.relation(tree.child("into").child("rel"));
    return tree.text("objtype").equals("OBJECT_MATVIEW")
        ? drop("DROP MATERIALIZED VIEW {name}", name)
        : drop("DROP TABLE IF EXISTS {name}", name); // the release may have dropped it itself
  }

  private static Undo onTable(
      String template, StatementContext context, Node tree, String nameField) {
    return Undo.of(
        Sql.of(
            template,
            Map.of(
                "name", Identifier.of(tree.text(nameField)),
                "table", context.relation(tree.child("relation")))));
  }

  /// A function is dropped by name and input types; types are written as the statement writes them.
  private static Undo function(StatementContext context, Node tree) {
    List<SqlPart> types = new ArrayList<>();
    boolean procedure = tree.flag("is_procedure");
    for (Node parameter : tree.list("parameters")) {
      String mode = parameter.text("mode");
      boolean counts =
          !mode.equals("FUNC_PARAM_TABLE") && (procedure || !mode.equals("FUNC_PARAM_OUT"));
      Node type = parameter.child("argType");
      if (type.flag("pct_type") || type.flag("setof")) {
        return new Undo.Stays("its parameter types depend on the catalog");
      }
      if (counts) {
        types.add(SqlFragments.typeNamed(type));
      }
    }
    QualifiedName name = context.name(tree.strings("funcname"));
    String keyword = procedure ? "DROP PROCEDURE {name}" : "DROP FUNCTION {name}";
    return types.isEmpty()
        ? Undo.of(Sql.of(keyword + " ()", Map.of("name", name)))
        : Undo.of(
            Sql.of(
                keyword + " ({types})",
                Map.of("name", name, "types", dev.theseus.sql.SqlList.of(types))));
  }

  private static Undo domain(StatementContext context, Node tree) {
    String constraint = tree.find("def").map(def -> def.text("conname")).orElse("");
    return !tree.text("subtype").equals("C") || constraint.isEmpty()
        ? withoutInverse(tree)
        : Undo.of(
            Sql.of(
                "ALTER DOMAIN {name} DROP CONSTRAINT {constraint}",
                Map.of(
                    "name", context.name(tree.strings("typeName")),
                    "constraint", Identifier.of(constraint))));
  }

  /// `ALTER TYPE … ADD ATTRIBUTE`.
  private static Undo attribute(StatementContext context, Node tree) {
    List<Node> commands = tree.list("cmds");
    return !tree.text("objtype").equals("OBJECT_TYPE")
            || commands.size() != 1
            || !commands.getFirst().text("subtype").equals("AT_AddColumn")
        ? withoutInverse(tree)
        : Undo.of(
            Sql.of(
                "ALTER TYPE {name} DROP ATTRIBUTE {attribute}",
                Map.of(
                    "name", context.relation(tree.child("relation")),
                    "attribute", Identifier.of(commands.getFirst().child("def").text("colname")))));
  }

  private static Undo enumValue(StatementContext context, Node tree) {
    return Undo.of(
        Sql.of(
            "ALTER TYPE {type} RENAME VALUE {now} TO {before}",
            Map.of(
                "type", context.name(tree.strings("typeName")),
                "now", dev.theseus.sql.Literal.of(tree.text("newVal")),
                "before", dev.theseus.sql.Literal.of(tree.text("oldVal")))));
  }

  private static Undo setSchema(StatementContext context, Node tree) {
    String type = keyword(tree.text("objectType"));
    if (tree.find("relation").isEmpty() || type.isEmpty()) {
      return new Undo.Stays("it has no exact inverse");
    }
    QualifiedName before = context.relation(tree.child("relation"));
    return Undo.of(
        Sql.of(
            "ALTER " + type + " {now} SET SCHEMA {before}",
            Map.of(
                "now", before.withSchema(Identifier.of(tree.text("newschema"))),
                "before", before.schema())));
  }

  private static Undo rename(StatementContext context, Node tree) {
    String type = keyword(tree.text("renameType"));
    if (tree.find("relation").isEmpty() || type.isEmpty()) {
      return new Undo.Stays("it has no exact inverse");
    }
    QualifiedName before = context.relation(tree.child("relation"));
    return Undo.of(
        Sql.of(
            "ALTER " + type + " {now} RENAME TO {before}",
            Map.of(
                "now", before.withName(Identifier.of(tree.text("newname"))),
                "before", before.name())));
  }

  private static String keyword(String objectType) {
    return switch (objectType) {
      case "OBJECT_TABLE" -> "TABLE";
      case "OBJECT_VIEW" -> "VIEW";
      case "OBJECT_MATVIEW" -> "MATERIALIZED VIEW";
      case "OBJECT_SEQUENCE" -> "SEQUENCE";
      case "OBJECT_FOREIGN_TABLE" -> "FOREIGN TABLE";
      default -> "";
    };
  }
}
