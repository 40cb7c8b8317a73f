package dev.theseus.grammar.build;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads a WebAssembly binary front to back.
final class ByteCursor {

  private final byte[] bytes;
  private int position;

  ByteCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position == bytes.length;
  }

  int unsignedByte() {
    return bytes[position++] & 0xFF;
  }

  /// An unsigned LEB128 number of at most 32 bits.
  int number() {
    int value = 0;
    int shift = 0;
    while (true) {
      int next = unsignedByte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
      shift += 7;
    }
  }

  void skipNumber() {
    while (unsignedByte() >= 0x80) {
      // the loop's condition advances
    }
  }

  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, position, position + count);
    position += count;
    return taken;
  }

  byte[] since(int start) {
    return Arrays.copyOfRange(bytes, start, position);
  }

  byte[] rest() {
    return take(bytes.length - position);
  }

  String name() {
    return new String(take(number()), StandardCharsets.UTF_8);
  }
}
