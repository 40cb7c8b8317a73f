package dev.theseus.grammar.build;

/// The instructions' numbers, and what they do to the operand stack.
final class Opcode {

  static final int UNREACHABLE = 0x00;
  static final int NOP = 0x01;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0B;
  static final int BR = 0x0C;
  static final int BR_IF = 0x0D;
  static final int BR_TABLE = 0x0E;
  static final int RETURN = 0x0F;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int DROP = 0x1A;
  static final int SELECT = 0x1B;
  static final int SELECT_TYPED = 0x1C;
  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;
  static final int LOCAL_TEE = 0x22;
  static final int GLOBAL_GET = 0x23;
  static final int GLOBAL_SET = 0x24;
  static final int FIRST_LOAD = 0x28;
  static final int LAST_LOAD = 0x35;
  static final int LAST_STORE = 0x3E;
  static final int MEMORY_SIZE = 0x3F;
  static final int MEMORY_GROW = 0x40;
  static final int I32_CONST = 0x41;
  static final int I64_CONST = 0x42;
  static final int F32_CONST = 0x43;
  static final int F64_CONST = 0x44;
  static final int I32_EQZ = 0x45;
  static final int I32_GE_S = 0x4E;
  static final int I32_GE_U = 0x4F;
  static final int I64_EQZ = 0x50;
  static final int LAST_COMPARISON = 0x66;
  static final int I32_SUB = 0x6B;
  static final int I32_SHR_U = 0x76;
  static final int LAST_NUMERIC = 0xC4;
  static final int PREFIXED = 0xFC;

  /// The type byte of a block that gives nothing.
  static final int NO_RESULT = 0x40;

  private Opcode() {}

  /// Whether control never goes on to the next instruction.
  static boolean leaves(int opcode) {
    return opcode == UNREACHABLE || opcode == BR || opcode == BR_TABLE || opcode == RETURN;
  }

  /// The change of the stack's height by an instruction that neither branches nor calls.
  ///
  /// @param sub the second number of a prefixed instruction
  static int stackChange(int opcode, int sub) {
    return switch (opcode) {
      case UNREACHABLE, NOP, RETURN, BR, LOCAL_TEE, MEMORY_GROW -> 0;
      case DROP, LOCAL_SET, GLOBAL_SET, BR_IF, BR_TABLE -> -1;
      case SELECT, SELECT_TYPED -> -2;
      case LOCAL_GET, GLOBAL_GET, MEMORY_SIZE, I32_CONST, I64_CONST, F32_CONST, F64_CONST -> 1;
      case PREFIXED -> prefixedChange(sub);
      default -> numericChange(opcode);
    };
  }

  private static int prefixedChange(int sub) {
    if (sub <= 7) {
      return 0; // saturating conversions
    }
    return switch (sub) {
      case 8, 10, 11 -> -3; // memory.init, memory.copy, memory.fill
      case 9 -> 0; // data.drop
      default -> throw new UnsupportedModuleException("instruction 0xFC " + sub);
    };
  }

  private static int numericChange(int opcode) {
    if (opcode < FIRST_LOAD || opcode > LAST_NUMERIC) {
      throw new UnsupportedModuleException("instruction 0x" + Integer.toHexString(opcode));
    }
    if (opcode <= LAST_LOAD) {
      return 0;
    }
    if (opcode <= LAST_STORE) {
      return -2;
    }
    return isBinary(opcode) ? -1 : 0;
  }

  /// Comparisons and arithmetic of two operands; everything else from `i32.eqz` on takes one.
  private static boolean isBinary(int opcode) {
    if (opcode <= LAST_COMPARISON) {
      return opcode != I32_EQZ && opcode != I64_EQZ;
    }
    return (opcode >= 0x6A && opcode <= 0x78) // i32.add .. i32.rotr
        || (opcode >= 0x7C && opcode <= 0x8A) // i64.add .. i64.rotr
        || (opcode >= 0x92 && opcode <= 0x98) // f32.add .. f32.copysign
        || (opcode >= 0xA0 && opcode <= 0xA6); // f64.add .. f64.copysign
  }
}
