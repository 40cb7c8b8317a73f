package dev.theseus.check.effect;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.SqlSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What expressions tell before they run.
final class Expressions {
  /// Functions that come with PostgreSQL and of which no overload is VOLATILE.
  private static final Set<String> STEADY = steady();

  private static final int DEEPEST = 5;

  private Expressions() {}

  /// Whether each row gets a value of its own, so that adding the column writes every row.
  static boolean isVolatile(Node expression, CatalogView catalog) {
    return isVolatile(expression, catalog, 0);
  }

  /// The same of an expression as text; empty is none.
  static boolean isVolatile(String expression, CatalogView catalog) {
    try {
      return !expression.isEmpty() && isVolatile(Grammar.expression(expression).tree(), catalog, 0);
    } catch (SqlSyntaxException e) {
      return false;
    }
  }

  private static boolean isVolatile(Node expression, CatalogView catalog, int depth) {
    return expression.all("FuncCall").stream()
        .map(call -> call.strings("funcname"))
        .filter(names -> !names.isEmpty())
        .anyMatch(names -> isVolatile(names.getLast(), catalog, depth));
  }

  private static boolean isVolatile(String function, CatalogView catalog, int depth) {
    if (!catalog.known()) {
      return !STEADY.contains(function);
    }
    Optional<UserFunction> found = catalog.function(function);
    if (found.isEmpty()) {
      return !STEADY.contains(function);
    }
    return found.get().isVolatile() && !inlines(found.get().sqlBody(), catalog, depth);
  }

  /// A function in SQL that is one expression is replaced by it; what counts is then the
  /// expression.
  private static boolean inlines(String body, CatalogView catalog, int depth) {
    if (body.isBlank() || depth > DEEPEST) {
      return false;
    }
    try {
      Node select = Grammar.statement(body).tree();
      return select.is("SelectStmt")
          && select.list("fromClause").isEmpty()
          && select.list("targetList").size() == 1
          && select.all("SubLink").isEmpty()
          && !isVolatile(select, catalog, depth + 1);
    } catch (SqlSyntaxException e) {
      return false;
    }
  }

  /// Whether the expression is the column itself.
  static boolean isColumn(Node expression, String column) {
    List<String> names = expression.is("ColumnRef") ? expression.strings("fields") : List.of();
    return !names.isEmpty() && names.getLast().equals(column);
  }

  private static Set<String> steady() {
    try (InputStream in = Expressions.class.getResourceAsStream("steady-functions.txt")) {
      String names = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return names.lines().collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
