package dev.theseus.check.verdict;

import dev.theseus.grammar.Position;
import java.util.Arrays;

/// The lines of one text, so that many places cost one pass.
final class Places {
  private final String text;
  private int[] starts = new int[0];

  Places(String text) {
    this.text = text;
  }

  Position at(int offset) {
    if (starts.length == 0) {
      starts = lineStarts(text);
    }
    int place = Math.min(offset, text.length());
    int found = Arrays.binarySearch(starts, place);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, text.codePointCount(starts[line], place) + 1);
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !pair)) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }
}
