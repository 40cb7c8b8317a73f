package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a run of instructions reads and writes, and where it leaves to.
final class Footprint {

  private final int labelsOutside;
  private final BitSet read = new BitSet();
  private final BitSet written = new BitSet();
  private final SortedSet<Integer> labels = new TreeSet<>();
  private boolean returns;

  private Footprint(int labelsOutside) {
    this.labelsOutside = labelsOutside;
  }

  /// @param labelsOutside how many labels of the function enclose the run
  static Footprint of(List<Instruction> run, int labelsOutside) {
    Footprint footprint = new Footprint(labelsOutside);
    footprint.visit(run, 0);
    return footprint;
  }

  BitSet read() {
    return (BitSet) read.clone();
  }

  BitSet written() {
    return (BitSet) written.clone();
  }

  /// The enclosing labels it branches to, counted from the run outwards.
  SortedSet<Integer> labels() {
    return new TreeSet<>(labels);
  }

  /// Whether it can leave the function.
  boolean returns() {
    return returns;
  }

  private void visit(List<Instruction> run, int depth) {
    for (Instruction instruction : run) {
      switch (instruction) {
        case Local local when local.opcode() == Opcode.LOCAL_GET -> read.set(local.index());
        case Local local -> written.set(local.index());
        case Branch branch -> visit(branch, depth);
        case Structured structured -> {
          visit(structured.body(), depth + 1);
          visit(structured.otherwise(), depth + 1);
        }
        case Plain plain -> returns |= plain.opcode() == Opcode.RETURN;
        case Call call -> {}
        case CallIndirect call -> {}
      }
    }
  }

  private void visit(Branch branch, int depth) {
    for (int i = 0; i < branch.count(); i++) {
      int outside = branch.target(i) - depth;
      if (outside >= labelsOutside) {
        returns = true;
      } else if (outside >= 0) {
        labels.add(outside);
      }
    }
  }
}
