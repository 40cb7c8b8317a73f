package dev.theseus.check.effect;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// What is known of the database at the moment a statement runs.
public interface CatalogView {
  /// Whether anything is known at all; if not, every other answer is empty and verdicts come from
  /// the statement alone.
  boolean known();

  /// The relation of this name; empty if there is none or nothing is known.
  Optional<Relation> relation(QualifiedName name);

  /// The type with this name, unless it is built in.
  Optional<UserType> type(QualifiedName name);

  /// Whether a function of this name that is not built in is VOLATILE (any overload).
  boolean volatileFunction(String name);

  /// The schema a name without one belongs to.
  default QualifiedName resolve(String schema, String name) {
    return QualifiedName.of(schema.isEmpty() ? "public" : schema, name);
  }

  /// The relations that are inside a schema.
  default List<QualifiedName> in(Identifier schema) {
    return List.of();
  }

  /// The tablespace relations get that name none; empty if it is not known.
  default String defaultTablespace() {
    return "";
  }

  /// Nothing is known.
  static CatalogView none() {
    return NoCatalog.INSTANCE;
  }
}
