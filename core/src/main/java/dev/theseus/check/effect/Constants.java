package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Comparing constants where that needs no server: numbers, and dates and times written year first.
/// Casts that the server writes around a constant are looked through.
final class Constants {
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})( [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?)?"
              + "([+-][0-9]{2}(?::[0-9]{2})?)?");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Set<String> NUMERIC = Set.of("int2", "int4", "int8", "numeric");

  private Constants() {}

  /// Less than, equal to or more than 0 as `one` is to `other`; empty where it is not known.
  static Optional<Integer> compare(Node one, Node other) {
    Optional<BigDecimal> a = number(one);
    Optional<BigDecimal> b = number(other);
    if (a.isPresent() && b.isPresent()) {
      return Optional.of(a.get().compareTo(b.get()));
    }
    Matcher left = TIME.matcher(text(one));
    Matcher right = TIME.matcher(text(other));
    return left.matches() && right.matches() && sameZone(left, right)
        ? Optional.of(moment(left).compareTo(moment(right)))
        : Optional.empty();
  }

  /// Equal for certain.
  static boolean same(Node one, Node other) {
    return bare(one).sameAs(bare(other))
        || compare(one, other).filter(order -> order == 0).isPresent();
  }

  static Node bare(Node node) {
    return node.is("TypeCast") ? bare(node.child("arg")) : node;
  }

  /// A time without a zone is one of the session's zone, in which the server shows those it keeps.
  private static boolean sameZone(Matcher left, Matcher right) {
    String a = left.group(3);
    String b = right.group(3);
    return a == null || b == null || a.equals(b);
  }

  private static String moment(Matcher time) {
    return time.group(1) + (time.group(2) == null ? " 00:00:00" : time.group(2));
  }

  /// A string is a number only where it is cast to one: others are compared otherwise.
  private static Optional<BigDecimal> number(Node node) {
    if (node.is("TypeCast")) {
      boolean numeric = NUMERIC.contains(node.child("typeName").strings("names").getLast());
      String text = text(node);
      return numeric && NUMBER.matcher(text).matches()
          ? Optional.of(new BigDecimal(text))
          : number(node.child("arg"));
    }
    if (!node.is("A_Const")) {
      return Optional.empty();
    }
    return node.find("ival")
        .map(value -> BigDecimal.valueOf(value.integer("ival")))
        .or(() -> node.find("fval").map(value -> new BigDecimal(value.text("fval"))));
  }

  private static String text(Node node) {
    Node constant = bare(node);
    return constant.is("A_Const") ? constant.find("sval").map(v -> v.text("sval")).orElse("") : "";
  }
}
