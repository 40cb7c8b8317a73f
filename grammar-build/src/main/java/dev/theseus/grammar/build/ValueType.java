package dev.theseus.grammar.build;

/// The four number types of a module without vectors and references on the stack.
enum ValueType {
  I32(0x7F, 0x28, 0x36, 2),
  I64(0x7E, 0x29, 0x37, 3),
  F32(0x7D, 0x2A, 0x38, 2),
  F64(0x7C, 0x2B, 0x39, 3);

  private final int code;
  private final int load;
  private final int store;
  private final int alignment;

  ValueType(int code, int load, int store, int alignment) {
    this.code = code;
    this.load = load;
    this.store = store;
    this.alignment = alignment;
  }

  static ValueType ofCode(int code) {
    for (ValueType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new UnsupportedModuleException("value type 0x" + Integer.toHexString(code));
  }

  int code() {
    return code;
  }

  int loadOpcode() {
    return load;
  }

  int storeOpcode() {
    return store;
  }

  /// The exponent of two that a memory instruction states as alignment.
  int alignment() {
    return alignment;
  }
}
