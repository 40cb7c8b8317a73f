package dev.theseus.grammar.build;

import java.io.ByteArrayOutputStream;

/// Writes a WebAssembly binary.
final class ByteSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ByteSink one(int value) {
    out.write(value);
    return this;
  }

  /// An unsigned LEB128 number.
  ByteSink number(int value) {
    int rest = value;
    do {
      int low = rest & 0x7F;
      rest >>>= 7;
      out.write(rest != 0 ? low | 0x80 : low);
    } while (rest != 0);
    return this;
  }

  /// A signed LEB128 number.
  ByteSink signed(int value) {
    int rest = value;
    while (true) {
      int low = rest & 0x7F;
      rest >>= 7;
      boolean last = (rest == 0 && (low & 0x40) == 0) || (rest == -1 && (low & 0x40) != 0);
      out.write(last ? low : low | 0x80);
      if (last) {
        return this;
      }
    }
  }

  ByteSink bytes(byte[] value) {
    out.writeBytes(value);
    return this;
  }

  /// The length of the bytes, then the bytes.
  ByteSink sized(byte[] value) {
    return number(value.length).bytes(value);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
