package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Local;
import dev.theseus.grammar.build.Instruction.Plain;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Hands changed locals from an outlined function back to its caller.
///
/// They travel through the first page of linear memory: C never puts anything at addresses near
/// null, and the linker starts data at 1024. The callee stores as its last act and the caller loads
/// as its next, so one set of slots serves all calls. Wasm globals would work too but cost more on
/// the JVM.
final class ResultSlots {

  /// How many locals can be handed back.
  static final int CAPACITY = 119;

  private static final int FIRST_ADDRESS = 64;
  private static final int SLOT_BYTES = 8;

  private ResultSlots() {}

  /// Callee side.
  ///
  /// @param outputs the caller's locals to hand back; those without a number are left out
  static List<Instruction> store(BitSet outputs, Function caller, Map<Integer, Integer> numbers) {
    List<Instruction> code = new ArrayList<>();
    int slot = 0;
    for (int i = outputs.nextSetBit(0); i >= 0; i = outputs.nextSetBit(i + 1)) {
      Integer number = numbers.get(i);
      if (number != null) {
        ValueType type = caller.typeOf(i);
        code.add(Plain.constant(0));
        code.add(new Local(Opcode.LOCAL_GET, number));
        code.add(access(type.storeOpcode(), type, slot));
      }
      slot++;
    }
    return code;
  }

  /// Caller side.
  static List<Instruction> load(BitSet outputs, Function caller) {
    List<Instruction> code = new ArrayList<>();
    int slot = 0;
    for (int i = outputs.nextSetBit(0); i >= 0; i = outputs.nextSetBit(i + 1)) {
      ValueType type = caller.typeOf(i);
      code.add(Plain.constant(0));
      code.add(access(type.loadOpcode(), type, slot));
      code.add(new Local(Opcode.LOCAL_SET, i));
      slot++;
    }
    return code;
  }

  private static Plain access(int opcode, ValueType type, int slot) {
    int address = FIRST_ADDRESS + SLOT_BYTES * slot;
    return new Plain(opcode, new ByteSink().number(type.alignment()).number(address).toBytes());
  }
}
