package dev.theseus.migration;

import dev.theseus.migration.Migration.Note;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Flyway's placeholders `${name}`, replaced as text before the SQL is parsed, as Flyway does.
final class Templating {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.:-]+)\\}");

  private Templating() {}

  /// The source with every placeholder replaced that has a value. Others stay: outside quotes they
  /// are a syntax error with a place, inside quotes they are noted.
  static SourceText resolve(SourceText source, Map<String, String> values, MigrationDraft draft) {
    Set<String> unknown = new LinkedHashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(source.text());
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null && unknown.add(matcher.group())) {
        draft.add(
            new Note(
                source.line(matcher.start()),
                "the placeholder " + matcher.group() + " has no value and is taken as text"));
      }
      matcher.appendReplacement(
          out, Matcher.quoteReplacement(value == null ? matcher.group() : value));
    }
    matcher.appendTail(out);
    return new SourceText(source.file(), out.toString());
  }
}
