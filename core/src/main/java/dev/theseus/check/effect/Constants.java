package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// Comparing constants where that needs no server: numbers, and dates written year first.
final class Constants {
  private static final Pattern DATE =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?");

  private Constants() {}

  /// Less than, equal to or more than 0 as `one` is to `other`; empty where it is not known.
  static Optional<Integer> compare(Node one, Node other) {
    Optional<BigDecimal> a = number(one);
    Optional<BigDecimal> b = number(other);
    if (a.isPresent() && b.isPresent()) {
      return Optional.of(a.get().compareTo(b.get()));
    }
    String left = text(one);
    String right = text(other);
    return DATE.matcher(left).matches() && DATE.matcher(right).matches()
        ? Optional.of(day(left).compareTo(day(right)))
        : Optional.empty();
  }

  private static String day(String date) {
    return date.length() == 10 ? date + " 00:00:00" : date;
  }

  private static Optional<BigDecimal> number(Node node) {
    if (!node.is("A_Const")) {
      return Optional.empty();
    }
    return node.find("ival")
        .map(value -> BigDecimal.valueOf(value.integer("ival")))
        .or(() -> node.find("fval").map(value -> new BigDecimal(value.text("fval"))));
  }

  private static String text(Node node) {
    return node.is("A_Const") ? node.find("sval").map(v -> v.text("sval")).orElse("") : "";
  }
}
