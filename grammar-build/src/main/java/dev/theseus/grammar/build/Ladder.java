package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/// A giant switch: blocks nested in each other by the hundred, and in the innermost one `br_table`.
///
/// Block k (1 for the outermost but one) is left to reach the code behind it, its *state*; block 0
/// encloses all of them. A state ends by falling into the state of the next block outwards, by
/// branching to another state, or by leaving the ladder. Each state becomes a function. A loop
/// calls them through dispatchers of 64 entries and goes on while the code that comes back names
/// another state.
final class Ladder {

  /// Codes from here on name the table index to go on with; below stand [Exits] codes.
  static final int NEXT_STATE = 1 << 20;

  private static final int FEWEST_STATES = 100;
  private static final int FEWEST_ENTRIES = 200;
  private static final int MOST_PARAMETERS = 80;

  private final Outliner outliner;
  private final List<Structured> blocks;
  private final List<Instruction> prefix;
  private final Branch table;
  private final Labels labels;

  private Ladder(
      Outliner outliner,
      List<Structured> blocks,
      List<Instruction> prefix,
      Branch table,
      Labels labels) {
    this.outliner = outliner;
    this.blocks = blocks;
    this.prefix = prefix;
    this.table = table;
    this.labels = labels;
  }

  /// The ladder that the instruction is, if it is one.
  static Optional<Ladder> find(Outliner outliner, Instruction start, Labels labels) {
    List<Structured> blocks = new ArrayList<>();
    Instruction next = start;
    while (next instanceof Structured block
        && block.opcode() == Opcode.BLOCK
        && block.results().isEmpty()
        && !block.body().isEmpty()) {
      blocks.add(block);
      next = block.body().getFirst();
    }
    if (blocks.size() <= FEWEST_STATES
        || !(blocks.getLast().body().getLast() instanceof Branch table)
        || table.opcode() != Opcode.BR_TABLE
        || table.count() < FEWEST_ENTRIES) {
      return Optional.empty();
    }
    List<Instruction> innermost = blocks.getLast().body();
    List<Instruction> prefix = List.copyOf(innermost.subList(0, innermost.size() - 1));
    Footprint footprint = Footprint.of(prefix, Integer.MAX_VALUE);
    if (!footprint.labels().isEmpty() || footprint.returns()) {
      return Optional.empty();
    }
    return Optional.of(new Ladder(outliner, blocks, prefix, table, labels));
  }

  /// One state.
  ///
  /// @param number the block it stands behind
  record State(int number, List<Instruction> code, Footprint footprint) {

    boolean reachesEnd() {
      return code.isEmpty() || !code.getLast().leaves();
    }
  }

  /// The locals that travel between the loop and the states.
  ///
  /// @param passed what the states take
  /// @param outputs what they hand back
  record Traffic(BitSet passed, BitSet outputs) {}

  /// The block that does what the ladder did.
  List<Instruction> replacement() {
    int last = blocks.size() - 1;
    List<State> states = new ArrayList<>();
    for (int k = 1; k <= last; k++) {
      states.add(state(k));
    }
    Exits exits = exits(states);
    Traffic traffic = traffic(states, exits);
    TableIndex index = new TableIndex(table, last);
    List<Integer> functions = new ArrayList<>();
    for (State state : states) {
      functions.add(outliner.module().add(function(state, exits, traffic, index)));
    }
    LadderLoop loop = new LadderLoop(outliner, exits, traffic, index, functions);
    List<Instruction> code = List.of(loop.build(prefix, table.count() - 1));
    Liveness.annotate(code, blocks.getFirst().liveAfter());
    return code;
  }

  private Labels labelsIn(int state) {
    return labels.inside(blocks.subList(0, state));
  }

  private State state(int k) {
    List<Instruction> body = blocks.get(k - 1).body();
    Labels inside = labelsIn(k);
    List<Instruction> code = new ArrayList<>(body.subList(1, body.size()));
    if (JvmSize.of(code) > Outliner.LARGEST_PART) {
      code = outliner.shrink(code, blocks.get(k).liveAtLabel(), inside);
    }
    return new State(k, code, Footprint.of(code, inside.depth()));
  }

  /// All ways out of the ladder other than behind it.
  private Exits exits(List<State> states) {
    TreeSet<Integer> targets = new TreeSet<>();
    boolean returns = false;
    for (State state : states) {
      returns |= state.footprint().returns();
      state.footprint().labels().tailSet(state.number()).stream()
          .map(target -> target - state.number())
          .forEach(targets::add);
    }
    for (int target : table.targets()) {
      int outside = target - blocks.size();
      if (outside >= 0 && labels.isReturn(outside)) {
        returns = true;
      } else if (outside >= 0) {
        targets.add(outside);
      }
    }
    return Exits.of(targets, returns, labels, outliner.carriedValues());
  }

  private Traffic traffic(List<State> states, Exits exits) {
    BitSet read = new BitSet();
    BitSet written = new BitSet();
    BitSet liveBefore = new BitSet();
    for (State state : states) {
      read.or(state.footprint().read());
      written.or(state.footprint().written());
      liveBefore.or(blocks.get(state.number()).liveAtLabel());
    }
    BitSet liveOutside = (BitSet) blocks.getFirst().liveAtLabel().clone();
    for (Exits.Exit exit : exits.all()) {
      if (!exit.isReturn()) {
        liveOutside.or(labels.liveAt(exit.label()));
      }
    }
    // Leaving straight from the table counts as a state without code.
    for (int target : table.targets()) {
      if (target >= blocks.size() - 1) {
        liveBefore.or(labelsIn(blocks.size()).liveAt(target));
      }
    }
    BitSet outputs = outliner.withoutExitCode(written);
    liveOutside.or(liveBefore);
    outputs.and(liveOutside);
    BitSet passed = outliner.withoutExitCode(read);
    passed.or(outputs);
    passed.and(liveBefore);
    if (passed.cardinality() > MOST_PARAMETERS || outputs.cardinality() > ResultSlots.CAPACITY) {
      throw new UnsupportedModuleException(
          "switch whose branches share " + passed.cardinality() + " locals");
    }
    return new Traffic(passed, outputs);
  }

  private Function function(State state, Exits exits, Traffic traffic, TableIndex index) {
    int k = state.number();
    Labels inside = labelsIn(k);
    Exits ways =
        Exits.of(
            state.footprint().labels(),
            state.footprint().returns(),
            inside,
            outliner.carriedValues());
    BitSet used = state.footprint().read();
    used.or(state.footprint().written());
    used.or(traffic.outputs());
    Numbering numbering = Numbering.of(outliner.function(), traffic.passed(), used);
    List<Instruction> moved = ways.relocation(numbering, inside.depth()).apply(state.code());
    List<Integer> codes = ways.all().stream().map(way -> code(way, k, exits, index)).toList();
    OptionalInt endCode =
        state.reachesEnd() ? OptionalInt.of(codeOfState(k - 1, index)) : OptionalInt.empty();
    List<Instruction> body = new ArrayList<>(ways.collect(moved, codes, endCode));
    body.addAll(ResultSlots.store(traffic.outputs(), outliner.function(), numbering.numbers()));
    return new Function(
        new FunctionType(numbering.parameters(), List.of(ValueType.I32)), numbering.locals(), body);
  }

  private static int code(Exits.Exit way, int state, Exits exits, TableIndex index) {
    if (way.isReturn()) {
      return exits.codeOf(Exits.RETURN);
    }
    return way.label() < state
        ? codeOfState(state - 1 - way.label(), index)
        : exits.codeOf(way.label() - state);
  }

  /// Block 0 has no state: leaving it ends the ladder.
  private static int codeOfState(int state, TableIndex index) {
    return state == 0 ? 0 : NEXT_STATE + index.of(state);
  }
}
