package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Structured;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The enclosing blocks of a place in a function, as branches count them.
final class Labels {

  private final List<ValueType> functionResults;
  private final List<Structured> outermostFirst = new ArrayList<>();

  Labels(FunctionType type) {
    functionResults = type.results();
  }

  /// The labels around a place further in.
  Labels inside(List<Structured> blocks) {
    Labels inner = new Labels(new FunctionType(List.of(), functionResults));
    inner.outermostFirst.addAll(outermostFirst);
    inner.outermostFirst.addAll(blocks);
    return inner;
  }

  void enter(Structured block) {
    outermostFirst.add(block);
  }

  void leave() {
    outermostFirst.removeLast();
  }

  int depth() {
    return outermostFirst.size();
  }

  /// Whether a branch this far out leaves the function.
  boolean isReturn(int target) {
    return target >= depth();
  }

  /// What is live where a branch arrives; nothing is once the function returns.
  BitSet liveAt(int target) {
    return isReturn(target) ? new BitSet() : label(target).liveAtLabel();
  }

  /// The types a branch carries.
  List<ValueType> carriedTo(int target) {
    return isReturn(target) ? functionResults : label(target).carried();
  }

  List<ValueType> functionResults() {
    return functionResults;
  }

  private Structured label(int target) {
    return outermostFirst.get(outermostFirst.size() - 1 - target);
  }
}
