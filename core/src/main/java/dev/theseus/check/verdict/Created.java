package dev.theseus.check.verdict;

import dev.theseus.check.effect.CatalogView;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names of relations that statements make.
final class Created {
  private Created() {}

  static List<QualifiedName> names(Node tree, CatalogView view) {
    Node create = tree.find("base").orElse(tree);
    Optional<Node> relation =
        create
            .find("relation")
            .or(() -> create.find("view"))
            .or(() -> create.find("sequence"))
            .or(() -> create.find("typevar"))
            .or(() -> create.find("into").flatMap(into -> into.find("rel")));
    return relation.map(node -> List.of(created(node, view))).orElse(List.of());
  }

  /// A temporary one stands before the one of the same name that is not: a catalog that is read
  /// tells them apart.
  private static QualifiedName created(Node rangeVar, CatalogView view) {
    boolean temporary = rangeVar.text("relpersistence").equals("t");
    return temporary && view.known()
        ? QualifiedName.of("pg_temp", rangeVar.text("relname"))
        : name(rangeVar, view);
  }

  private static QualifiedName name(Node rangeVar, CatalogView view) {
    return view.resolve(rangeVar.text("schemaname"), rangeVar.text("relname"));
  }

  /// A new relation stays new under another name.
  static void renamed(Node tree, CatalogView view, Set<QualifiedName> fresh) {
    if (!tree.is("RenameStmt") || !tree.text("subname").isEmpty()) {
      return;
    }
    tree.find("relation")
        .map(node -> name(node, view))
        .filter(fresh::contains)
        .ifPresent(old -> fresh.add(QualifiedName.of(old.schema().name(), tree.text("newname"))));
  }
}
