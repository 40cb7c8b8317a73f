package dev.theseus.grammar.build;

import java.util.ArrayList;
import java.util.List;

/// One function with its body as a tree.
final class Function {

  private final FunctionType type;
  private final List<ValueType> locals;
  private List<Instruction> body;

  /// The local that takes exit codes of outlined parts, or -1 while there is none.
  private int exitCodeLocal = -1;

  Function(FunctionType type, List<ValueType> locals, List<Instruction> body) {
    this.type = type;
    this.locals = new ArrayList<>(locals);
    this.body = body;
  }

  FunctionType type() {
    return type;
  }

  /// The locals behind the parameters.
  List<ValueType> locals() {
    return List.copyOf(locals);
  }

  List<Instruction> body() {
    return body;
  }

  void body(List<Instruction> replacement) {
    body = replacement;
  }

  /// The type of a parameter or local by its index.
  ValueType typeOf(int index) {
    int parameters = type.parameters().size();
    return index < parameters ? type.parameters().get(index) : locals.get(index - parameters);
  }

  /// Adds a local and gives its index.
  int addLocal(ValueType of) {
    locals.add(of);
    return type.parameters().size() + locals.size() - 1;
  }

  /// The local for exit codes. It is written before each read, so it is never live between the
  /// statements of the original function and never handed to an outlined part.
  int exitCodeLocal() {
    if (exitCodeLocal < 0) {
      exitCodeLocal = addLocal(ValueType.I32);
    }
    return exitCodeLocal;
  }

  boolean isExitCodeLocal(int index) {
    return exitCodeLocal == index;
  }
}
