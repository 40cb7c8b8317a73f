package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import java.util.List;

/// Whether a column's own constraint is enforced: it does not say so itself, what it says of itself
/// stands behind it, as constraints of their own kind.
public final class Enforcement {
  private Enforcement() {}

  /// @param constraints all that a column's definition says, in its order
  /// @param place of the constraint that is meant, from 0
  public static boolean isEnforced(List<Node> constraints, int place) {
    return constraints.subList(place + 1, constraints.size()).stream()
        .map(one -> one.text("contype"))
        .takeWhile(type -> type.startsWith("CONSTR_ATTR_"))
        .noneMatch("CONSTR_ATTR_NOT_ENFORCED"::equals);
  }
}
