package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text with the values of its placeholders, and where each part of it was written.
///
/// `${name}` and `{{ name }}` are replaced wherever they stand, as Flyway does (between the braces
/// may be any words, such as `index .Options "Namespace"`); `:name`, `:'name'` and `:"name"`
/// outside of quotes, as psql does. What has no value stays.
final class Filling {
  private static final Pattern BRACES =
      Pattern.compile("\\$\\{([\\w.:-]+)\\}|\\{\\{-?\\s*+([^{}\\n]+?)\\s*-?\\}\\}");
  private static final Pattern COLON = Pattern.compile(":(?:(\\w+)|'(\\w+)'|\"(\\w+)\")");

  private final String text;
  private final List<Edit> edits;

  private Filling(String text, List<Edit> edits) {
    this.text = text;
    this.edits = edits;
  }

  /// @param written where the placeholder was written
  /// @param start where its value starts in the filled text
  private record Edit(SourceRange written, int start, int end) {
    int shift() {
      return written.end() - end;
    }
  }

  static Filling of(String sql, Outline outline, Map<String, String> values) {
    SortedMap<Integer, String> replaced = new TreeMap<>();
    Map<Integer, Integer> ends = new HashMap<>();
    if (!values.isEmpty()) {
      Matcher braces = BRACES.matcher(sql);
      while (braces.find()) {
        String value =
            values.get(
                braces.group(1) == null
                    ? braces.group(2).replaceAll("\\s+", " ")
                    : braces.group(1));
        if (value != null) {
          replaced.put(braces.start(), value);
          ends.put(braces.start(), braces.end());
        }
      }
      for (int colon : outline.colons()) {
        Matcher name = COLON.matcher(sql).region(colon, sql.length());
        String value = name.lookingAt() ? value(name, values) : null;
        if (value != null) {
          replaced.put(colon, value);
          ends.put(colon, name.end());
        }
      }
    }
    return replaced.isEmpty() ? new Filling(sql, List.of()) : fill(sql, replaced, ends);
  }

  private static @Nullable String value(Matcher name, Map<String, String> values) {
    if (name.group(1) != null) {
      return values.get(name.group(1));
    }
    boolean literal = name.group(2) != null;
    String value = values.get(literal ? name.group(2) : name.group(3));
    String quote = literal ? "'" : "\"";
    return value == null ? null : quote + value.replace(quote, quote + quote) + quote;
  }

  private static Filling fill(
      String sql, SortedMap<Integer, String> replaced, Map<Integer, Integer> ends) {
    StringBuilder out = new StringBuilder(sql.length() + 64);
    List<Edit> edits = new ArrayList<>();
    int done = 0;
    for (Map.Entry<Integer, String> entry : replaced.entrySet()) {
      int start = entry.getKey();
      int end = ends.getOrDefault(start, start);
      if (start < done) {
        continue;
      }
      out.append(sql, done, start);
      int from = out.length();
      out.append(entry.getValue());
      edits.add(new Edit(new SourceRange(start, end), from, out.length()));
      done = end;
    }
    out.append(sql, done, sql.length());
    return new Filling(out.toString(), edits);
  }

  /// Whether nothing was filled in.
  boolean isEmpty() {
    return edits.isEmpty();
  }

  String text() {
    return text;
  }

  /// Where a place of the filled text was written.
  int written(int place) {
    int shift = 0;
    for (Edit edit : edits) {
      if (place < edit.start()) {
        break;
      }
      if (place < edit.end()) {
        return edit.written().start();
      }
      shift = edit.shift();
    }
    return place + shift;
  }

  /// Where a part of the filled text was written.
  SourceRange written(SourceRange range) {
    int start = written(range.start());
    return new SourceRange(start, Math.max(start, written(range.end())));
  }

  /// Whether one shift holds for the whole range.
  boolean isUniform(SourceRange range) {
    return edits.stream().noneMatch(e -> e.start() < range.end() && e.end() >= range.start());
  }
}
