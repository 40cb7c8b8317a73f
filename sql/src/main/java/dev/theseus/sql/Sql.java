package dev.theseus.sql;

import java.util.Map;

/// The final text of one statement (or of a piece of one, to be used as a part of another).
///
/// A template holds `{name}` placeholders. A placeholder takes only a [SqlPart], so names are
/// always quoted and values always escaped:
///
/// ```java
/// Sql.of("ALTER TABLE {table} DROP COLUMN {column}", Map.of("table", table, "column", column))
/// ```
///
/// `{{` stands for one opening brace; a closing brace needs no escape. Every placeholder must have
/// a part and every part a placeholder. Placeholders inside quotes or comments are refused; inside
/// `$tag$ … $tag$` they are filled unless the part holds the tag.
///
/// @param text the SQL
public record Sql(String text) implements SqlPart {

  public Sql {
    SqlText.checked("a statement", text);
  }

  /// The template with every placeholder replaced.
  ///
  /// @param parts the parts by placeholder name; each value is a [SqlPart]
  /// @throws IllegalArgumentException if a placeholder has no part, a part no placeholder, a value
  ///   is not a part, or a placeholder stands where its part would not mean itself
  public static Sql of(String template, Map<String, ?> parts) {
    return new Sql(new Template(template).fill(parts).strip());
  }

  /// The template without any placeholder.
  public static Sql of(String template) {
    return of(template, Map.of());
  }

  /// A whole statement written by the user, taken as it is.
  public static Sql verbatim(String statement) {
    return new Sql(statement);
  }

  @Override
  public String rendered() {
    return SqlText.closed(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
