package dev.theseus.check.source;

/// A text that a pattern may look at so often only: one that goes back and forth over it for ever
/// is stopped. Not thread-safe.
final class Patience implements CharSequence {
  private static final long LEAST = 20_000_000;
  private static final long PER_CHARACTER = 50;

  private final CharSequence text;
  private long left;

  /// The pattern has looked at the text too often.
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ended() {
      super("the text takes too long to match", null, false, false);
    }
  }

  Patience(CharSequence text) {
    this.text = text;
    this.left = LEAST + PER_CHARACTER * text.length();
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new Ended();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
