package dev.theseus.check.source;

import dev.theseus.migration.ChangesetHead;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `endDelimiter` of Liquibase's changesets: what ends a statement at the end of a line, such
/// as `/` or `GO`.
final class Delimiters {
  /// Delimiters are patterns to Liquibase: these say where a line begins and are not part of it.
  private static final Pattern LINE_BEGIN = Pattern.compile("^(?:\\\\n|\\\\r|\\\\s\\*|\\^)+");

  private Delimiters() {}

  /// The text with semicolons in their places; as long as the text.
  static String replaced(String text) {
    if (!ChangesetHead.isFormattedSql(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    for (ChangesetHead head : ChangesetHead.in(text)) {
      head.attribute("endDelimiter")
          .map(delimiter -> LINE_BEGIN.matcher(delimiter).replaceFirst("").strip())
          .filter(delimiter -> !delimiter.isEmpty() && !delimiter.equals(";"))
          .ifPresent(delimiter -> replace(out, head, delimiter));
    }
    return out.toString();
  }

  private static void replace(StringBuilder out, ChangesetHead head, String delimiter) {
    String body = out.substring(head.body(), head.end());
    Matcher matcher =
        Pattern.compile(
                "(?<![\\w$])" + Pattern.quote(delimiter) + "(?=[ \\t]*+$)",
                Pattern.CASE_INSENSITIVE | Pattern.MULTILINE)
            .matcher(body);
    while (matcher.find()) {
      int start = head.body() + matcher.start();
      out.replace(start, start + delimiter.length(), ";" + " ".repeat(delimiter.length() - 1));
    }
  }
}
