package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.List;

/// Writes a function's tree as a binary body.
final class Encoder {

  private final ByteSink out = new ByteSink();

  private Encoder() {}

  static byte[] encode(Function function) {
    Encoder encoder = new Encoder();
    encoder.locals(function.locals());
    encoder.sequence(function.body());
    return encoder.out.one(Opcode.END).toBytes();
  }

  private void locals(List<ValueType> locals) {
    int groups = 0;
    ByteSink runs = new ByteSink();
    int start = 0;
    for (int i = 1; i <= locals.size(); i++) {
      if (i == locals.size() || locals.get(i) != locals.get(start)) {
        runs.number(i - start).one(locals.get(start).code());
        groups++;
        start = i;
      }
    }
    out.number(groups).bytes(runs.toBytes());
  }

  private void sequence(List<Instruction> instructions) {
    for (Instruction instruction : instructions) {
      out.one(instruction.opcode());
      switch (instruction) {
        case Structured structured -> structured(structured);
        case Branch branch -> branch(branch);
        case Local local -> out.number(local.index());
        case Call call -> out.number(call.function());
        case CallIndirect call -> out.number(call.type()).number(call.table());
        case Plain plain -> out.bytes(plain.operands());
      }
    }
  }

  private void structured(Structured structured) {
    out.one(
        structured.results().isEmpty() ? Opcode.NO_RESULT : structured.results().getFirst().code());
    sequence(structured.body());
    if (!structured.otherwise().isEmpty()) {
      out.one(Opcode.ELSE);
      sequence(structured.otherwise());
    }
    out.one(Opcode.END);
  }

  private void branch(Branch branch) {
    if (branch.opcode() == Opcode.BR_TABLE) {
      out.number(branch.count() - 1);
    }
    for (int i = 0; i < branch.count(); i++) {
      out.number(branch.target(i));
    }
  }
}
