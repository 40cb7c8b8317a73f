package dev.theseus.grammar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Decodes `U&"…"` with the usual escape character. A name with another one (`UESCAPE`) decodes to
/// something else, which the proof of every rewrite then notices.
final class UnicodeEscapes {

  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:(\\\\)|([0-9A-Fa-f]{4})|\\+([0-9A-Fa-f]{6}))");

  private UnicodeEscapes() {}

  static String decode(String text) {
    return ESCAPE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(character(m)));
  }

  private static String character(java.util.regex.MatchResult escape) {
    if (escape.group(1) != null) {
      return "\\";
    }
    String digits = escape.group(2) == null ? escape.group(3) : escape.group(2);
    int code = Integer.parseInt(digits, 16);
    return Character.isValidCodePoint(code) ? Character.toString(code) : "";
  }
}
