package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.BitSet;
import java.util.List;

/// Finds, backwards over the structured control flow, which locals may still be read where. The
/// result is noted on the instructions. Loops are repeated until nothing is added.
final class Liveness {

  private final Labels labels;

  private Liveness(Labels labels) {
    this.labels = labels;
  }

  /// Annotates the whole body and gives what is live at its start.
  static BitSet analyse(Function function) {
    return new Liveness(new Labels(function.type())).before(function.body(), new BitSet());
  }

  /// Notes the same liveness on every new instruction of a replacement. It holds because a
  /// replacement reads only locals that the original read, and its own scratch local.
  static void annotate(List<Instruction> replacement, BitSet live) {
    for (Instruction instruction : replacement) {
      instruction.liveAfter(live);
      if (instruction instanceof Structured structured) {
        structured.liveAtLabel(live);
        structured.liveInBody(live);
        structured.liveInOtherwise(live);
        annotate(structured.body(), live);
        annotate(structured.otherwise(), live);
      }
    }
  }

  private BitSet before(List<Instruction> sequence, BitSet after) {
    BitSet live = copy(after);
    for (Instruction instruction : sequence.reversed()) {
      instruction.liveAfter(copy(live));
      live = before(instruction, live);
    }
    return live;
  }

  private BitSet before(Instruction instruction, BitSet after) {
    return switch (instruction) {
      case Structured structured -> beforeStructured(structured, after);
      case Branch branch -> beforeBranch(branch, after);
      case Local local -> {
        after.set(local.index(), local.opcode() == Opcode.LOCAL_GET);
        yield after;
      }
      case Plain plain -> plain.leaves() ? new BitSet() : after;
      case Call call -> after;
      case CallIndirect call -> after;
    };
  }

  private BitSet beforeBranch(Branch branch, BitSet after) {
    BitSet live = branch.leaves() ? new BitSet() : after;
    for (int i = 0; i < branch.count(); i++) {
      live.or(labels.liveAt(branch.target(i)));
    }
    return live;
  }

  private BitSet beforeStructured(Structured structured, BitSet after) {
    labels.enter(structured);
    BitSet live =
        structured.opcode() == Opcode.LOOP
            ? beforeLoop(structured, after)
            : beforeBlock(structured, after);
    labels.leave();
    return live;
  }

  private BitSet beforeBlock(Structured block, BitSet after) {
    block.liveAtLabel(copy(after));
    BitSet live = before(block.body(), after);
    block.liveInBody(copy(live));
    if (block.opcode() == Opcode.IF) {
      BitSet otherwise = before(block.otherwise(), after);
      block.liveInOtherwise(copy(otherwise));
      live.or(otherwise);
    }
    return live;
  }

  private BitSet beforeLoop(Structured loop, BitSet after) {
    int known;
    do {
      known = loop.liveAtLabel().cardinality();
      BitSet live = before(loop.body(), after);
      live.or(loop.liveAtLabel());
      loop.liveAtLabel(live);
    } while (loop.liveAtLabel().cardinality() != known);
    loop.liveInBody(copy(loop.liveAtLabel()));
    return copy(loop.liveAtLabel());
  }

  private static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }
}
