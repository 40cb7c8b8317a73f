package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes the canonical [PgType] of a type however it is spelled. Thread-safe; holds nothing.
///
/// `decimal(10)`, `numeric(10,0)` and `pg_catalog.numeric(10)` become equal; so do `char` and
/// `character(1)`, `float(53)` and `double precision`, `int[3][3]` and `integer[]` (the server does
/// not keep array bounds). A name without schema that is not built in stays without schema.
public final class PgTypes {
  private static final Map<String, PgType> SERIALS =
      Map.of(
          "serial", PgType.builtIn("int4"),
          "serial4", PgType.builtIn("int4"),
          "bigserial", PgType.builtIn("int8"),
          "serial8", PgType.builtIn("int8"),
          "smallserial", PgType.builtIn("int2"),
          "serial2", PgType.builtIn("int2"));

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

  private PgTypes() {}

  /// The type that `text` names: what `format_type` gives, or what a user wrote.
  ///
  /// @throws IllegalArgumentException if it is not one whole type
  public static PgType of(String text) {
    return new TypeText(text).read();
  }

  /// The type behind `serial` and its kind, which are not types but a column, a default and a
  /// sequence; empty for every real type.
  public static Optional<PgType> serial(PgType type) {
    return type.schema().isEmpty() && type.dimensions() == 0
        ? Optional.ofNullable(SERIALS.get(type.name().toString()))
        : Optional.empty();
  }

  /// The type of these names (schema and name, or name alone) as the server's grammar resolves
  /// keywords: `pg_catalog.int4`, never `integer`.
  ///
  /// @param modifiers as written; texts of whole numbers, names or strings
  public static PgType named(List<String> names, List<String> modifiers, boolean array) {
    String name = names.getLast();
    Optional<Identifier> schema =
        names.size() < 2 || names.get(names.size() - 2).equals("pg_catalog")
            ? Optional.empty()
            : Optional.of(Identifier.of(names.get(names.size() - 2)));
    int dimensions = array ? 1 : 0;
    Optional<List<Integer>> numbers = numbers(modifiers);
    if (numbers.isEmpty()) {
      return new PgType(schema, Identifier.of(name), List.of(), dimensions, modifiers);
    }
    List<Integer> canonical = schema.isPresent() ? numbers.get() : canonical(name, numbers.get());
    return new PgType(schema, Identifier.of(name), canonical, dimensions);
  }

  private static List<Integer> canonical(String name, List<Integer> modifiers) {
    return switch (name) {
      case "interval" -> IntervalFields.canonical(modifiers);
      case "numeric" ->
          modifiers.size() == 1 ? List.of(modifiers.get(0), 0) : List.copyOf(modifiers);
      // more digits than a microsecond are cut by the server, with a warning
      case "time", "timetz", "timestamp", "timestamptz" ->
          modifiers.stream().map(digits -> Math.min(digits, 6)).toList();
      default -> List.copyOf(modifiers);
    };
  }

  private static Optional<List<Integer>> numbers(List<String> modifiers) {
    List<Integer> numbers = new ArrayList<>();
    for (String modifier : modifiers) {
      if (!NUMBER.matcher(modifier).matches()) {
        return Optional.empty();
      }
      numbers.add(Integer.valueOf(modifier));
    }
    return Optional.of(numbers);
  }
}
