package dev.theseus.grammar.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A module in memory: the parts that the rewriter changes, and the others as they were.
final class WasmModule {

  /// Numbers of the sections that are rewritten.
  static final int TYPE_SECTION = 1;

  static final int IMPORT_SECTION = 2;
  static final int FUNCTION_SECTION = 3;
  static final int GLOBAL_SECTION = 6;
  static final int CODE_SECTION = 10;

  private final byte[] header;
  private final Map<Integer, byte[]> sections = new LinkedHashMap<>();
  private final List<FunctionType> types = new ArrayList<>();
  private final List<Integer> importedFunctions = new ArrayList<>();
  private final List<Integer> functionTypes = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<ValueType> addedGlobals = new ArrayList<>();
  private int originalGlobals;

  WasmModule(byte[] header) {
    this.header = header.clone();
  }

  byte[] header() {
    return header.clone();
  }

  /// The sections in file order, by number, without the custom ones.
  Map<Integer, byte[]> sections() {
    return sections;
  }

  List<FunctionType> types() {
    return types;
  }

  /// The types of the imported functions.
  List<Integer> importedFunctions() {
    return importedFunctions;
  }

  /// The types of the module's own functions.
  List<Integer> functionTypes() {
    return functionTypes;
  }

  /// The encoded bodies of the module's own functions.
  List<byte[]> bodies() {
    return bodies;
  }

  List<ValueType> addedGlobals() {
    return addedGlobals;
  }

  int originalGlobals() {
    return originalGlobals;
  }

  void originalGlobals(int count) {
    originalGlobals = count;
  }

  /// The type of the function with this index, imports counted first.
  FunctionType typeOfFunction(int index) {
    int imports = importedFunctions.size();
    return types.get(
        index < imports ? importedFunctions.get(index) : functionTypes.get(index - imports));
  }

  /// Adds a function and gives its index.
  int add(Function function) {
    functionTypes.add(indexOf(function.type()));
    bodies.add(Encoder.encode(function));
    return importedFunctions.size() + functionTypes.size() - 1;
  }

  /// Adds a mutable global that starts as zero and gives its index.
  int addGlobal(ValueType type) {
    addedGlobals.add(type);
    return originalGlobals + addedGlobals.size() - 1;
  }

  private int indexOf(FunctionType type) {
    int known = types.indexOf(type);
    if (known >= 0) {
      return known;
    }
    types.add(type);
    return types.size() - 1;
  }
}
