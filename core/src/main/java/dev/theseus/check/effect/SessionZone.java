package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What statements before another one say of the session's TimeZone, which decides whether a change
/// between `timestamp` and `timestamptz` writes rows anew.
public enum SessionZone {
  /// Nobody said.
  UNKNOWN,
  /// Always at the same time as UTC.
  UTC,
  /// Another one.
  OTHER;

  private static final Set<String> AS_UTC =
      Set.of(
          "utc",
          "etc/utc",
          "uct",
          "etc/uct",
          "gmt",
          "etc/gmt",
          "gmt0",
          "gmt+0",
          "gmt-0",
          "etc/gmt0",
          "etc/gmt+0",
          "etc/gmt-0",
          "greenwich",
          "etc/greenwich",
          "universal",
          "etc/universal",
          "zulu",
          "etc/zulu",
          "utc0");

  /// @param before the statements of the session that are still in force, in order
  public static SessionZone after(List<Node> before) {
    SessionZone zone = UNKNOWN;
    for (Node tree : before) {
      if (tree.is("VariableSetStmt") && tree.text("name").equalsIgnoreCase("timezone")) {
        zone = set(tree);
      }
    }
    return zone;
  }

  private static SessionZone set(Node tree) {
    List<Node> values = tree.list("args");
    if (!tree.text("kind").equals("VAR_SET_VALUE") || values.isEmpty()) {
      return UNKNOWN;
    }
    Node value = values.getFirst();
    return value
        .find("sval")
        .map(text -> AS_UTC.contains(text.text("sval").toLowerCase(Locale.ROOT)) ? UTC : OTHER)
        .or(() -> value.find("ival").map(hours -> hours.integer("ival") == 0 ? UTC : OTHER))
        .orElse(UNKNOWN);
  }
}
