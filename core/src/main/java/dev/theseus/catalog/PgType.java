package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.TypeName;
import java.util.List;
import java.util.Optional;

/// A type as the catalog names it, so that `int8`, `bigint` and `pg_catalog.int8` are equal.
///
/// @param schema the schema of a type outside `pg_catalog`; empty for built-in types and for types
///   found through the path
/// @param name the internal name (`int8`, `varchar`, `numeric`), unquoted
/// @param modifiers the modifiers as written: `[20]` for `varchar(20)`, `[10, 2]` for
///   `numeric(10,2)`; for an `interval` the precision, or with fields the field mask and the
///   precision (-1 for none)
/// @param dimensions array dimensions, 0 for a scalar; the server does not tell one from more, so
///   [PgTypes] gives 1
/// @param wordModifiers all modifiers when one of them is not a number, as SQL: `[point, 4326]`;
///   `modifiers` is then empty
public record PgType(
    Optional<Identifier> schema,
    Identifier name,
    List<Integer> modifiers,
    int dimensions,
    List<String> wordModifiers) {
  public PgType {
    modifiers = List.copyOf(modifiers);
    wordModifiers = List.copyOf(wordModifiers);
    if (dimensions < 0) {
      throw new IllegalArgumentException("array dimensions must not be negative: " + dimensions);
    }
  }

  public PgType(
      Optional<Identifier> schema, Identifier name, List<Integer> modifiers, int dimensions) {
    this(schema, name, modifiers, dimensions, List.of());
  }

  public static PgType builtIn(String name, Integer... modifiers) {
    return new PgType(Optional.empty(), Identifier.of(name), List.of(modifiers), 0);
  }

  public boolean isArray() {
    return dimensions > 0;
  }

  /// Whether the type is the built-in scalar of this internal name.
  public boolean is(String internalName) {
    return schema.isEmpty() && dimensions == 0 && name.toString().equals(internalName);
  }

  public PgType withoutModifiers() {
    return new PgType(schema, name, List.of(), dimensions);
  }

  /// The text to write in SQL.
  public TypeName sql() {
    String text =
        schema.isPresent()
            ? schema.get().quoted() + "." + name.quoted() + BuiltInTypes.written(modifiers)
            : BuiltInTypes.sqlName(name.toString(), modifiers);
    return TypeName.of(text + BuiltInTypes.written(wordModifiers) + "[]".repeat(dimensions));
  }

  @Override
  public String toString() {
    return sql().toString();
  }
}
