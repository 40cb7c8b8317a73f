package dev.theseus.cli;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A plan in a line for each step: its strongest lock, what it does, and what is remarkable about
/// it.
final class PlanBrief {
  private static final int LOCK_WIDTH =
      List.of(LockLevel.values()).stream().mapToInt(level -> level.sql().length()).max().orElse(0);

  private PlanBrief() {}

  /// The whole plan.
  static String of(CheckedPlan checked) {
    Plan plan = checked.plan();
    List<String> lines = new ArrayList<>();
    lines.add(PlanText.opening(plan));
    for (Phase phase : Phase.values()) {
      List<Step> steps = plan.steps().stream().filter(step -> step.phase() == phase).toList();
      if (!steps.isEmpty()) {
        lines.add(PlanText.title(phase));
        steps.forEach(step -> lines.add(line(step)));
      }
    }
    lines.addAll(checked.lines());
    lines.addAll(PlanText.warnings(plan));
    return String.join("\n", lines);
  }

  private static String line(Step step) {
    String lock =
        step.head().locks().stream()
            .map(LockUse::level)
            .max(Comparator.naturalOrder())
            .map(LockLevel::sql)
            .orElse("");
    return "  %s  %s%s"
        .formatted(
            lock + " ".repeat(LOCK_WIDTH - lock.length()),
            step.head().title(),
            remarks(step).isEmpty()
                ? ""
                : Style.DIM.of(" (" + String.join(", ", remarks(step)) + ")"));
  }

  private static List<String> remarks(Step step) {
    List<String> remarks = new ArrayList<>();
    if (step.head().locks().stream().anyMatch(LockUse::rewrites)) {
      remarks.add("rewrites the table");
    } else if (step.head().locks().stream().anyMatch(LockUse::scans)) {
      remarks.add("reads the whole table");
    }
    switch (step.undo()) {
      case Undo.Stays it -> remarks.add("stays after a rollback");
      case Undo.Restore it -> remarks.add("way back: a backup");
      case Undo.Nothing it -> {}
      case Undo.Statements it -> {}
      case Undo.DropIndex it -> {}
      case Undo.CreateIndex it -> {}
      case Undo.DropPartitionedIndex it -> {}
      case Undo.AddConstraint it -> {}
    }
    return remarks;
  }
}
