package dev.theseus.grammar;

/// Turns UTF-8 byte offsets into UTF-16 offsets of the same text.
final class Offsets {

  /// For text with other than ASCII characters: the UTF-16 offset of each byte; else empty.
  private final int[] ofByte;

  private final int bytesBefore;
  private final int base;

  /// @param text the text that was encoded
  /// @param bytesBefore how many bytes were put before it
  /// @param base the offset of the text in a larger one
  Offsets(String text, int bytesBefore, int base) {
    this.bytesBefore = bytesBefore;
    this.base = base;
    ofByte = text.chars().allMatch(c -> c < 0x80) ? new int[0] : table(text);
  }

  private static int[] table(String text) {
    int[] table = new int[3 * text.length() + 1];
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      for (int k = 0; k < length; k++) {
        table[bytes++] = i;
      }
      i += Character.charCount(c);
    }
    table[bytes] = i;
    return table;
  }

  int ofByte(int offset) {
    int own = Math.max(0, offset - bytesBefore);
    return base + (ofByte.length == 0 ? own : ofByte[own]);
  }
}
