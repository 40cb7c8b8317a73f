package dev.theseus.check.effect;

import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// The view of nothing.
enum NoCatalog implements CatalogView {
  INSTANCE;

  @Override
  public boolean known() {
    return false;
  }

  @Override
  public Optional<Relation> relation(QualifiedName name) {
    return Optional.empty();
  }

  @Override
  public Optional<UserType> type(QualifiedName name) {
    return Optional.empty();
  }

  @Override
  public Optional<UserFunction> function(String name) {
    return Optional.empty();
  }
}
