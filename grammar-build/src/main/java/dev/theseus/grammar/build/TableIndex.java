package dev.theseus.grammar.build;

import dev.theseus.grammar.build.Instruction.Branch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The entries of a ladder's `br_table`, followed by one entry for each state that the table does
/// not reach, so that every state has an index.
final class TableIndex {

  private final List<Integer> targets = new ArrayList<>();
  private final Map<Integer, Integer> indexOfState = new HashMap<>();
  private final int states;

  /// @param states the number of states; a target below it, seen from the innermost block, is one
  TableIndex(Branch table, int states) {
    this.states = states;
    for (int target : table.targets()) {
      if (target < states) {
        indexOfState.putIfAbsent(states - target, targets.size());
      }
      targets.add(target);
    }
    for (int state = 1; state <= states; state++) {
      if (indexOfState.putIfAbsent(state, targets.size()) == null) {
        targets.add(states - state);
      }
    }
  }

  int size() {
    return targets.size();
  }

  /// Where an entry branches, seen from the innermost block.
  int target(int index) {
    return targets.get(index);
  }

  boolean isState(int target) {
    return target < states;
  }

  /// The state behind the block that a target leaves.
  int stateOf(int target) {
    return states - target;
  }

  /// How far outside the ladder a target is; -1 is right behind it.
  int outside(int target) {
    return target - states - 1;
  }

  /// An index that leads to a state.
  int of(int state) {
    return Objects.requireNonNull(indexOfState.get(state));
  }
}
