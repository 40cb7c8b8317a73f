package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.List;

/// Estimates the JVM bytes that instructions become. The numbers were read off compiled classes;
/// they need not be exact, because limits are set with room to spare.
final class JvmSize {

  /// Local variables above this index need a wide instruction.
  private static final int NARROW_LOCALS = 250;

  private JvmSize() {}

  static int of(List<Instruction> instructions) {
    int size = 0;
    for (Instruction instruction : instructions) {
      size += of(instruction);
    }
    return size;
  }

  static int of(Instruction instruction) {
    return switch (instruction) {
      case Structured structured -> structured(structured);
      case Branch branch -> branch(branch);
      case Local local -> local.index() > NARROW_LOCALS ? 4 : 2;
      case Call call -> 8;
      case CallIndirect call -> 14;
      case Plain plain -> plain(plain.opcode());
    };
  }

  private static int structured(Structured structured) {
    int loop = structured.opcode() == Opcode.LOOP ? 12 : 0;
    int otherwise = structured.otherwise().isEmpty() ? 0 : 3 + of(structured.otherwise());
    return 4 + of(structured.body()) + otherwise + loop;
  }

  private static int branch(Branch branch) {
    return switch (branch.opcode()) {
      case Opcode.BR -> 4;
      case Opcode.BR_IF -> 5;
      default -> 14 + 4 * branch.count();
    };
  }

  private static int plain(int opcode) {
    return switch (opcode) {
      case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET -> 10;
      case Opcode.I32_CONST, Opcode.I64_CONST, Opcode.F32_CONST, Opcode.F64_CONST -> 3;
      case Opcode.PREFIXED -> 9;
      default -> {
        if (opcode >= Opcode.FIRST_LOAD && opcode <= Opcode.LAST_STORE) {
          yield 8;
        }
        yield opcode >= Opcode.I32_EQZ && opcode <= Opcode.LAST_COMPARISON ? 3 : 2;
      }
    };
  }
}
