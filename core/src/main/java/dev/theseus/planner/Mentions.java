package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which relations, types and functions a statement may name, without their schemas and in lower
/// case. Names of columns are none of them.
final class Mentions {
  private static final List<String> NAMES =
      List.of("names", "typeName", "domainname", "funcname", "objname", "items", "sequence");
  private static final List<String> WORDS = List.of("relname", "newname");
  private final Set<String> found = new HashSet<>();

  private Mentions() {}

  /// A text that is no SQL may name each of its words.
  static Set<String> of(String text) {
    Mentions mentions = new Mentions();
    try {
      for (Statement statement : Grammar.parse(text).statements()) {
        mentions.read(statement.tree());
      }
    } catch (SqlSyntaxException e) {
      mentions.words(text);
    }
    return mentions.found;
  }

  private void read(Node node) {
    if (node.is("DefElem")) {
      node.all("String").forEach(body -> words(body.text("sval")));
    } else if (node.is("FuncCall")) {
      node.all("A_Const").forEach(one -> one.find("sval").ifPresent(it -> words(it.text("sval"))));
    }
    NAMES.forEach(field -> node.strings(field).forEach(this::add));
    WORDS.forEach(field -> add(node.text(field)));
    node.children().forEach(this::read);
  }

  private void words(String text) {
    List.of(text.split("[^\\p{L}\\p{N}_]+")).forEach(this::add);
  }

  private void add(String name) {
    if (!name.isEmpty()) {
      found.add(name.toLowerCase(Locale.ROOT));
    }
  }
}
