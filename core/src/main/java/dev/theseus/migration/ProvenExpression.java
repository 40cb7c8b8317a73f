package dev.theseus.migration;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Expression;

/// An expression cut out of a statement, proven to be the one the statement's tree holds.
final class ProvenExpression {
  private ProvenExpression() {}

  /// @throws IllegalStateException if the text is not what the tree says: a fault of ours
  static Expression of(String text, Node tree) {
    if (!Grammar.expression(text).tree().sameAs(tree)) {
      throw new IllegalStateException("cut the wrong expression out of a statement: " + text);
    }
    return Expression.of(text);
  }
}
