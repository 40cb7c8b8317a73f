package dev.theseus.cli;

import dev.theseus.check.planned.PlanVerdict;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A plan as the JSON document `theseus.plan/1`.
///
/// @param hash the same for the same plan, another for every other: `start --plan-hash` takes it
/// @param checked null for a plan that was made earlier
/// @param version null where old and new version see the same tables
record PlanView(
    String name,
    String hash,
    String server,
    String baseSchema,
    @Nullable VersionView version,
    List<SourceView> statements,
    List<StepView> steps,
    @Nullable VerdictView checked,
    List<String> warnings) {
  static final String SCHEMA = "theseus.plan/1";

  static PlanView of(CheckedPlan checked) {
    Plan plan = checked.plan();
    return new PlanView(
        plan.name(),
        PlanCodec.hash(plan),
        plan.server().toString(),
        plan.base().name(),
        plan.version()
            .map(version -> new VersionView(version.schema().name(), version.searchPath()))
            .orElse(null),
        plan.sources().stream()
            .map(one -> new SourceView(one.place(), one.strategy(), one.statement()))
            .toList(),
        plan.steps().stream().map(StepView::of).toList(),
        checked.verdict().map(VerdictView::of).orElse(null),
        plan.warnings());
  }

  /// The command that runs a phase.
  static String command(Phase.Verb verb) {
    return "theseus " + verb.name().toLowerCase(Locale.ROOT);
  }

  record HazardView(String step, String rule, String message) {}

  record AllowedView(String step, String rule, String reason) {}

  /// @param allowed what the rules warn of and the plan may do, each with its reason
  record VerdictView(int statements, List<HazardView> hazards, List<AllowedView> allowed) {
    static VerdictView of(PlanVerdict verdict) {
      return new VerdictView(
          verdict.statements(),
          verdict.hazards().stream()
              .map(one -> new HazardView(one.step(), one.rule(), one.message()))
              .toList(),
          verdict.allowed().stream()
              .map(one -> new AllowedView(one.step(), one.rule().text(), one.reason()))
              .toList());
    }
  }

  record VersionView(String schema, String searchPath) {}

  record SourceView(String place, String strategy, String statement) {}

  record LockView(String level, String object, boolean scans, boolean rewrites) {
    static List<LockView> of(List<LockUse> locks) {
      return locks.stream()
          .map(
              lock ->
                  new LockView(
                      lock.level().sql(), lock.object().toString(), lock.scans(), lock.rewrites()))
          .toList();
    }
  }

  /// @param kind `statements`, `nothing`, `stays` or `restore`
  /// @param locks its own, where they are not those of the step
  record UndoView(String kind, List<String> sql, String reason, List<LockView> locks) {
    static UndoView of(Step step) {
      List<String> sql = StepSql.of(step.undo());
      boolean own = !step.undoLocks().equals(step.head().locks());
      List<LockView> locks = own ? LockView.of(step.undoLocks()) : List.of();
      return switch (step.undo()) {
        case Undo.Statements it -> new UndoView("statements", sql, "", locks);
        case Undo.DropIndex it -> new UndoView("statements", sql, "", locks);
        case Undo.CreateIndex it -> new UndoView("statements", sql, "", locks);
        case Undo.DropPartitionedIndex it -> new UndoView("statements", sql, "", locks);
        case Undo.AddConstraint it -> new UndoView("statements", sql, "", locks);
        case Undo.Nothing it -> new UndoView("nothing", sql, "", locks);
        case Undo.Stays it -> new UndoView("stays", sql, it.reason(), locks);
        case Undo.Restore it -> new UndoView("restore", sql, it.reason(), locks);
      };
    }
  }

  record StepView(
      String id,
      String phase,
      String command,
      String title,
      boolean transaction,
      List<LockView> locks,
      List<String> sql,
      UndoView undo,
      List<String> notes) {
    static StepView of(Step step) {
      return new StepView(
          step.id(),
          step.phase().code(),
          step.phase().verb().name().toLowerCase(Locale.ROOT),
          step.head().title(),
          StepSql.inTransaction(step),
          LockView.of(step.head().locks()),
          StepSql.of(step),
          UndoView.of(step),
          step.head().notes());
    }
  }
}
