package dev.theseus.cli;

import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A plan as SQL with comments, for reading and review.
final class PlanScript {
  private PlanScript() {}

  static String of(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(comment("plan " + plan.name() + " for PostgreSQL " + plan.server()));
    lines.add(
        "-- For reading: theseus start runs it with lock budgets, in chunks, and records it.");
    for (Phase phase : Phase.values()) {
      List<Step> steps = plan.steps().stream().filter(step -> step.phase() == phase).toList();
      if (!steps.isEmpty()) {
        lines.add("");
        lines.add("-- %s (%s)".formatted(phase.title(), PlanView.command(phase.verb())));
      }
      steps.forEach(step -> step(lines, step));
    }
    return String.join("\n", lines);
  }

  private static void step(List<String> lines, Step step) {
    lines.add("");
    lines.add(comment(step.id() + ": " + step.head().title()));
    String locks =
        step.head().locks().stream()
            .map(lock -> lock.level().sql() + " on " + lock.object())
            .collect(Collectors.joining("; "));
    if (!locks.isEmpty()) {
      lines.add(comment(locks));
    }
    if (step instanceof Step.Backfill || step instanceof Step.Verify) {
      lines.add("-- in block ranges, each a transaction of its own");
    }
    if (step instanceof Step.ChangeRows change) {
      lines.add(
          comment(
              "in batches by %s, each a transaction of its own".formatted(StepSql.key(change))));
    }
    boolean transaction = StepSql.inTransaction(step);
    if (transaction) {
      lines.add("BEGIN;");
    }
    StepSql.of(step).forEach(statement -> lines.add(PlanText.ended(statement)));
    if (transaction) {
      lines.add("COMMIT;");
    }
  }

  /// A name with a line break must not end the comment.
  private static String comment(String text) {
    return "-- " + text.replaceAll("\\R", " ");
  }
}
