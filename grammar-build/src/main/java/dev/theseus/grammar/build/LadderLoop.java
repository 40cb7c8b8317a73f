package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// The loop that runs a [Ladder]'s states, and the dispatchers that find the state of an index: a
/// root switch over groups, and for each group a switch over its entries.
final class LadderLoop {

  private static final int GROUP_BITS = 6;
  private static final int GROUP = 1 << GROUP_BITS;

  private final Outliner outliner;
  private final Exits exits;
  private final Ladder.Traffic traffic;
  private final TableIndex index;
  private final List<Integer> stateFunctions;
  private final Numbering numbering;
  private final FunctionType dispatcherType;

  LadderLoop(
      Outliner outliner,
      Exits exits,
      Ladder.Traffic traffic,
      TableIndex index,
      List<Integer> stateFunctions) {
    this.outliner = outliner;
    this.exits = exits;
    this.traffic = traffic;
    this.index = index;
    this.stateFunctions = stateFunctions;
    numbering = Numbering.of(outliner.function(), traffic.passed(), new BitSet());
    List<ValueType> parameters = new ArrayList<>(numbering.parameters());
    parameters.add(ValueType.I32);
    dispatcherType = new FunctionType(parameters, List.of(ValueType.I32));
  }

  /// One block, so that nobody tears the scratch locals' writes and reads apart.
  ///
  /// @param prefix the code that computes the index
  /// @param defaultIndex the entry for indexes beyond the table
  Structured build(List<Instruction> prefix, int defaultIndex) {
    Function function = outliner.function();
    int codeLocal = function.exitCodeLocal();
    int indexLocal = function.addLocal(ValueType.I32);
    int root = outliner.module().add(root());

    List<Instruction> code = new ArrayList<>(prefix);
    code.add(new Local(Opcode.LOCAL_SET, indexLocal));
    code.addAll(clamp(indexLocal, defaultIndex));
    code.add(new Structured(Opcode.LOOP, List.of(), round(root, codeLocal, indexLocal), List.of()));
    code.addAll(exits.size() == 0 ? List.of() : dispatchInBlock(codeLocal));
    return Structured.block(List.of(), code);
  }

  /// Indexes behind the table lead to states that only other states reach.
  private static List<Instruction> clamp(int indexLocal, int defaultIndex) {
    return List.of(
        new Local(Opcode.LOCAL_GET, indexLocal),
        Plain.constant(defaultIndex),
        new Plain(Opcode.I32_GE_U),
        new Structured(
            Opcode.IF,
            List.of(),
            List.of(Plain.constant(defaultIndex), new Local(Opcode.LOCAL_SET, indexLocal)),
            List.of()));
  }

  private List<Instruction> round(int root, int codeLocal, int indexLocal) {
    List<Instruction> code = new ArrayList<>();
    traffic.passed().stream().forEach(local -> code.add(new Local(Opcode.LOCAL_GET, local)));
    code.add(new Local(Opcode.LOCAL_GET, indexLocal));
    code.add(new Call(root));
    code.add(new Local(Opcode.LOCAL_SET, codeLocal));
    code.addAll(ResultSlots.load(traffic.outputs(), outliner.function()));
    code.add(new Local(Opcode.LOCAL_GET, codeLocal));
    code.add(Plain.constant(Ladder.NEXT_STATE));
    code.add(new Plain(Opcode.I32_GE_S));
    code.add(
        new Structured(
            Opcode.IF,
            List.of(),
            List.of(
                new Local(Opcode.LOCAL_GET, codeLocal),
                Plain.constant(Ladder.NEXT_STATE),
                new Plain(Opcode.I32_SUB),
                new Local(Opcode.LOCAL_SET, indexLocal),
                new Branch(Opcode.BR, 1)),
            List.of()));
    return code;
  }

  /// The exits' labels count from outside the block that [#build] puts around everything.
  private List<Instruction> dispatchInBlock(int codeLocal) {
    return exits.inOneMoreBlock().dispatch(codeLocal, true);
  }

  private Function root() {
    int groups = (index.size() + GROUP - 1) / GROUP;
    List<List<Instruction>> cases = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      int dispatcher = outliner.module().add(group(group * GROUP));
      List<Instruction> code = arguments(numbering.parameters().size() + 1);
      code.add(new Call(dispatcher));
      code.add(new Plain(Opcode.RETURN));
      cases.add(code);
    }
    List<Instruction> select =
        List.of(
            new Local(Opcode.LOCAL_GET, numbering.parameters().size()),
            Plain.constant(GROUP_BITS),
            new Plain(Opcode.I32_SHR_U),
            new Branch(Opcode.BR_TABLE, withDefault(IntStream.range(0, groups))));
    return new Function(dispatcherType, List.of(), switchOver(select, cases));
  }

  private Function group(int first) {
    List<Integer> entries =
        IntStream.range(first, Math.min(index.size(), first + GROUP))
            .mapToObj(index::target)
            .toList();
    List<Integer> distinct = entries.stream().distinct().toList();
    List<Instruction> select =
        List.of(
            new Local(Opcode.LOCAL_GET, numbering.parameters().size()),
            Plain.constant(first),
            new Plain(Opcode.I32_SUB),
            new Branch(Opcode.BR_TABLE, withDefault(entries.stream().mapToInt(distinct::indexOf))));
    List<List<Instruction>> cases = distinct.stream().map(this::toTarget).toList();
    return new Function(dispatcherType, List.of(), switchOver(select, cases));
  }

  private List<Instruction> toTarget(int target) {
    if (index.isState(target)) {
      List<Instruction> code = arguments(numbering.parameters().size());
      code.add(new Call(stateFunctions.get(index.stateOf(target) - 1)));
      code.add(new Plain(Opcode.RETURN));
      return code;
    }
    // No state runs, but the loop loads all slots, which are stale: write them.
    List<Instruction> code =
        ResultSlots.store(traffic.outputs(), outliner.function(), numbering.numbers());
    code.add(Plain.constant(codeOutside(index.outside(target))));
    code.add(new Plain(Opcode.RETURN));
    return code;
  }

  private int codeOutside(int outside) {
    if (outside < 0) {
      return 0;
    }
    boolean known = exits.all().stream().anyMatch(exit -> exit.label() == outside);
    return exits.codeOf(known ? outside : Exits.RETURN);
  }

  private static int[] withDefault(IntStream targets) {
    // Indexes are always in range, so the default target does not matter.
    return IntStream.concat(targets, IntStream.of(0)).toArray();
  }

  private static List<Instruction> arguments(int count) {
    List<Instruction> code = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      code.add(new Local(Opcode.LOCAL_GET, i));
    }
    return code;
  }

  /// Nested blocks: leaving the i-th reaches the i-th case.
  private static List<Instruction> switchOver(
      List<Instruction> select, List<List<Instruction>> cases) {
    List<Instruction> inner = select;
    for (List<Instruction> each : cases) {
      List<Instruction> code = new ArrayList<>();
      code.add(Structured.block(List.of(), inner));
      code.addAll(each);
      inner = code;
    }
    return inner;
  }
}
