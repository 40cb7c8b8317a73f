package dev.theseus.lifecycle;

import dev.theseus.plan.LockUse;
import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.stream.Collectors;

/// A plan as the operations' pages show it: per phase the steps with their locks, statements and
/// way back.
final class PlanPage {
  private PlanPage() {}

  static String of(Plan plan) {
    StringBuilder page = new StringBuilder();
    for (Phase phase : Phase.values()) {
      List<Step> steps = plan.steps().stream().filter(step -> step.phase() == phase).toList();
      if (!steps.isEmpty()) {
        page.append("### ").append(phase.title()).append("\n\n```sql\n");
        page.append(steps.stream().map(PlanPage::step).collect(Collectors.joining("\n")));
        page.append("```\n\n");
      }
    }
    return page.toString();
  }

  private static String step(Step step) {
    String locks =
        step.head().locks().stream().map(PlanPage::lock).collect(Collectors.joining(", "));
    return "-- "
        + step.head().title()
        + (locks.isEmpty() ? "" : "\n-- locks: " + locks)
        + "\n"
        + statements(step)
        + "-- way back: "
        + undo(step.undo())
        + (step.undoLocks().equals(step.head().locks())
            ? ""
            : "\n--   locks: "
                + step.undoLocks().stream().map(PlanPage::lock).collect(Collectors.joining(", ")))
        + "\n";
  }

  private static String lock(LockUse lock) {
    return lock.level().sql() + " on " + lock.object() + (lock.scans() ? ", reads it whole" : "");
  }

  private static String statements(Step step) {
    return switch (step) {
      case Step.Transaction transaction -> sql(transaction.statements());
      case Step.FindDuplicates find -> sql(List.of(find.query()));
      case Step.FindViolations find -> sql(List.of(find.query()));
      case Step.CreateIndexConcurrently create -> sql(List.of(create.create()));
      case Step.BuildPartitionedIndex build ->
          sql(build.index().acts().stream().map(PartitionedIndex.Act::sql).toList());
      case Step.DetachPartition detach -> sql(List.of(detach.detach()));
      case Step.DropIndexConcurrently drop ->
          "DROP INDEX CONCURRENTLY IF EXISTS " + drop.index().quoted() + ";\n";
      case Step.ValidateConstraint validate ->
          "ALTER TABLE %s VALIDATE CONSTRAINT %s;\n"
              .formatted(validate.table().quoted(), validate.constraint().quoted());
      case Step.Backfill fill ->
          fill.assignments().stream()
              .map(one -> one.column().quoted() + " = " + one.value())
              .collect(Collectors.joining(", ", "-- in chunks: UPDATE … SET ", "\n"));
      case Step.Verify verify -> "-- in chunks: SELECT count(*) of rows that differ\n";
      case Step.ChangeRows change ->
          "-- in batches by the key of %s: %s\n"
              .formatted(change.key().table(), change.batch().text());
      case Step.Standalone alone -> sql(List.of(alone.statement()));
    };
  }

  private static String sql(List<Sql> statements) {
    return statements.stream().map(one -> one.text() + ";\n").collect(Collectors.joining());
  }

  private static String undo(Undo undo) {
    return switch (undo) {
      case Undo.Statements back ->
          back.statements().stream()
              .map(one -> one.text().lines().findFirst().orElse(""))
              .collect(Collectors.joining("; "));
      case Undo.Nothing nothing -> "nothing to take back";
      case Undo.Stays stays -> "stays, " + stays.reason();
      case Undo.Restore restore -> "a backup, " + restore.reason();
      case Undo.DropIndex drop -> "DROP INDEX CONCURRENTLY " + drop.index().quoted();
      case Undo.CreateIndex create -> create.create().text();
      case Undo.DropPartitionedIndex drop -> drop.index().drop().text();
      case Undo.AddConstraint add ->
          add.addNotValid().text()
              + "; then VALIDATE"
              + (add.breaking().isPresent() ? "; left off where rows break it" : "");
    };
  }
}
