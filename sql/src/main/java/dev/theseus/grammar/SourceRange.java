package dev.theseus.grammar;

/// A part of a text, in UTF-16 characters.
///
/// @param start where it starts, 0 or more
/// @param end where it has ended, at least `start`
public record SourceRange(int start, int end) {

  public SourceRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no range from " + start + " to " + end);
    }
  }

  /// The part of the text.
  public String in(String text) {
    return text.substring(start, end);
  }

  /// The number of characters.
  public int length() {
    return end - start;
  }

  /// Whether the other range lies inside this one.
  public boolean contains(SourceRange other) {
    return start <= other.start && other.end <= end;
  }

  SourceRange moved(int by) {
    return new SourceRange(start + by, end + by);
  }
}
