package dev.theseus.internal.check;

import dev.theseus.check.effect.CatalogView;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// Which relations statements make, and which of those that are there they drop.
final class Makings {
  private Makings() {}

  /// The relation that a statement makes, or gives its name.
  static Optional<QualifiedName> made(Node tree, CatalogView view) {
    Optional<QualifiedName> relation = relation(tree).map(node -> name(node, view));
    return switch (tree.kind()) {
      case "IndexStmt" ->
          relation
              .filter(on -> !tree.text("idxname").isEmpty())
              .map(on -> QualifiedName.of(on.schema().name(), tree.text("idxname")));
      case "RenameStmt" ->
          relation
              .filter(old -> tree.text("subname").isEmpty())
              .map(old -> QualifiedName.of(old.schema().name(), tree.text("newname")));
      default -> relation;
    };
  }

  /// Whether what the statement makes is there for certain once it has run, without looking.
  static boolean stays(Node tree) {
    return tree.is("CreateStmt") || tree.is("IndexStmt") || tree.is("ViewStmt");
  }

  /// The name that the statement says of what it makes; for an index, of what it is on.
  static Optional<Node> relation(Node tree) {
    return switch (tree.kind()) {
      case "CreateStmt", "IndexStmt", "RenameStmt" -> tree.find("relation");
      case "CreateForeignTableStmt" -> tree.find("base").flatMap(base -> base.find("relation"));
      case "CreateTableAsStmt" -> tree.find("into").flatMap(into -> into.find("rel"));
      case "CreateSeqStmt" -> tree.find("sequence");
      case "ViewStmt" -> tree.find("view");
      default -> Optional.empty();
    };
  }

  private static QualifiedName name(Node rangeVar, CatalogView view) {
    return view.resolve(rangeVar.text("schemaname"), rangeVar.text("relname"));
  }

  /// The relations that are there and that a statement drops, or takes their name.
  static List<QualifiedName> dropped(Node tree, CatalogView view) {
    List<QualifiedName> named =
        switch (tree.kind()) {
          case "DropStmt" ->
              tree.list("objects").stream()
                  .map(object -> object.strings("items"))
                  .filter(parts -> !parts.isEmpty())
                  .map(
                      parts ->
                          view.resolve(
                              parts.size() < 2 ? "" : parts.get(parts.size() - 2), parts.getLast()))
                  .toList();
          case "RenameStmt", "AlterObjectSchemaStmt" ->
              tree.find("relation").map(node -> name(node, view)).stream().toList();
          default -> List.of();
        };
    return named.stream().filter(name -> view.relation(name).isPresent()).toList();
  }
}
