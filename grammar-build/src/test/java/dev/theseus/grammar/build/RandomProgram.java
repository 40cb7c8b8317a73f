package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Makes modules with one large exported function `f(i32, i32) → i32` of random control flow. Every
/// loop burns fuel, so every program ends.
final class RandomProgram {

  private static final int I32_ADD = 0x6A;
  private static final int I32_XOR = 0x73;
  private static final int I32_MUL = 0x6C;
  private static final int I64_ADD = 0x7C;
  private static final int I64_EXTEND = 0xAC;
  private static final int I32_WRAP = 0xA7;

  /// Locals: two parameters, six i32, fuel, two i64.
  private static final int NUMBERS = 8;

  private static final int FUEL = 8;
  private static final FunctionType TYPE =
      new FunctionType(List.of(ValueType.I32, ValueType.I32), List.of(ValueType.I32));

  private final Random random;

  /// The results of the enclosing labels, innermost last; loops count as none.
  private final List<Boolean> labels = new ArrayList<>();

  private RandomProgram(long seed) {
    random = new Random(seed);
  }

  /// A program of nested blocks, branches and loops.
  static byte[] blocks(long seed) {
    RandomProgram program = new RandomProgram(seed);
    List<Instruction> body = new ArrayList<>(program.setFuel());
    for (int i = 0; i < 40; i++) {
      body.addAll(program.statement(5));
    }
    body.addAll(program.checksum());
    return module(body);
  }

  /// A switch of many states that jump to each other.
  static byte[] ladder(long seed, int states) {
    RandomProgram program = new RandomProgram(seed);
    List<Integer> targets = new ArrayList<>();
    // Depth 0 to states + 2: every state, behind the ladder, and the loop and block around it.
    IntStream.rangeClosed(0, states + 2).forEach(targets::add);
    Collections.shuffle(targets, program.random);
    targets.addAll(targets.subList(0, states / 2));
    List<Instruction> inner = new ArrayList<>(program.number());
    inner.add(Plain.constant(0x7FFF));
    inner.add(new Plain(0x71)); // i32.and
    inner.add(Plain.constant(targets.size() + 9));
    inner.add(new Plain(0x70)); // i32.rem_u: sometimes beyond the table
    inner.add(new Branch(Opcode.BR_TABLE, targets.stream().mapToInt(Integer::intValue).toArray()));
    for (int state = states; state >= 1; state--) {
      List<Instruction> code = new ArrayList<>();
      code.add(Structured.block(List.of(), inner));
      program.labels.clear();
      program.labels.add(false); // block around
      program.labels.add(false); // loop
      for (int i = 0; i < state; i++) {
        program.labels.add(false);
      }
      for (int i = 0; i < 3; i++) {
        code.addAll(program.statement(2));
      }
      inner = code;
    }
    List<Instruction> loop = new ArrayList<>(program.burn());
    loop.add(Structured.block(List.of(), inner));
    loop.addAll(program.set());
    loop.add(new Branch(Opcode.BR, 0));
    List<Instruction> body = new ArrayList<>(program.setFuel());
    body.add(
        Structured.block(
            List.of(), List.of(new Structured(Opcode.LOOP, List.of(), loop, List.of()))));
    body.addAll(program.checksum());
    return module(body);
  }

  private List<Instruction> setFuel() {
    return List.of(Plain.constant(100), new Local(Opcode.LOCAL_SET, FUEL));
  }

  private List<Instruction> statement(int depth) {
    int kind = random.nextInt(depth == 0 ? 5 : 12);
    return switch (kind) {
      case 0, 1, 2 -> set();
      case 3 -> wide();
      case 4 -> leave();
      case 5 -> within(Opcode.BLOCK, depth, false);
      case 6 -> valueBlock(depth);
      case 7, 8 -> within(Opcode.IF, depth, false);
      case 9 -> within(Opcode.LOOP, depth, true);
      case 10 -> table();
      default -> set();
    };
  }

  private List<Instruction> set() {
    List<Instruction> code = new ArrayList<>(number());
    code.addAll(number());
    code.add(new Plain(List.of(I32_ADD, I32_XOR, I32_MUL).get(random.nextInt(3))));
    code.add(new Local(Opcode.LOCAL_SET, random.nextInt(NUMBERS)));
    return code;
  }

  private List<Instruction> wide() {
    int local = FUEL + 1 + random.nextInt(2);
    List<Instruction> code = new ArrayList<>(number());
    code.add(new Plain(I64_EXTEND));
    code.add(new Local(Opcode.LOCAL_GET, local));
    code.add(new Plain(I64_ADD));
    code.add(new Local(Opcode.LOCAL_SET, local));
    return code;
  }

  private List<Instruction> number() {
    return List.of(
        random.nextInt(3) == 0
            ? Plain.constant(random.nextInt(-99, 99))
            : new Local(Opcode.LOCAL_GET, random.nextInt(NUMBERS)));
  }

  private List<Instruction> condition() {
    List<Instruction> code = new ArrayList<>(number());
    code.addAll(number());
    code.add(new Plain(0x48)); // i32.lt_s
    return code;
  }

  /// A conditional branch, with a value where the label takes one, or a conditional return.
  private List<Instruction> leave() {
    List<Instruction> then = new ArrayList<>();
    int target = random.nextInt(labels.size() + 1);
    if (target == labels.size()) {
      then.addAll(checksum());
      then.add(new Plain(Opcode.RETURN));
    } else {
      then.addAll(burn());
      then.addAll(labels.reversed().get(target) ? number() : List.of());
      then.add(new Branch(Opcode.BR, target + 1));
    }
    List<Instruction> code = new ArrayList<>(condition());
    code.add(new Structured(Opcode.IF, List.of(), then, List.of()));
    return code;
  }

  /// Counts down and returns when the fuel is used up.
  private List<Instruction> burn() {
    List<Instruction> out = new ArrayList<>(checksum());
    out.add(new Plain(Opcode.RETURN));
    return List.of(
        new Local(Opcode.LOCAL_GET, FUEL),
        Plain.constant(1),
        new Plain(Opcode.I32_SUB),
        new Local(Opcode.LOCAL_TEE, FUEL),
        new Plain(Opcode.I32_EQZ),
        new Structured(Opcode.IF, List.of(), out, List.of()));
  }

  private List<Instruction> within(int opcode, int depth, boolean loops) {
    List<Instruction> code = new ArrayList<>(opcode == Opcode.IF ? condition() : List.of());
    labels.add(false);
    List<Instruction> body = new ArrayList<>(loops ? burn() : List.of());
    body.addAll(several(depth));
    List<Instruction> otherwise =
        opcode == Opcode.IF && random.nextBoolean() ? several(depth) : List.of();
    labels.removeLast();
    code.add(new Structured(opcode, List.of(), body, otherwise));
    return code;
  }

  private List<Instruction> valueBlock(int depth) {
    labels.add(true);
    List<Instruction> body = new ArrayList<>(several(depth));
    body.addAll(number());
    labels.removeLast();
    return List.of(
        Structured.block(List.of(ValueType.I32), body),
        new Local(Opcode.LOCAL_SET, random.nextInt(NUMBERS)));
  }

  private List<Instruction> several(int depth) {
    List<Instruction> code = new ArrayList<>();
    for (int i = random.nextInt(2, 7); i > 0; i--) {
      code.addAll(statement(depth - 1));
    }
    return code;
  }

  /// A switch over the enclosing labels that take no value.
  private List<Instruction> table() {
    List<Integer> plain =
        IntStream.range(0, labels.size()).filter(i -> !labels.reversed().get(i)).boxed().toList();
    if (plain.isEmpty()) {
      return set();
    }
    int[] targets =
        IntStream.range(0, 5).map(i -> plain.get(random.nextInt(plain.size())) + 1).toArray();
    List<Instruction> then = new ArrayList<>(burn());
    then.addAll(number());
    then.add(new Branch(Opcode.BR_TABLE, targets));
    List<Instruction> code = new ArrayList<>(condition());
    code.add(new Structured(Opcode.IF, List.of(), then, List.of()));
    return code;
  }

  private List<Instruction> checksum() {
    List<Instruction> code = new ArrayList<>();
    code.add(Plain.constant(17));
    for (int i = 0; i <= FUEL; i++) {
      code.add(Plain.constant(31));
      code.add(new Plain(I32_MUL));
      code.add(new Local(Opcode.LOCAL_GET, i));
      code.add(new Plain(I32_XOR));
    }
    for (int i = FUEL + 1; i <= FUEL + 2; i++) {
      code.add(new Local(Opcode.LOCAL_GET, i));
      code.add(new Plain(I32_WRAP));
      code.add(new Plain(I32_ADD));
    }
    return code;
  }

  private static byte[] module(List<Instruction> body) {
    List<ValueType> locals = new ArrayList<>(Collections.nCopies(NUMBERS - 1, ValueType.I32));
    locals.addAll(List.of(ValueType.I64, ValueType.I64));
    WasmModule module = new WasmModule(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    module.sections().put(WasmModule.TYPE_SECTION, new byte[0]);
    module.sections().put(WasmModule.FUNCTION_SECTION, new byte[0]);
    module.sections().put(5, new byte[] {1, 0, 1}); // one page of memory
    module.sections().put(WasmModule.GLOBAL_SECTION, new byte[] {0});
    module.sections().put(7, new byte[] {1, 1, 'f', 0, 0}); // export f
    module.sections().put(WasmModule.CODE_SECTION, new byte[0]);
    module.add(new Function(TYPE, locals, body));
    return ModuleWriter.write(module);
  }
}
