package dev.theseus.cli;

import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A plan for people: what each statement becomes, then the steps by phase with SQL, lock and way
/// back.
final class PlanText {
  private static final String INDENT = "      ";
  private static final int STATEMENT_WIDTH = 72;
  private static final int SQL_LINES = 8;
  private static final int UNDO_LINES = 2;

  private final Plan plan;
  private final List<String> lines = new ArrayList<>();

  private PlanText(Plan plan) {
    this.plan = plan;
  }

  private void verdict(CheckedPlan checked) {
    lines.addAll(checked.lines());
  }

  /// The whole plan.
  static String of(CheckedPlan checked) {
    PlanText text = new PlanText(checked.plan());
    text.heading();
    text.statements();
    for (Phase phase : Phase.values()) {
      text.phase(phase);
    }
    text.verdict(checked);
    text.warnings();
    return String.join("\n", text.lines);
  }

  /// What `start` says before it begins: statements and numbers of steps.
  static String summary(CheckedPlan checked) {
    Plan plan = checked.plan();
    PlanText text = new PlanText(plan);
    text.heading();
    text.statements();
    for (Phase.Verb verb : Phase.Verb.values()) {
      int steps = plan.steps(verb).size();
      if (steps > 0) {
        text.lines.add(
            "%s: %d step%s".formatted(PlanView.command(verb), steps, steps == 1 ? "" : "s"));
      }
    }
    text.verdict(checked);
    text.warnings();
    return String.join("\n", text.lines);
  }

  /// What the migration's statements become; ends with a line break.
  static String opening(Plan plan) {
    PlanText text = new PlanText(plan);
    text.heading();
    text.statements();
    return String.join("\n", text.lines);
  }

  /// The plan's warnings, a line each.
  static List<String> warnings(Plan plan) {
    return plan.warnings().stream().map(text -> Style.YELLOW.of("warning:") + " " + text).toList();
  }

  /// A phase and the command that carries it out.
  static String title(Phase phase) {
    return Style.BOLD.of(phase.title()) + Style.DIM.of(" (" + PlanView.command(phase.verb()) + ")");
  }

  private void heading() {
    lines.add(
        Style.BOLD.of("Plan %s".formatted(plan.name()))
            + " for PostgreSQL %s, schema %s".formatted(plan.server(), plan.base()));
    plan.version()
        .ifPresentOrElse(
            version -> lines.add("New version: search_path = " + version.searchPath()),
            () -> lines.add("New version: the same tables; no search_path is needed"));
  }

  private void statements() {
    lines.add("");
    List<List<String>> rows =
        plan.sources().stream()
            .map(one -> List.of(one.place(), one.strategy(), oneLine(one.statement())))
            .toList();
    lines.add(new Table(List.of("place", "strategy", "statement"), rows).text());
    lines.add("");
  }

  private void phase(Phase phase) {
    List<Step> steps = plan.steps().stream().filter(step -> step.phase() == phase).toList();
    if (steps.isEmpty()) {
      return;
    }
    lines.add(title(phase));
    steps.forEach(this::step);
    lines.add("");
  }

  private void step(Step step) {
    lines.add("  " + Style.CYAN.of(step.id()) + "  " + step.head().title());
    lines.add(INDENT + "lock  " + locks(step.head().locks()));
    if (step instanceof Step.Backfill || step instanceof Step.Verify) {
      lines.add(INDENT + "how   in block ranges, each a transaction of its own");
    }
    if (step instanceof Step.ChangeRows change) {
      lines.add(
          INDENT
              + "how   in batches by %s, each a transaction of its own"
                  .formatted(StepSql.key(change)));
    }
    block("sql   ", StepSql.of(step), SQL_LINES);
    undo(step.undo());
    if (!step.undoLocks().equals(step.head().locks())) {
      lines.add(INDENT + "      lock  " + locks(step.undoLocks()));
    }
    step.head().notes().forEach(note -> lines.add(INDENT + "note  " + note));
  }

  private void undo(Undo undo) {
    switch (undo) {
      case Undo.Nothing it -> lines.add(INDENT + "undo  nothing to take back");
      case Undo.Stays it -> lines.add(INDENT + "undo  stays: " + it.reason());
      case Undo.Restore it -> lines.add(INDENT + "undo  only from a backup: " + it.reason());
      case Undo.Statements it -> block("undo  ", StepSql.of(it), UNDO_LINES);
      case Undo.DropIndex it -> block("undo  ", StepSql.of(it), UNDO_LINES);
      case Undo.CreateIndex it -> block("undo  ", StepSql.of(it), UNDO_LINES);
      case Undo.DropPartitionedIndex it -> block("undo  ", StepSql.of(it), UNDO_LINES);
      case Undo.AddConstraint it -> block("undo  ", StepSql.of(it), UNDO_LINES);
    }
  }

  /// The first line stands behind the label, all others below it. Of a long statement, such as a
  /// function, only the beginning is shown.
  private void block(String label, List<String> statements, int most) {
    String lead = label;
    for (String statement : statements) {
      List<String> text = ended(statement).lines().toList();
      boolean cut = text.size() > most + 1;
      for (String line : cut ? text.subList(0, most) : text) {
        lines.add((INDENT + lead + line).stripTrailing());
        lead = " ".repeat(label.length());
      }
      if (cut) {
        lines.add(INDENT + lead + Style.DIM.of("… %d more lines".formatted(text.size() - most)));
      }
    }
  }

  private void warnings() {
    lines.addAll(warnings(plan));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
  }

  private static String locks(List<LockUse> locks) {
    return locks.isEmpty()
        ? "none that others could wait for"
        : locks.stream().map(PlanText::lock).collect(Collectors.joining("; "));
  }

  private static String lock(LockUse lock) {
    return lock.level().sql()
        + " on "
        + lock.object()
        + (lock.scans() ? ", reads the whole table" : "")
        + (lock.rewrites() ? ", " + Style.RED.of("rewrites it") : "");
  }

  static String ended(String statement) {
    return statement.endsWith(";") ? statement : statement + ";";
  }

  private static String oneLine(String statement) {
    String flat = statement.strip().replaceAll("\\s+", " ");
    return flat.length() <= STATEMENT_WIDTH ? flat : flat.substring(0, STATEMENT_WIDTH - 1) + "…";
  }
}
