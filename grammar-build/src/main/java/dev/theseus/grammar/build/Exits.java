package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;

/// The ways out of an outlined part other than its end. The part gives a code, the caller branches
/// by it: 0 is the end, n the n-th exit of the caller's list. A value that a branch carries waits
/// in a global meanwhile.
final class Exits {

  /// Stands for leaving the function.
  static final int RETURN = -1;

  /// @param label the label outside the part, or [#RETURN]
  /// @param carried the types of the values that go along, none or one
  record Exit(int label, List<ValueType> carried) {

    boolean isReturn() {
      return label == RETURN;
    }

    boolean isPlainBranch() {
      return !isReturn() && carried.isEmpty();
    }
  }

  private final List<Exit> all;
  private final CarriedValues carriedValues;

  private Exits(List<Exit> all, CarriedValues carriedValues) {
    this.all = List.copyOf(all);
    this.carriedValues = carriedValues;
  }

  static Exits of(
      SortedSet<Integer> targets, boolean returns, Labels labels, CarriedValues carriedValues) {
    List<Exit> exits = new ArrayList<>();
    for (int label : targets) {
      exits.add(new Exit(label, labels.carriedTo(label)));
    }
    if (returns) {
      exits.add(new Exit(RETURN, labels.functionResults()));
    }
    return new Exits(exits, carriedValues);
  }

  /// The same exits seen from inside one more block.
  Exits inOneMoreBlock() {
    return new Exits(
        all.stream().map(e -> e.isReturn() ? e : new Exit(e.label() + 1, e.carried())).toList(),
        carriedValues);
  }

  List<Exit> all() {
    return all;
  }

  int size() {
    return all.size();
  }

  /// The code of an exit, 1 for the first.
  int codeOf(int label) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).label() == label) {
        return i + 1;
      }
    }
    throw new IllegalStateException("no exit to label " + label);
  }

  /// For each label that is left to, its position among the exits: the wrapper of the same position
  /// in [#collect] stands that far outside the part.
  private Map<Integer, Integer> positions() {
    Map<Integer, Integer> positions = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      positions.put(all.get(i).label(), i);
    }
    return positions;
  }

  /// How a part with these exits is rewritten to stand inside [#collect].
  ///
  /// @param labelsOutside how many labels of the old function enclosed the part
  Relocation relocation(Numbering numbering, int labelsOutside) {
    Map<Integer, Integer> positions = positions();
    int returnPosition = positions.getOrDefault(RETURN, 0);
    return new Relocation(numbering.numbers(), positions, returnPosition, labelsOutside);
  }

  /// Callee side: wraps a relocated part so that each way out leaves its code on the stack.
  ///
  /// @param codes the code for each exit, in order
  /// @param endCode the code for reaching the end; empty if the part never does
  List<Instruction> collect(List<Instruction> part, List<Integer> codes, OptionalInt endCode) {
    List<Instruction> inner = new ArrayList<>(part);
    if (endCode.isPresent()) {
      inner.add(Plain.constant(endCode.getAsInt()));
      inner.add(new Branch(Opcode.BR, all.size()));
    }
    for (int i = 0; i < all.size(); i++) {
      List<ValueType> carried = all.get(i).carried();
      List<Instruction> wrapped = new ArrayList<>();
      wrapped.add(Structured.block(carried, inner));
      for (ValueType type : carried) {
        wrapped.add(Plain.globalSet(carriedValues.globalFor(type)));
      }
      wrapped.add(Plain.constant(codes.get(i)));
      wrapped.add(new Branch(Opcode.BR, all.size() - 1 - i));
      inner = wrapped;
    }
    return List.of(Structured.block(List.of(ValueType.I32), inner));
  }

  /// Caller side: goes where the code says; code 0 goes on behind.
  ///
  /// @param reachesEnd whether code 0 can occur
  List<Instruction> dispatch(int codeLocal, boolean reachesEnd) {
    if (all.size() == 1 && reachesEnd && all.getFirst().isPlainBranch()) {
      return List.of(
          new Local(Opcode.LOCAL_GET, codeLocal), new Branch(Opcode.BR_IF, all.getFirst().label()));
    }
    List<Exit> wrapped = all.stream().filter(exit -> !exit.isPlainBranch()).toList();
    int[] targets = new int[all.size() + 1];
    for (int i = 0; i < all.size(); i++) {
      Exit exit = all.get(i);
      targets[i + 1] =
          exit.isPlainBranch() ? exit.label() + wrapped.size() + 1 : wrapped.indexOf(exit);
    }
    targets[0] = reachesEnd ? wrapped.size() : targets[1];
    List<Instruction> inner =
        List.of(new Local(Opcode.LOCAL_GET, codeLocal), new Branch(Opcode.BR_TABLE, targets));
    for (int i = 0; i < wrapped.size(); i++) {
      inner = leave(inner, wrapped.get(i), wrapped.size() - i);
    }
    Structured block = Structured.block(List.of(), inner);
    return reachesEnd ? List.of(block) : List.of(block, new Plain(Opcode.UNREACHABLE));
  }

  private List<Instruction> leave(List<Instruction> inner, Exit exit, int depth) {
    List<Instruction> code = new ArrayList<>();
    code.add(Structured.block(List.of(), inner));
    for (ValueType type : exit.carried()) {
      code.add(Plain.globalGet(carriedValues.globalFor(type)));
    }
    code.add(
        exit.isReturn() ? new Plain(Opcode.RETURN) : new Branch(Opcode.BR, exit.label() + depth));
    return code;
  }
}
