package dev.theseus.check;

import dev.theseus.grammar.Position;
import java.util.Arrays;

/// The lines of a text, for many questions about it. Lines end with `\n`, `\r\n` or `\r`.
/// Immutable.
public final class Lines {
  private final String text;
  private final int[] starts;

  private Lines(String text, int[] starts) {
    this.text = text;
    this.starts = starts;
  }

  public static Lines of(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !pair)) {
        starts = count < starts.length ? starts : Arrays.copyOf(starts, 2 * count);
        starts[count++] = i + 1;
      }
    }
    return new Lines(text, Arrays.copyOf(starts, count));
  }

  /// Line and column of a UTF-16 offset; one behind the end counts as the end.
  public Position at(int offset) {
    int place = Math.clamp(offset, 0, text.length());
    int line = number(place);
    return new Position(line, text.codePointCount(starts[line - 1], place) + 1);
  }

  /// The number of the line that holds the offset, 1 for the first.
  public int number(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// How many lines there are, at least 1.
  public int count() {
    return starts.length;
  }

  /// Where a line starts.
  public int start(int line) {
    return starts[line - 1];
  }

  /// A line without its end.
  public String line(int line) {
    int end = line < starts.length ? starts[line] : text.length();
    return text.substring(starts[line - 1], end).replaceAll("[\\r\\n]+\\z", "");
  }
}
