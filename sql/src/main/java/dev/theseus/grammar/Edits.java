package dev.theseus.grammar;

import java.util.Map;
import java.util.TreeMap;

/// Replacements of parts of a text.
final class Edits {

  private final Map<Integer, SourceRange> ranges = new TreeMap<>();
  private final Map<Integer, String> replacements = new TreeMap<>();

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  void replace(SourceRange range, String replacement) {
    ranges.put(range.start(), range);
    replacements.put(range.start(), replacement);
  }

  void insert(int at, String inserted) {
    replace(new SourceRange(at, at), inserted);
  }

  String apply(String text) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (Map.Entry<Integer, SourceRange> entry : ranges.entrySet()) {
      SourceRange range = entry.getValue();
      if (range.start() < done) {
        throw new RewriteException("two changes overlap in: " + text);
      }
      out.append(text, done, range.start()).append(replacements.get(entry.getKey()));
      done = range.end();
    }
    return out.append(text.substring(done)).toString();
  }
}
