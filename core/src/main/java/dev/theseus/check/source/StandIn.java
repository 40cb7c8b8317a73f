package dev.theseus.check.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A statement that only its placeholders keep from being SQL, with something else in their places:
/// a name first, then a number or a string. It is as long as the statement, so places stay.
///
/// @param text the statement
/// @param names the placeholders as written; empty if it has none
record StandIn(String text, Set<String> names) {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<inner>\"\\{\\{[^{}]*+\\}\\}\")|(?<quoted>'[^']*+'|\"[^\"]*+\"|--[^\\n"
              + "\\r"
              + "]*+|/\\*.*?\\*/|\\$(\\w*)\\$.*?\\$\\2\\$)"
              + "|(?<gone>\\{%.*?%\\}|\\{#.*?#\\}|\\{\\{[#/!>^].*?\\}\\}|<%(?!=).*?%>)"
              + "|(?<literal>(?<![:\\w]):(?='\\w+'|\"\\w+\"))"
              + "|(?<name>\\{\\{.*?\\}\\}|<%=.*?%>|\\$\\{[^}]*+\\}|\\$\\([A-Za-z_]\\w*+\\)"
              + "|#\\{[^}]*+\\}|@[A-Za-z_]\\w*+@|%\\([\\w.]++\\)s|%(?:\\d+\\$)?[sdIL](?!\\w)"
              + "|(?<![:\\w\\]]):[A-Za-z_]\\w*+|\\{[A-Za-z_][\\w.]*+\\}|&[A-Za-z_]\\w*+\\b"
              + "|\\$[A-Za-z_]\\w*+|\\?)",
          Pattern.DOTALL);

  private static final Pattern IN_BODY =
      Pattern.compile(
          "\"\\{\\{-?\\s*+[A-Za-z_.][^{},]*+\\}\\}\"|\\{\\{-?\\s*+[A-Za-z_.][^{},]*+\\}\\}|\\$\\{[\\w.:-]++\\}");

  /// What is put in.
  enum Kind {
    NAME,
    /// A number where it stands alone in parentheses, else a name.
    SIZE,
    STRING,
    NUMBER
  }

  /// A statement with which this takes too long has none.
  static StandIn of(String statement, Kind kind) {
    try {
      return replaced(statement, kind);
    } catch (Patience.Ended e) {
      return new StandIn(statement, Set.of());
    }
  }

  private static StandIn replaced(String statement, Kind kind) {
    Set<String> names = new LinkedHashSet<>();
    StringBuilder out = new StringBuilder(statement.length());
    Matcher matcher = PARTS.matcher(new Patience(statement));
    int done = 0;
    while (matcher.find()) {
      out.append(statement, done, matcher.start());
      done = matcher.end();
      String part = matcher.group();
      if (matcher.group("inner") != null) {
        names.add(part.substring(1, part.length() - 1));
        out.append(quoted(part));
      } else if (matcher.group("quoted") != null) {
        out.append(part);
      } else if (matcher.group("gone") != null) {
        names.add(part);
        out.append(part.replaceAll("[^\\n\\r]", " "));
      } else if (matcher.group("literal") != null) {
        names.add(":");
        out.append(' ');
      } else {
        names.add(part);
        out.append(instead(part, kind, isAlone(statement, matcher)));
      }
    }
    return new StandIn(out.append(statement.substring(done)).toString(), names);
  }

  /// A statement whose body is a string, with words in the places of the templates in it. What
  /// stands between braces in an array is none.
  static StandIn inBody(String statement) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = IN_BODY.matcher(statement);
    String text =
        matcher.replaceAll(
            found -> {
              String part = found.group();
              boolean isQuoted = part.startsWith("\"") && part.endsWith("\"");
              names.add(isQuoted ? part.substring(1, part.length() - 1) : part);
              return isQuoted ? quoted(part) : word(part);
            });
    return new StandIn(text, names);
  }

  private static String quoted(String part) {
    return '"' + word(part.substring(1, part.length() - 1)) + '"';
  }

  /// In lower case, so that it is the same name with quotes and without.
  private static String word(String part) {
    return "_" + part.substring(1).replaceAll("[^A-Za-z0-9_]", "_").toLowerCase(Locale.ROOT);
  }

  private static boolean isAlone(String statement, Matcher part) {
    int before = part.start() - 1;
    while (before >= 0 && Character.isWhitespace(statement.charAt(before))) {
      before--;
    }
    int after = part.end();
    while (after < statement.length() && Character.isWhitespace(statement.charAt(after))) {
      after++;
    }
    return before >= 0
        && after < statement.length()
        && "(,".indexOf(statement.charAt(before)) >= 0
        && "),".indexOf(statement.charAt(after)) >= 0;
  }

  static List<Kind> kinds() {
    return List.of(Kind.values());
  }

  private static String instead(String part, Kind kind, boolean alone) {
    int length = part.length();
    return switch (kind) {
      case SIZE -> instead(part, alone ? Kind.NUMBER : Kind.NAME, alone);
      case NAME -> word(part);
      case STRING -> length < 2 ? "1" : "'" + "x".repeat(length - 2) + "'";
      case NUMBER -> " ".repeat(length - 1) + "1";
    };
  }
}
