package dev.theseus.check.rule;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effect;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Set;

/// One statement with everything around it.
///
/// @param file the file it stands in
/// @param statement the statement
/// @param effect what it does on this major
/// @param major the PostgreSQL major it is judged for
/// @param catalog the database before it runs
/// @param before the statements before it in the same transaction, with their effects; empty
///   outside
/// @param fresh relations that the same release created: nobody uses them yet
public record RuleContext(
    CheckedFile file,
    CheckedStatement statement,
    Effect effect,
    int major,
    CatalogView catalog,
    List<Judged> before,
    Set<QualifiedName> fresh) {

  public RuleContext {
    before = List.copyOf(before);
  }
}
