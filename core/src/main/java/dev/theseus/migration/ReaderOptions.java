package dev.theseus.migration;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Map;
import java.util.function.Predicate;

/// What reading a migration needs to know about its surroundings.
///
/// @param baseSchema the schema of names written without one, default `public`
/// @param relationExists whether a table, index, view or sequence of this name exists already;
///   PostgreSQL numbers the names it chooses where they would collide. Default: none exists
/// @param constraintExists whether any table of the schema has a constraint of this name. Default:
///   none does
/// @param placeholders values for `${name}`, default none
public record ReaderOptions(
    Identifier baseSchema,
    Predicate<QualifiedName> relationExists,
    Predicate<QualifiedName> constraintExists,
    Map<String, String> placeholders) {

  public ReaderOptions {
    placeholders = Map.copyOf(placeholders);
  }

  /// Base schema `public`, nothing exists yet, no placeholders.
  public static ReaderOptions defaults() {
    return of(Identifier.of("public"));
  }

  /// Nothing exists yet, no placeholders.
  public static ReaderOptions of(Identifier baseSchema) {
    return new ReaderOptions(baseSchema, name -> false, name -> false, Map.of());
  }

  /// The same with knowledge of what exists.
  ///
  /// @param relations whether a relation of this name exists
  /// @param constraints whether a table of the schema has a constraint of this name
  public ReaderOptions withExisting(
      Predicate<QualifiedName> relations, Predicate<QualifiedName> constraints) {
    return new ReaderOptions(baseSchema, relations, constraints, placeholders);
  }

  /// The same with values for `${name}`.
  public ReaderOptions withPlaceholders(Map<String, String> values) {
    return new ReaderOptions(baseSchema, relationExists, constraintExists, values);
  }
}
