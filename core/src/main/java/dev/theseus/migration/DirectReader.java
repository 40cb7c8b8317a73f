package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Statements that are carried out as written.
final class DirectReader {
  private DirectReader() {}

  static DirectStatement read(StatementContext context) {
    Node tree = context.tree();
    List<QualifiedName> tables = tables(context, tree);
    DirectStatement statement =
        new DirectStatement(
            target(context, tree, tables),
            kind(tree),
            Sql.verbatim(context.text()),
            tables,
            DirectLocks.of(context, tree, tables),
            transactional(tree),
            undo(context, tree),
            DirectWarnings.of(tree));
    return statement.withBatching(BatchDirective.of(context));
  }

  /// Every relation the statement names but the one it creates.
  private static List<QualifiedName> tables(StatementContext context, Node tree) {
    Set<QualifiedName> tables = new LinkedHashSet<>();
    tree.walk(
        node -> {
          if (node.is("RangeVar") && !node.text("relname").isEmpty()) {
            tables.add(context.relation(node));
          }
        });
    if (tree.is("DropStmt")) {
      dropped(context, tree).forEach(tables::add);
    }
    created(tree).map(context::relation).forEach(tables::remove);
    withQueries(tree).forEach(name -> tables.removeIf(t -> t.name().toString().equals(name)));
    return List.copyOf(tables);
  }

  /// Names of WITH queries look like tables where they are used.
  private static List<String> withQueries(Node tree) {
    return tree.all("CommonTableExpr").stream().map(cte -> cte.text("ctename")).toList();
  }

  private static java.util.stream.Stream<Node> created(Node tree) {
    return switch (tree.kind()) {
      case "ViewStmt" -> tree.find("view").stream();
      case "CreateSeqStmt" -> tree.find("sequence").stream();
      case "CompositeTypeStmt" -> tree.find("typevar").stream();
      case "CreateStmt", "CreateForeignTableStmt" -> tree.find("relation").stream();
      case "CreateTableAsStmt" -> tree.find("into").flatMap(into -> into.find("rel")).stream();
      default -> java.util.stream.Stream.empty();
    };
  }

  /// The relations of a DROP: for a trigger, rule or policy the table it belongs to.
  static List<QualifiedName> dropped(StatementContext context, Node tree) {
    String type = tree.text("removeType");
    boolean ofTable = Set.of("OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY").contains(type);
    boolean relation =
        Set.of("OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE", "OBJECT_SEQUENCE")
            .contains(type);
    List<QualifiedName> names = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      List<String> parts = object.strings("items");
      if (ofTable && parts.size() > 1) {
        names.add(context.name(parts.subList(0, parts.size() - 1)));
      } else if (relation && !parts.isEmpty()) {
        names.add(context.name(parts));
      }
    }
    return names;
  }

  private static QualifiedName target(
      StatementContext context, Node tree, List<QualifiedName> tables) {
    List<QualifiedName> created = created(tree).map(context::relation).toList();
    if (!created.isEmpty()) {
      return created.get(0);
    }
    for (String field : List.of("funcname", "typeName", "domainname", "defnames", "defname")) {
      List<String> parts = tree.strings(field);
      if (!parts.isEmpty()) {
        return context.name(parts);
      }
    }
    return tables.isEmpty() ? context.nothing() : tables.get(0);
  }

  /// The kind in words: `CreateFunctionStmt` gives `create function`.
  static String kind(Node tree) {
    return switch (tree.kind()) {
      case "ViewStmt" -> "create view";
      case "RuleStmt" -> "create rule";
      case "CreateTrigStmt" -> "create trigger";
      case "CreateSeqStmt" -> "create sequence";
      case "AlterSeqStmt" -> "alter sequence";
      case "CreateStatsStmt" -> "create statistics";
      case "CompositeTypeStmt", "CreateEnumStmt", "CreateRangeStmt" -> "create type";
      case "CreatedbStmt" -> "create database";
      case "DropdbStmt" -> "drop database";
      case "CreateStmt" -> "create table";
      case "CreateTableAsStmt" ->
          tree.text("objtype").equals("OBJECT_MATVIEW")
              ? "create materialized view"
              : "create table as";
      case "RefreshMatViewStmt" -> "refresh materialized view";
      case "CreateFunctionStmt" ->
          tree.flag("is_procedure") ? "create procedure" : "create function";
      case "DefineStmt" -> "create " + object(tree.text("kind"));
      case "DropStmt" -> "drop " + object(tree.text("removeType"));
      case "RenameStmt" -> "rename " + object(tree.text("renameType"));
      case "AlterTableStmt" -> "alter " + object(tree.text("objtype"));
      case "AlterObjectSchemaStmt" -> "set schema of " + object(tree.text("objectType"));
      case "AlterOwnerStmt" -> "set owner of " + object(tree.text("objectType"));
      case "AlterEnumStmt" -> "rename enum value";
      case "CommentStmt" -> "comment on " + object(tree.text("objtype"));
      case "GrantStmt", "GrantRoleStmt" -> tree.flag("is_grant") ? "grant" : "revoke";
      case "VacuumStmt" -> tree.flag("is_vacuumcmd") ? "vacuum" : "analyze";
      default ->
          tree.kind()
              .replaceFirst("Stmt$", "")
              .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
              .toLowerCase(Locale.ROOT);
    };
  }

  private static String object(String type) {
    return switch (type) {
      case "OBJECT_MATVIEW" -> "materialized view";
      case "OBJECT_TABCONSTRAINT" -> "constraint";
      case "OBJECT_TSCONFIGURATION" -> "text search configuration";
      default -> type.replaceFirst("^OBJECT_", "").replace('_', ' ').toLowerCase(Locale.ROOT);
    };
  }

  private static boolean transactional(Node tree) {
    return switch (tree.kind()) {
      case "CreatedbStmt",
          "DropdbStmt",
          "AlterSystemStmt",
          "CreateTableSpaceStmt",
          "DropTableSpaceStmt",
          "CreateSubscriptionStmt",
          "DropSubscriptionStmt" ->
          false;
      case "VacuumStmt" -> !tree.flag("is_vacuumcmd");
      case "ClusterStmt" -> tree.find("relation").isPresent();
      case "IndexStmt", "DropStmt", "RefreshMatViewStmt" -> !tree.flag("concurrent");
      case "ReindexStmt" ->
          !hasOption(tree, "concurrently")
              && Set.of("REINDEX_OBJECT_TABLE", "REINDEX_OBJECT_INDEX", "")
                  .contains(tree.text("kind"));
      default -> true;
    };
  }

  static boolean hasOption(Node tree, String name) {
    for (String field : List.of("params", "options")) {
      for (Node option : tree.list(field)) {
        if (option.text("defname").equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Undo undo(StatementContext context, Node tree) {
    return DirectUndo.of(context, tree);
  }
}
