package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Names of columns in trees: those an expression reads, and those PostgreSQL gives to the columns
/// of an index.
final class ColumnNames {
  private ColumnNames() {}

  /// Every column read below the node, once, in order.
  static List<Identifier> readBy(Node node) {
    Set<Identifier> columns = new LinkedHashSet<>();
    node.walk(
        each -> {
          List<String> fields = each.is("ColumnRef") ? each.strings("fields") : List.of();
          if (!fields.isEmpty()) {
            columns.add(Identifier.of(fields.get(fields.size() - 1)));
          }
        });
    return List.copyOf(columns);
  }

  /// What the columns of an index are called before they are made unique, INCLUDE columns too.
  static List<String> ofIndex(Node index) {
    List<Node> elements = new ArrayList<>(index.list("indexParams"));
    elements.addAll(index.list("indexIncludingParams"));
    return elements.stream()
        .map(
            element ->
                element.text("name").isEmpty()
                    ? element.find("expr").flatMap(ColumnNames::figured).orElse("expr")
                    : element.text("name"))
        .toList();
  }

  /// How good a name is: a cast's type name gives way to anything inside it.
  private record Figured(String name, boolean strong) {}

  private static Optional<String> figured(Node expression) {
    return figure(expression).map(Figured::name);
  }

  /// `FigureColnameInternal` of PostgreSQL's sources, for what an index expression can hold.
  private static Optional<Figured> figure(Node node) {
    return switch (node.kind()) {
      case "ColumnRef" -> strong(last(node.strings("fields")));
      case "A_Indirection" ->
          strong(last(node.strings("indirection")))
              .or(() -> node.find("arg").flatMap(ColumnNames::figure));
      case "FuncCall" -> strong(last(node.strings("funcname")));
      case "A_Expr" -> node.text("kind").equals("AEXPR_NULLIF") ? strong("nullif") : strong("");
      case "TypeCast" -> cast(node);
      case "CollateClause" -> node.find("arg").flatMap(ColumnNames::figure);
      case "CaseExpr" ->
          node.find("defresult")
              .flatMap(ColumnNames::figure)
              .filter(Figured::strong)
              .or(() -> Optional.of(new Figured("case", false)));
      case "A_ArrayExpr" -> strong("array");
      case "RowExpr" -> strong("row");
      case "CoalesceExpr" -> strong("coalesce");
      case "MinMaxExpr" -> strong(node.text("op").equals("IS_LEAST") ? "least" : "greatest");
      case "XmlSerialize" -> strong("xmlserialize");
      default -> Optional.empty();
    };
  }

  private static Optional<Figured> cast(Node node) {
    Optional<Figured> inside =
        node.find("arg").flatMap(ColumnNames::figure).filter(Figured::strong);
    return inside.or(
        () -> Optional.of(new Figured(last(node.child("typeName").strings("names")), false)));
  }

  private static Optional<Figured> strong(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(new Figured(name, true));
  }

  private static String last(List<String> names) {
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }
}
