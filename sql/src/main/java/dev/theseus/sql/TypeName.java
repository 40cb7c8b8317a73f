package dev.theseus.sql;

/// The text of an SQL type, as `format_type()` or the parser gives it: `character varying(20)`,
/// `numeric(10,2)[]`, `"Shop"."Colour"`.
///
/// @param text the type, quoted where it needs quotes
public record TypeName(String text) implements SqlPart {

  public TypeName {
    SqlText.checked("a type name", text);
  }

  /// The type with this text.
  public static TypeName of(String text) {
    return new TypeName(text);
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
