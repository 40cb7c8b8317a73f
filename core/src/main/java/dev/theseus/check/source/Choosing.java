package dev.theseus.check.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Liquibase's expressions of contexts and labels: `a and (b or !c)`, where a comma means "or" and
/// binds least.
final class Choosing {
  private static final Pattern WORD = Pattern.compile("[(),!]|[^\\s(),!]+");

  private final List<String> words;
  private final Set<String> names;
  private int at;

  private Choosing(List<String> words, Set<String> names) {
    this.words = words;
    this.names = names;
  }

  /// @param names those that are given, in lower case
  static boolean holds(String expression, Set<String> names) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(expression.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words.isEmpty() || new Choosing(words, names).any();
  }

  private boolean any() {
    boolean holds = all();
    while (at < words.size() && (is("or") || is(","))) {
      at++;
      holds |= all();
    }
    return holds;
  }

  private boolean all() {
    boolean holds = one();
    while (at < words.size() && is("and")) {
      at++;
      holds &= one();
    }
    return holds;
  }

  private boolean one() {
    if (at >= words.size()) {
      return true;
    }
    String word = words.get(at++);
    return switch (word) {
      case "!", "not" -> !one();
      case "(" -> {
        boolean holds = any();
        at++;
        yield holds;
      }
      default -> names.contains(word.startsWith("@") ? word.substring(1) : word);
    };
  }

  private boolean is(String word) {
    return words.get(at).equals(word);
  }
}
