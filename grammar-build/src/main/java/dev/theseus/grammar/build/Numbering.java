package dev.theseus.grammar.build;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The locals of an outlined function: some of its caller's become parameters, others stay local.
///
/// @param numbers the new number of each of the caller's locals
/// @param parameters the types of the parameters
/// @param locals the types of the other locals
record Numbering(
    Map<Integer, Integer> numbers, List<ValueType> parameters, List<ValueType> locals) {

  /// @param passed the caller's locals that are handed over
  /// @param used the caller's locals that the outlined code mentions
  static Numbering of(Function caller, BitSet passed, BitSet used) {
    Map<Integer, Integer> numbers = new HashMap<>();
    List<ValueType> parameters = new ArrayList<>();
    List<ValueType> locals = new ArrayList<>();
    for (int i = passed.nextSetBit(0); i >= 0; i = passed.nextSetBit(i + 1)) {
      numbers.put(i, numbers.size());
      parameters.add(caller.typeOf(i));
    }
    for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
      if (!numbers.containsKey(i)) {
        numbers.put(i, numbers.size());
        locals.add(caller.typeOf(i));
      }
    }
    return new Numbering(numbers, parameters, locals);
  }
}
