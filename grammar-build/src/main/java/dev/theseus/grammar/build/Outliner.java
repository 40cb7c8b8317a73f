package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Call;
import dev.theseus.grammar.build.Instruction.CallIndirect;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Moves runs of statements of one large function into functions of their own, inner blocks first.
///
/// A statement is a run of instructions between two places where the operand stack of the block is
/// empty. What a part reads comes in as parameters; what it writes and is read later goes back
/// through [ResultSlots]; where it leaves to goes back as a code, see [Exits].
final class Outliner {

  /// Largest part, in estimated JVM bytes: well below the 8,000 that HotSpot still compiles.
  static final int LARGEST_PART = 4_500;

  /// A part below this size would cost more in calls than it saves.
  static final int SMALLEST_PART = 100;

  /// A switch this many times as large as a part is split by its branches.
  private static final int LADDER_FACTOR = 3;

  private static final int MOST_PARAMETERS = 60;

  private final WasmModule module;
  private final Function function;
  private final CarriedValues carriedValues;

  Outliner(WasmModule module, Function function, CarriedValues carriedValues) {
    this.module = module;
    this.function = function;
    this.carriedValues = carriedValues;
  }

  WasmModule module() {
    return module;
  }

  Function function() {
    return function;
  }

  CarriedValues carriedValues() {
    return carriedValues;
  }

  /// Splits the whole function.
  void run() {
    BitSet live = Liveness.analyse(function);
    function.body(shrink(function.body(), live, new Labels(function.type())));
  }

  /// An equivalent of a block's sequence in which all that can be is moved out.
  List<Instruction> shrink(List<Instruction> sequence, BitSet live, Labels labels) {
    List<Instruction> expanded = expandLadders(sequence, labels);
    for (Instruction instruction : expanded) {
      if (instruction instanceof Structured block && JvmSize.of(block) > LARGEST_PART) {
        labels.enter(block);
        block.body(shrink(block.body(), block.liveInBody(), labels));
        block.otherwise(shrink(block.otherwise(), block.liveInOtherwise(), labels));
        labels.leave();
      }
    }
    if (JvmSize.of(expanded) < SMALLEST_PART) {
      return expanded;
    }
    List<Instruction> grouped = new Grouping(labels, live).group(expanded);
    // Many large statements leave many calls, which are statements again.
    int before = Integer.MAX_VALUE;
    while (JvmSize.of(grouped) > LARGEST_PART && JvmSize.of(grouped) < before) {
      before = JvmSize.of(grouped);
      grouped = new Grouping(labels, live).group(grouped);
    }
    return grouped;
  }

  private List<Instruction> expandLadders(List<Instruction> sequence, Labels labels) {
    List<Instruction> expanded = new ArrayList<>();
    for (Instruction instruction : sequence) {
      Optional<Ladder> ladder =
          JvmSize.of(instruction) > LADDER_FACTOR * LARGEST_PART
              ? Ladder.find(this, instruction, labels)
              : Optional.empty();
      ladder.ifPresentOrElse(
          found -> expanded.addAll(found.replacement()), () -> expanded.add(instruction));
    }
    return expanded;
  }

  /// Collects statements into parts of the right size.
  private final class Grouping {
    private final Labels labels;
    private final List<Instruction> result = new ArrayList<>();
    private List<Instruction> group = new ArrayList<>();
    private int groupSize;
    private BitSet liveBeforeGroup;
    private BitSet liveBeforeStatement;

    Grouping(Labels labels, BitSet live) {
      this.labels = labels;
      liveBeforeGroup = live;
      liveBeforeStatement = live;
    }

    List<Instruction> group(List<Instruction> sequence) {
      List<Instruction> statement = new ArrayList<>();
      int height = 0;
      for (Instruction instruction : sequence) {
        statement.add(instruction);
        height += stackChange(instruction);
        if (height == 0 || instruction.leaves()) {
          add(statement, instruction.liveAfter());
          statement = new ArrayList<>();
          height = 0;
        }
      }
      flush();
      result.addAll(statement); // the block's own result stays on its stack
      return result;
    }

    private void add(List<Instruction> statement, BitSet liveAfter) {
      int size = JvmSize.of(statement);
      if (size > LARGEST_PART) {
        flush();
        result.addAll(statement);
        liveBeforeGroup = liveAfter;
      } else {
        if (groupSize + size > LARGEST_PART) {
          flush();
          liveBeforeGroup = liveBeforeStatement;
        }
        group.addAll(statement);
        groupSize += size;
      }
      liveBeforeStatement = liveAfter;
    }

    private void flush() {
      if (groupSize >= SMALLEST_PART) {
        result.addAll(outline(group, liveBeforeGroup, labels).orElse(group));
      } else {
        result.addAll(group);
      }
      group = new ArrayList<>();
      groupSize = 0;
    }
  }

  private int stackChange(Instruction instruction) {
    return switch (instruction) {
      case Structured block -> block.results().size() - (block.opcode() == Opcode.IF ? 1 : 0);
      case Call call -> stackChange(module.typeOfFunction(call.function()));
      case CallIndirect call -> stackChange(module.types().get(call.type())) - 1;
      case Branch branch -> Opcode.stackChange(branch.opcode(), 0);
      case Local local -> Opcode.stackChange(local.opcode(), 0);
      case Plain plain -> Opcode.stackChange(plain.opcode(), plain.sub());
    };
  }

  private static int stackChange(FunctionType type) {
    return type.results().size() - type.parameters().size();
  }

  /// How an outlined part ends, which decides what it gives.
  private enum Ending {
    /// Only at its end, or never: gives nothing.
    AT_END,
    /// Always by the same exit: gives what the branch carries.
    ONE_EXIT,
    /// Several ways: gives a code.
    BY_CODE
  }

  private Optional<List<Instruction>> outline(
      List<Instruction> part, BitSet liveBefore, Labels labels) {
    Footprint footprint = Footprint.of(part, labels.depth());
    Instruction last = part.getLast();
    boolean reachesEnd = !last.leaves();
    Exits exits = Exits.of(footprint.labels(), footprint.returns(), labels, carriedValues);

    BitSet liveLater = reachesEnd ? (BitSet) last.liveAfter().clone() : new BitSet();
    footprint.labels().forEach(label -> liveLater.or(labels.liveAt(label)));
    BitSet outputs = withoutExitCode(footprint.written());
    outputs.and(liveLater);
    // An output that some way through the part leaves unwritten must keep its old value.
    BitSet passed = withoutExitCode(footprint.read());
    passed.or(outputs);
    passed.and(liveBefore);
    if (passed.cardinality() > MOST_PARAMETERS || outputs.cardinality() > ResultSlots.CAPACITY) {
      return Optional.empty();
    }
    BitSet used = footprint.read();
    used.or(footprint.written());
    Numbering numbering = Numbering.of(function, passed, used);
    Ending ending = ending(exits, reachesEnd);
    List<Instruction> moved = exits.relocation(numbering, labels.depth()).apply(part);
    List<Instruction> body = new ArrayList<>(body(moved, ending, exits, reachesEnd));
    body.addAll(ResultSlots.store(outputs, function, numbering.numbers()));
    FunctionType type = new FunctionType(numbering.parameters(), results(ending, exits));
    int callee = module.add(new Function(type, numbering.locals(), body));

    List<Instruction> call = new ArrayList<>(call(callee, passed));
    if (ending == Ending.BY_CODE) {
      call.add(new Local(Opcode.LOCAL_SET, function.exitCodeLocal()));
    }
    call.addAll(ResultSlots.load(outputs, function));
    call.addAll(goOn(ending, exits.inOneMoreBlock(), reachesEnd));
    // One block, so that nothing ever comes between the call and taking its results.
    List<Instruction> replacement = new ArrayList<>();
    replacement.add(Structured.block(List.of(), call));
    if (!reachesEnd) {
      replacement.add(new Plain(Opcode.UNREACHABLE));
    }
    Liveness.annotate(replacement, last.liveAfter());
    return Optional.of(replacement);
  }

  private static Ending ending(Exits exits, boolean reachesEnd) {
    if (exits.size() == 0) {
      return Ending.AT_END;
    }
    return exits.size() == 1 && !reachesEnd ? Ending.ONE_EXIT : Ending.BY_CODE;
  }

  private static List<ValueType> results(Ending ending, Exits exits) {
    return switch (ending) {
      case AT_END -> List.of();
      case ONE_EXIT -> exits.all().getFirst().carried();
      case BY_CODE -> List.of(ValueType.I32);
    };
  }

  private static List<Instruction> body(
      List<Instruction> moved, Ending ending, Exits exits, boolean reachesEnd) {
    return switch (ending) {
      case AT_END -> moved;
      case ONE_EXIT -> List.of(Structured.block(results(ending, exits), moved));
      case BY_CODE ->
          exits.collect(
              moved,
              exits.all().stream().map(exit -> exits.codeOf(exit.label())).toList(),
              reachesEnd ? OptionalInt.of(0) : OptionalInt.empty());
    };
  }

  private List<Instruction> goOn(Ending ending, Exits exits, boolean reachesEnd) {
    return switch (ending) {
      // A part that never ends keeps the stack polymorphic for what follows.
      case AT_END -> reachesEnd ? List.of() : List.of(new Plain(Opcode.UNREACHABLE));
      case ONE_EXIT -> {
        Exits.Exit exit = exits.all().getFirst();
        yield List.of(
            exit.isReturn() ? new Plain(Opcode.RETURN) : new Branch(Opcode.BR, exit.label()));
      }
      case BY_CODE -> exits.dispatch(function.exitCodeLocal(), reachesEnd);
    };
  }

  /// The arguments and the call.
  static List<Instruction> call(int callee, BitSet passed) {
    List<Instruction> code = new ArrayList<>();
    passed.stream().forEach(local -> code.add(new Local(Opcode.LOCAL_GET, local)));
    code.add(new Call(callee));
    return code;
  }

  BitSet withoutExitCode(BitSet locals) {
    BitSet rest = (BitSet) locals.clone();
    rest.stream().filter(function::isExitCodeLocal).boxed().toList().forEach(rest::clear);
    return rest;
  }
}
