package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.List;

/// Turns a function's binary body into a tree. Code that cannot be reached is left out.
final class Decoder {

  private final ByteCursor in;

  private Decoder(byte[] body) {
    in = new ByteCursor(body);
  }

  static Function decode(FunctionType type, byte[] body) {
    Decoder decoder = new Decoder(body);
    List<ValueType> locals = decoder.locals();
    return new Function(type, locals, decoder.sequence().instructions());
  }

  /// @param endsWithElse whether `else` and not `end` closed the sequence
  private record Sequence(List<Instruction> instructions, boolean endsWithElse) {}

  private List<ValueType> locals() {
    List<ValueType> locals = new ArrayList<>();
    for (int groups = in.number(); groups > 0; groups--) {
      int count = in.number();
      ValueType type = ValueType.ofCode(in.unsignedByte());
      for (int i = 0; i < count; i++) {
        locals.add(type);
      }
    }
    return locals;
  }

  private Sequence sequence() {
    List<Instruction> instructions = new ArrayList<>();
    boolean reachable = true;
    while (true) {
      int opcode = in.unsignedByte();
      if (opcode == Opcode.END || opcode == Opcode.ELSE) {
        return new Sequence(instructions, opcode == Opcode.ELSE);
      }
      Instruction instruction = instruction(opcode);
      if (reachable) {
        instructions.add(instruction);
        reachable = !instruction.leaves();
      }
    }
  }

  private Instruction instruction(int opcode) {
    return switch (opcode) {
      case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> structured(opcode);
      case Opcode.BR, Opcode.BR_IF -> new Branch(opcode, in.number());
      case Opcode.BR_TABLE -> table();
      case Opcode.CALL -> new Call(in.number());
      case Opcode.CALL_INDIRECT -> {
        int type = in.number();
        yield new CallIndirect(type, in.number());
      }
      case Opcode.LOCAL_GET, Opcode.LOCAL_SET, Opcode.LOCAL_TEE -> new Local(opcode, in.number());
      default -> plain(opcode);
    };
  }

  private Structured structured(int opcode) {
    int code = in.unsignedByte();
    if (code < Opcode.NO_RESULT) {
      throw new UnsupportedModuleException("block with parameters or several results");
    }
    List<ValueType> results =
        code == Opcode.NO_RESULT ? List.of() : List.of(ValueType.ofCode(code));
    Sequence body = sequence();
    List<Instruction> otherwise = body.endsWithElse() ? sequence().instructions() : List.of();
    return new Structured(opcode, results, body.instructions(), otherwise);
  }

  private Branch table() {
    int[] targets = new int[in.number() + 1];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = in.number();
    }
    return new Branch(Opcode.BR_TABLE, targets);
  }

  private Plain plain(int opcode) {
    int start = in.position();
    int sub = 0;
    switch (opcode) {
      case Opcode.UNREACHABLE, Opcode.NOP, Opcode.RETURN, Opcode.DROP, Opcode.SELECT -> {}
      case Opcode.SELECT_TYPED -> in.take(in.number());
      case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET -> in.skipNumber();
      case Opcode.MEMORY_SIZE, Opcode.MEMORY_GROW, Opcode.I32_CONST, Opcode.I64_CONST ->
          in.skipNumber();
      case Opcode.F32_CONST -> in.take(4);
      case Opcode.F64_CONST -> in.take(8);
      case Opcode.PREFIXED -> sub = prefixed();
      default -> {
        Opcode.stackChange(opcode, 0); // throws for an unknown instruction
        if (opcode <= Opcode.LAST_STORE) {
          in.skipNumber();
          in.skipNumber();
        }
      }
    }
    return new Plain(opcode, in.since(start), sub);
  }

  private int prefixed() {
    int sub = in.number();
    Opcode.stackChange(Opcode.PREFIXED, sub); // throws for an unknown instruction
    if (sub == 8 || sub == 10) {
      in.skipNumber();
      in.skipNumber();
    } else if (sub == 9 || sub == 11) {
      in.skipNumber();
    }
    return sub;
  }
}
