package dev.theseus.check.effect;

import dev.theseus.grammar.Node;

/// From a statement to what it does.
public final class Effects {
  private Effects() {}

  /// What the statement does.
  ///
  /// @param tree its parse tree
  /// @param catalog the database at that moment
  /// @param major the server's major version, 14 to 18
  public static Effect of(Node tree, CatalogView catalog, int major) {
    return Effect.unknown();
  }
}
