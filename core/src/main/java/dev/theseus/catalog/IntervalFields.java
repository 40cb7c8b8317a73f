package dev.theseus.catalog;

import java.util.List;
import java.util.Map;

/// The field restrictions of `interval` (`interval day to second(3)`) as the bit mask that the
/// server keeps in the type modifier and its parser puts into the tree.
final class IntervalFields {
  /// The mask of an interval without restriction.
  static final int ALL = 0x7FFF;

  /// The precision of an interval that has fields and no precision.
  static final int NO_PRECISION = -1;

  private static final int MONTH = 1 << 1;
  private static final int YEAR = 1 << 2;
  private static final int DAY = 1 << 3;
  private static final int HOUR = 1 << 10;
  private static final int MINUTE = 1 << 11;
  private static final int SECOND = 1 << 12;

  private static final Map<String, Integer> MASKS =
      Map.ofEntries(
          Map.entry("year", YEAR),
          Map.entry("month", MONTH),
          Map.entry("day", DAY),
          Map.entry("hour", HOUR),
          Map.entry("minute", MINUTE),
          Map.entry("second", SECOND),
          Map.entry("year to month", YEAR | MONTH),
          Map.entry("day to hour", DAY | HOUR),
          Map.entry("day to minute", DAY | HOUR | MINUTE),
          Map.entry("day to second", DAY | HOUR | MINUTE | SECOND),
          Map.entry("hour to minute", HOUR | MINUTE),
          Map.entry("hour to second", HOUR | MINUTE | SECOND),
          Map.entry("minute to second", MINUTE | SECOND));

  private IntervalFields() {}

  /// The mask of `fields`, words parted by one space.
  static int mask(String fields) {
    Integer mask = MASKS.get(fields);
    if (mask == null) {
      throw new IllegalArgumentException("\"interval " + fields + "\" is not the name of one type");
    }
    return mask;
  }

  /// The modifiers as [PgType] keeps them, from those of the parser: mask, or mask and precision.
  static List<Integer> canonical(List<Integer> parsed) {
    if (parsed.isEmpty()) {
      return parsed;
    }
    int mask = parsed.get(0);
    int precision = parsed.size() > 1 ? Math.min(parsed.get(1), 6) : NO_PRECISION;
    if (mask != ALL) {
      return List.of(mask, precision);
    }
    return precision == NO_PRECISION ? List.of() : List.of(precision);
  }

  static String sqlName(List<Integer> modifiers) {
    if (modifiers.size() < 2) {
      return "interval" + BuiltInTypes.written(modifiers);
    }
    String fields =
        MASKS.entrySet().stream()
            .filter(entry -> entry.getValue().equals(modifiers.get(0)))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("no interval fields " + modifiers.get(0)));
    int precision = modifiers.get(1);
    return "interval " + fields + (precision == NO_PRECISION ? "" : "(" + precision + ")");
  }
}
