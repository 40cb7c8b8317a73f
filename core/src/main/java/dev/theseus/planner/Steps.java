package dev.theseus.planner;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Collects the steps of a plan in order and gives each an identity that is the same when the same
/// plan is made again.
final class Steps {
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private Optional<Sql> unless = Optional.empty();

  List<Step> all() {
    return List.copyOf(steps);
  }

  void add(Step step) {
    steps.add(step);
  }

  void transaction(StepHead head, List<Sql> statements, Undo undo) {
    if (!statements.isEmpty()) {
      steps.add(new Step.Transaction(head, statements, undo));
    }
  }

  /// @param undoLocks what its undo locks, where it is not what it locks itself
  void transaction(StepHead head, List<Sql> statements, Undo undo, List<LockUse> undoLocks) {
    steps.add(new Step.Transaction(head, statements, undo, undoLocks));
  }

  StepHead head(Phase phase, String key, String title, List<LockUse> locks, String... notes) {
    String base = phase.code() + "/" + key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.]+", "-");
    String id = base;
    for (int n = 2; !ids.add(id); n++) {
      id = base + "-" + n;
    }
    return new StepHead(id, phase, title, locks, List.of(notes), unless);
  }

  /// The steps that are added meanwhile are skipped where the query holds, see [StepHead#unless].
  void unless(Sql query, Runnable adding) {
    unless = Optional.of(query);
    adding.run();
    unless = Optional.empty();
  }

  static List<LockUse> brief(LockLevel level, QualifiedName... objects) {
    return List.of(objects).stream().map(one -> LockUse.brief(level, one)).toList();
  }
}
