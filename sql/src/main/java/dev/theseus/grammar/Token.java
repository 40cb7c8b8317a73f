package dev.theseus.grammar;

import dev.theseus.sql.Identifier;
import java.util.Locale;
import java.util.Optional;

/// One token as PostgreSQL's scanner cuts it.
///
/// @param kind what it is
/// @param text the token as written
/// @param range where it stands in the text
public record Token(Kind kind, String text, SourceRange range) {

  /// What a token is.
  public enum Kind {
    /// A keyword or an unquoted name.
    WORD,
    /// A name in double quotes, also `U&"…"`.
    QUOTED_NAME,
    /// A string constant in any of its forms, continued lines included.
    STRING,
    /// A number.
    NUMBER,
    /// `$1`.
    PARAMETER,
    /// An operator, also `::`, `:=`, `=>` and `..`.
    OPERATOR,
    /// One of `,()[].;:` .
    PUNCTUATION,
    /// A comment.
    COMMENT,
    /// Text that PostgreSQL's scanner rejects, such as a string without its end.
    INVALID
  }

  /// Whether it is this keyword or punctuation mark, whatever its case.
  public boolean is(String word) {
    return (kind == Kind.WORD || kind == Kind.PUNCTUATION) && text.equalsIgnoreCase(word);
  }

  /// The name it stands for when it is used as a name: unquoted ones in lower case. Empty for other
  /// tokens and for names that PostgreSQL would shorten or reject.
  public Optional<Identifier> name() {
    String raw =
        switch (kind) {
          case WORD -> lowerAscii(text);
          case QUOTED_NAME -> unquoted();
          case STRING, NUMBER, PARAMETER, OPERATOR, PUNCTUATION, COMMENT, INVALID -> "";
        };
    try {
      return raw.isEmpty() ? Optional.empty() : Optional.of(Identifier.of(raw));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String unquoted() {
    int quote = text.indexOf('"');
    String inner = text.substring(quote + 1, text.length() - 1).replace("\"\"", "\"");
    return quote == 0 ? inner : UnicodeEscapes.decode(inner);
  }

  /// PostgreSQL folds only ASCII in a UTF-8 database.
  private static String lowerAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80)
        ? text.toLowerCase(Locale.ROOT)
        : text.chars()
            .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }
}
