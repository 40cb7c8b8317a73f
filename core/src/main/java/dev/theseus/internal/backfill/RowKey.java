package dev.theseus.internal.backfill;

import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What tells a row from all others of its heap: its key, or its place where the heap has none.
///
/// @param columns the key's columns; `ctid` alone where there is none
/// @param values of these columns as text
/// @param digest of what the row holds; empty where there is a key
record RowKey(List<Identifier> columns, List<String> values, String digest) {
  private static final Identifier PLACE = Identifier.of("ctid");
  private static final int MAX_CHARS = 100;

  RowKey {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  static RowKey ofPlace(String place, String digest) {
    return new RowKey(List.of(PLACE), List.of(place), digest);
  }

  boolean keyed() {
    return !columns.equals(List.of(PLACE));
  }

  /// For people, for example `id = 42`, or `ctid = (12,5)`.
  String text() {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> columns.get(i) + " = " + shortened(values.get(i)))
        .collect(Collectors.joining(", "));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }
}
