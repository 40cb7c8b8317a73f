package dev.theseus.grammar.build;

import java.util.BitSet;
import java.util.List;

/// One instruction of a function body, which is a tree because control flow is structured.
///
/// Liveness is noted on the instructions themselves: see [Liveness].
abstract sealed class Instruction {

  private final int opcode;

  /// The locals whose values may still be read when this instruction is done.
  private BitSet liveAfter = new BitSet();

  private Instruction(int opcode) {
    this.opcode = opcode;
  }

  final int opcode() {
    return opcode;
  }

  final boolean leaves() {
    return Opcode.leaves(opcode);
  }

  final BitSet liveAfter() {
    return liveAfter;
  }

  final void liveAfter(BitSet live) {
    liveAfter = live;
  }

  /// A `block`, `loop` or `if`.
  static final class Structured extends Instruction {
    private final List<ValueType> results;
    private List<Instruction> body;
    private List<Instruction> otherwise;

    /// What is live where a branch to this label arrives.
    private BitSet liveAtLabel = new BitSet();

    private BitSet liveInBody = new BitSet();
    private BitSet liveInOtherwise = new BitSet();

    Structured(
        int opcode, List<ValueType> results, List<Instruction> body, List<Instruction> otherwise) {
      super(opcode);
      this.results = results;
      this.body = body;
      this.otherwise = otherwise;
    }

    static Structured block(List<ValueType> results, List<Instruction> body) {
      return new Structured(Opcode.BLOCK, results, body, List.of());
    }

    List<ValueType> results() {
      return results;
    }

    /// The types a branch to this label carries: a loop's label is its start and carries none.
    List<ValueType> carried() {
      return opcode() == Opcode.LOOP ? List.of() : results;
    }

    List<Instruction> body() {
      return body;
    }

    void body(List<Instruction> replacement) {
      body = replacement;
    }

    /// The `else` part, empty for every other instruction.
    List<Instruction> otherwise() {
      return otherwise;
    }

    void otherwise(List<Instruction> replacement) {
      otherwise = replacement;
    }

    BitSet liveAtLabel() {
      return liveAtLabel;
    }

    void liveAtLabel(BitSet live) {
      liveAtLabel = live;
    }

    BitSet liveInBody() {
      return liveInBody;
    }

    void liveInBody(BitSet live) {
      liveInBody = live;
    }

    BitSet liveInOtherwise() {
      return liveInOtherwise;
    }

    void liveInOtherwise(BitSet live) {
      liveInOtherwise = live;
    }
  }

  /// A `br`, `br_if` or `br_table`; targets count enclosing labels from the inside, 0 the nearest.
  static final class Branch extends Instruction {
    private final int[] targets;

    Branch(int opcode, int... targets) {
      super(opcode);
      this.targets = targets.clone();
    }

    int count() {
      return targets.length;
    }

    int target(int i) {
      return targets[i];
    }

    int[] targets() {
      return targets.clone();
    }
  }

  /// A `local.get`, `local.set` or `local.tee`.
  static final class Local extends Instruction {
    private final int index;

    Local(int opcode, int index) {
      super(opcode);
      this.index = index;
    }

    int index() {
      return index;
    }
  }

  /// A `call`.
  static final class Call extends Instruction {
    private final int function;

    Call(int function) {
      super(Opcode.CALL);
      this.function = function;
    }

    int function() {
      return function;
    }
  }

  /// A `call_indirect`.
  static final class CallIndirect extends Instruction {
    private final int type;
    private final int table;

    CallIndirect(int type, int table) {
      super(Opcode.CALL_INDIRECT);
      this.type = type;
      this.table = table;
    }

    int type() {
      return type;
    }

    int table() {
      return table;
    }
  }

  /// Any other instruction, with its operands as they are encoded.
  static final class Plain extends Instruction {
    private final byte[] operands;
    private final int sub;

    Plain(int opcode, byte[] operands, int sub) {
      super(opcode);
      this.operands = operands.clone();
      this.sub = sub;
    }

    Plain(int opcode, byte[] operands) {
      this(opcode, operands, 0);
    }

    Plain(int opcode) {
      this(opcode, new byte[0], 0);
    }

    static Plain constant(int value) {
      return new Plain(Opcode.I32_CONST, new ByteSink().signed(value).toBytes());
    }

    static Plain globalGet(int index) {
      return new Plain(Opcode.GLOBAL_GET, new ByteSink().number(index).toBytes());
    }

    static Plain globalSet(int index) {
      return new Plain(Opcode.GLOBAL_SET, new ByteSink().number(index).toBytes());
    }

    byte[] operands() {
      return operands.clone();
    }

    /// The second number of a prefixed instruction, else 0.
    int sub() {
      return sub;
    }
  }
}
