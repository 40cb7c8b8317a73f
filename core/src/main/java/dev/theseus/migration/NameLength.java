package dev.theseus.migration;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Identifier;
import java.util.Optional;

/// Finds names that PostgreSQL would cut to 63 bytes with no more than a notice.
final class NameLength {
  private NameLength() {}

  /// The first such name.
  static Optional<Token> tooLong(String sql) {
    return Grammar.scan(sql).stream()
        .filter(t -> t.kind() == Token.Kind.WORD || t.kind() == Token.Kind.QUOTED_NAME)
        .filter(t -> t.text().length() > Identifier.MAX_BYTES / 4 && t.name().isEmpty())
        .findFirst();
  }

  static String problem(Token token) {
    return "the name " + token.text() + " is longer than the 63 bytes PostgreSQL keeps";
  }
}
