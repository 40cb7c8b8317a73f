package dev.theseus.migration;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.ParsedExpression;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.TypeName;
import java.util.List;
import java.util.Optional;

/// Pieces of SQL that stand alone: expressions and types, checked by the grammar.
final class SqlFragments {
  private SqlFragments() {}

  /// @throws IllegalArgumentException with PostgreSQL's message when it is not one expression
  static Expression expression(String text) {
    parsed(text);
    return Expression.of(text);
  }

  /// The columns the expression reads, each once, in order.
  static List<Identifier> columns(String expression) {
    return List.copyOf(parsed(expression).columns());
  }

  static PgType type(String text) {
    return PgTypes.of(text);
  }

  /// The type a `TypeName` node names, without its modifiers: they tell no functions apart.
  static TypeName typeNamed(Node type) {
    List<String> names = type.strings("names");
    boolean builtIn = names.size() == 2 && names.get(0).equals("pg_catalog");
    PgType named =
        new PgType(
            names.size() < 2 || builtIn
                ? Optional.empty()
                : Optional.of(Identifier.of(names.get(names.size() - 2))),
            Identifier.of(names.get(names.size() - 1)),
            List.of(),
            type.list("arrayBounds").isEmpty() ? 0 : 1);
    return named.sql();
  }

  private static ParsedExpression parsed(String text) {
    NameLength.tooLong(text)
        .ifPresent(
            token -> {
              throw new IllegalArgumentException(NameLength.problem(token));
            });
    try {
      return Grammar.expression(text);
    } catch (SqlSyntaxException e) {
      throw new IllegalArgumentException(e.problem() + " in \"" + text.strip() + "\"", e);
    }
  }
}
