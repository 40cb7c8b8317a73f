package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.operation.AddEnumValue;
import dev.theseus.operation.CreateTable;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.RenameColumn;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.operation.SetComment;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns one statement into operations. What has no operation of its own becomes a
/// [dev.theseus.operation.DirectStatement].
final class StatementReader {
  private StatementReader() {}

  static void read(StatementContext context) {
    Node tree = context.tree();
    TemporaryRelation.refuse(context);
    boolean done =
        switch (tree.kind()) {
          case "AlterTableStmt" -> AlterTableReader.read(context);
          case "IndexStmt" -> CreateIndexReader.read(context);
          case "CreateStmt" -> createTable(context, tree);
          case "DropStmt" -> drop(context, tree);
          case "RenameStmt" -> rename(context, tree);
          case "CommentStmt" -> comment(context, tree);
          case "AlterEnumStmt" -> enumValue(context, tree);
          case "TransactionStmt", "VariableSetStmt", "VariableShowStmt", "SelectStmt" ->
              SessionStatements.read(context);
          default -> false;
        };
    if (!done) {
      context.add(DirectReader.read(context));
    }
  }

  private static boolean createTable(StatementContext context, Node tree) {
    Optional<Node> relation = tree.find("relation");
    boolean plain =
        relation.isPresent()
            && relation.get().text("relpersistence").equals("p")
            && tree.list("inhRelations").isEmpty()
            && tree.find("partbound").isEmpty()
            && tree.find("ofTypename").isEmpty();
    if (relation.isPresent()) {
      context.names().takeRelation(context.relation(relation.get()));
    }
    if (!plain) {
      return false;
    }
    QualifiedName table = context.relation(relation.orElseThrow());
    Set<QualifiedName> references = new LinkedHashSet<>();
    tree.walk(node -> node.find("pktable").map(context::relation).ifPresent(references::add));
    references.remove(table);
    context.add(new CreateTable(table, Sql.verbatim(context.text()), List.copyOf(references)));
    return true;
  }

  private static boolean drop(StatementContext context, Node tree) {
    boolean cascade = tree.text("behavior").equals("DROP_CASCADE");
    boolean missingOk = tree.flag("missing_ok");
    List<QualifiedName> names = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      List<String> parts = object.strings("items");
      if (!parts.isEmpty()) {
        names.add(context.name(parts));
      }
    }
    if (tree.text("removeType").equals("OBJECT_TABLE")) {
      names.forEach(name -> context.add(new DropTable(name, cascade, missingOk)));
      return true;
    }
    if (tree.text("removeType").equals("OBJECT_INDEX") && !cascade) {
      names.forEach(name -> context.add(new DropIndex(name, missingOk)));
      return true;
    }
    return false;
  }

  private static boolean rename(StatementContext context, Node tree) {
    Optional<Node> relation = tree.find("relation");
    if (relation.isEmpty()) {
      return false;
    }
    QualifiedName name = context.relation(relation.get());
    Identifier to = Identifier.of(tree.text("newname"));
    switch (tree.text("renameType")) {
      case "OBJECT_TABLE" -> {
        context.add(new RenameTable(name, to));
        context.names().takeRelation(name.withName(to));
      }
      case "OBJECT_INDEX" -> {
        context.add(new RenameIndex(name, to));
        context.names().takeRelation(name.withName(to));
      }
      case "OBJECT_TABCONSTRAINT" -> {
        context.add(new RenameConstraint(name, Identifier.of(tree.text("subname")), to));
        context.names().takeConstraint(name, to);
      }
      case "OBJECT_COLUMN" -> {
        if (!tree.text("relationType").equals("OBJECT_TABLE")) {
          return false;
        }
        context.add(new RenameColumn(name, Identifier.of(tree.text("subname")), to));
      }
      default -> {
        return false;
      }
    }
    if (tree.flag("missing_ok")) {
      context.note("IF EXISTS of ALTER … RENAME has no effect: what is renamed must exist");
    }
    return true;
  }

  private static boolean comment(StatementContext context, Node tree) {
    Optional<Node> object = tree.find("object");
    List<String> parts = object.map(StatementReader::objectName).orElse(List.of());
    if (parts.isEmpty()) {
      return false;
    }
    String type = tree.text("objtype");
    boolean onColumn = type.equals("OBJECT_COLUMN");
    boolean ofTable =
        onColumn
            || Set.of("OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE")
                .contains(type);
    Optional<Identifier> column =
        onColumn ? Optional.of(Identifier.of(parts.get(parts.size() - 1))) : Optional.empty();
    QualifiedName name = context.name(ofTable ? parts.subList(0, parts.size() - 1) : parts);
    Optional<String> text = Optional.of(tree.text("comment")).filter(t -> !t.isEmpty());
    context.add(new SetComment(name, column, text, Sql.verbatim(context.text())));
    return true;
  }

  /// The name of what is commented on: a list of names, or for functions and types the names
  /// inside.
  private static List<String> objectName(Node object) {
    for (String field : List.of("items", "objname", "names")) {
      List<String> parts = object.strings(field);
      if (!parts.isEmpty() && parts.stream().noneMatch(String::isEmpty)) {
        return parts;
      }
    }
    return object.text("sval").isEmpty() ? List.of() : List.of(object.text("sval"));
  }

  private static boolean enumValue(StatementContext context, Node tree) {
    if (!tree.text("oldVal").isEmpty()) {
      return false;
    }
    context.add(
        new AddEnumValue(
            context.name(tree.strings("typeName")),
            tree.text("newVal"),
            Sql.verbatim(context.text())));
    return true;
  }
}
