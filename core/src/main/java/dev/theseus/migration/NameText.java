package dev.theseus.migration;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Dotted names in YAML, JSON and Java: `users`, `shop.users`, `"a.b".users`. Each part is the name
/// as PostgreSQL stores it: case counts and nothing is folded; double quotes are needed only around
/// a part that holds a dot or a quote.
final class NameText {
  private final Identifier baseSchema;

  NameText(Identifier baseSchema) {
    this.baseSchema = baseSchema;
  }

  String write(QualifiedName name) {
    return name.schema().equals(baseSchema)
        ? part(name.name())
        : part(name.schema()) + "." + part(name.name());
  }

  /// `table.column`.
  String write(QualifiedName table, Identifier column) {
    return write(table) + "." + part(column);
  }

  /// @throws IllegalArgumentException with a sentence that says what is wrong
  QualifiedName readName(String text) {
    List<Identifier> parts = parts(text);
    return switch (parts.size()) {
      case 1 -> new QualifiedName(baseSchema, parts.get(0));
      case 2 -> new QualifiedName(parts.get(0), parts.get(1));
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" has " + parts.size() + " parts; write name or schema.name");
    };
  }

  /// A column with its table.
  record ColumnName(QualifiedName table, Identifier column) {}

  /// @throws IllegalArgumentException with a sentence that says what is wrong
  ColumnName readColumn(String text) {
    return column(text, parts(text));
  }

  ColumnName column(String text, List<Identifier> parts) {
    return switch (parts.size()) {
      case 2 -> new ColumnName(new QualifiedName(baseSchema, parts.get(0)), parts.get(1));
      case 3 -> new ColumnName(new QualifiedName(parts.get(0), parts.get(1)), parts.get(2));
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" names no column; write table.column or schema.table.column");
    };
  }

  private static String part(Identifier name) {
    String raw = name.toString();
    boolean plain = raw.indexOf('.') < 0 && raw.indexOf('"') < 0 && raw.equals(raw.strip());
    return plain ? raw : name.quoted();
  }

  private static List<Identifier> parts(String text) {
    List<Identifier> parts = new ArrayList<>();
    int at = 0;
    do {
      int end = text.startsWith("\"", at) ? quotedEnd(text, at) : plainEnd(text, at);
      String raw = text.substring(at, end);
      parts.add(
          Identifier.of(
              raw.startsWith("\"")
                  ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"")
                  : raw));
      at = end + 1;
      if (end < text.length() && text.charAt(end) != '.') {
        throw new IllegalArgumentException(
            "\"" + text + "\" has text after a closing quote; write a dot between the parts");
      }
    } while (at <= text.length());
    return parts;
  }

  private static int plainEnd(String text, int at) {
    int dot = text.indexOf('.', at);
    int end = dot < 0 ? text.length() : dot;
    if (text.substring(at, end).indexOf('"') >= 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has a quote inside a part; put the whole part in double quotes");
    }
    return end;
  }

  private static int quotedEnd(String text, int at) {
    int i = at + 1;
    while (i < text.length()) {
      if (text.charAt(i) != '"') {
        i++;
      } else if (text.startsWith("\"\"", i)) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" has a quote that is not closed; close it");
  }

  static String list(Iterable<?> names) {
    List<String> texts = new ArrayList<>();
    names.forEach(n -> texts.add(String.valueOf(n)));
    return texts.stream().collect(Collectors.joining(", "));
  }
}
