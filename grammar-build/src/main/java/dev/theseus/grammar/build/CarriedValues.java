package dev.theseus.grammar.build;

import java.util.EnumMap;
import java.util.Map;

/// The globals in which a value waits between an outlined part that branches out with it and the
/// caller that carries out the branch. One per type is enough: nothing runs in between.
final class CarriedValues {

  private final WasmModule module;
  private final Map<ValueType, Integer> globals = new EnumMap<>(ValueType.class);

  CarriedValues(WasmModule module) {
    this.module = module;
  }

  int globalFor(ValueType type) {
    return globals.computeIfAbsent(type, module::addGlobal);
  }
}
