package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Rewrites a run of instructions for another function: locals get the numbers they have there,
/// branches out of the run and returns go to labels around it.
///
/// @param locals the new number of each local
/// @param labels for each label outside the run, how far outside the run its replacement stands
/// @param returnLabel the same for leaving the function; unused when the run never does
/// @param labelsOutside how many labels of the old function enclosed the run
record Relocation(
    Map<Integer, Integer> locals,
    Map<Integer, Integer> labels,
    int returnLabel,
    int labelsOutside) {

  List<Instruction> apply(List<Instruction> run) {
    return apply(run, 0);
  }

  private List<Instruction> apply(List<Instruction> run, int depth) {
    List<Instruction> moved = new ArrayList<>(run.size());
    for (Instruction instruction : run) {
      moved.add(
          switch (instruction) {
            case Local local -> new Local(local.opcode(), numberOf(locals, local.index()));
            case Branch branch -> apply(branch, depth);
            case Structured structured ->
                new Structured(
                    structured.opcode(),
                    structured.results(),
                    apply(structured.body(), depth + 1),
                    apply(structured.otherwise(), depth + 1));
            case Plain plain when plain.opcode() == Opcode.RETURN ->
                new Branch(Opcode.BR, depth + returnLabel);
            case Plain plain -> plain;
            case Call call -> call;
            case CallIndirect call -> call;
          });
    }
    return moved;
  }

  private Branch apply(Branch branch, int depth) {
    int[] targets = branch.targets();
    for (int i = 0; i < targets.length; i++) {
      int outside = targets[i] - depth;
      if (outside >= labelsOutside) {
        targets[i] = depth + returnLabel;
      } else if (outside >= 0) {
        targets[i] = depth + numberOf(labels, outside);
      }
    }
    return new Branch(branch.opcode(), targets);
  }

  private static int numberOf(Map<Integer, Integer> numbers, int old) {
    return Objects.requireNonNull(numbers.get(old), "a number for " + old);
  }
}
