package dev.theseus.grammar;

import dev.theseus.grammar.Token.Kind;
import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where column references stand in a text.
final class ColumnPlaces {

  private ColumnPlaces() {}

  static boolean isStar(Node reference) {
    return reference.list("fields").getLast().is("A_Star");
  }

  static Identifier column(Node reference) {
    return Identifier.of(reference.strings("fields").getLast());
  }

  /// Whether the reference is `table.column` or `schema.table.column`.
  static boolean isQualifiedBy(Node reference, Identifier table) {
    List<String> parts = reference.strings("fields");
    return parts.size() > 1 && parts.get(parts.size() - 2).equals(table.name());
  }

  /// The references that may mean a column of the table the tree is about: all but stars and those
  /// qualified by a table of a sub-select inside.
  static List<Node> outer(Node tree) {
    Set<String> inner = new HashSet<>();
    for (Node sublink : tree.all("SubLink")) {
      sublink.walk(node -> addName(node, inner));
    }
    return tree.all("ColumnRef").stream()
        .filter(reference -> !isStar(reference))
        .filter(
            reference -> {
              List<String> parts = reference.strings("fields");
              return parts.size() == 1 || !inner.contains(parts.get(parts.size() - 2));
            })
        .toList();
  }

  /// What a table of a sub-select is called: its alias, else its name.
  private static void addName(Node node, Set<String> names) {
    String alias = node.find("alias").map(a -> a.text("aliasname")).orElse("");
    if (!alias.isEmpty()) {
      names.add(alias);
    } else if (node.is("RangeVar")) {
      names.add(node.text("relname"));
    } else if (node.is("RangeFunction")) {
      node.all("FuncCall").forEach(call -> names.add(call.strings("funcname").getLast()));
    }
  }

  /// The name tokens of a dotted name, qualifiers first.
  ///
  /// @param place where the first one starts
  /// @param count how many there are
  static List<Token> names(String text, int place, int count) {
    List<Token> names = new ArrayList<>();
    if (place < 0) {
      throw new RewriteException("the place of a name is unknown in: " + text);
    }
    // Names and dots only, so the rest of the text is not worth scanning.
    for (Token token : tokensFrom(text, place, 2 * count - 1)) {
      if (!token.is(".")) {
        names.add(token);
      }
    }
    if (names.size() != count) {
      throw new RewriteException("expected a name of " + count + " parts in: " + text);
    }
    return names;
  }

  private static List<Token> tokensFrom(String text, int place, int count) {
    return Scanner.scan(text.substring(place)).stream()
        .filter(token -> token.kind() != Kind.COMMENT)
        .limit(count)
        .map(token -> new Token(token.kind(), token.text(), token.range().moved(place)))
        .toList();
  }

  static List<Token> names(String text, Node reference) {
    return names(text, reference.location(), reference.list("fields").size());
  }

  static void rename(String text, Node reference, Map<Identifier, Identifier> names, Edits edits) {
    Identifier to = names.get(column(reference));
    if (to != null) {
      edits.replace(names(text, reference).getLast().range(), to.quoted());
    }
  }

  static Node renamed(Node reference, Map<Identifier, Identifier> names) {
    Identifier to = names.get(column(reference));
    if (to == null) {
      return reference;
    }
    List<Node> fields = new ArrayList<>(reference.list("fields"));
    fields.set(fields.size() - 1, fields.getLast().with("sval", to.name()));
    return reference.with("fields", List.copyOf(fields));
  }
}
