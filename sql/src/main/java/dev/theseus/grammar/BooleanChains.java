package dev.theseus.grammar;

import java.util.ArrayList;
import java.util.List;

/// PostgreSQL writes `a AND b AND c` as one node, also where parentheses stood around `a AND b`.
final class BooleanChains {

  private BooleanChains() {}

  /// The tree with every `AND` inside an `AND`, and every `OR` inside an `OR`, made one.
  static Node flat(Node tree) {
    return tree.rewrite(BooleanChains::flatNode);
  }

  private static Node flatNode(Node node) {
    if (!node.is("BoolExpr") || node.text("boolop").equals("NOT_EXPR")) {
      return node;
    }
    List<Node> args = new ArrayList<>();
    for (Node arg : node.list("args")) {
      boolean same = arg.is("BoolExpr") && arg.text("boolop").equals(node.text("boolop"));
      args.addAll(same ? arg.list("args") : List.of(arg));
    }
    return node.with("args", List.copyOf(args));
  }
}
