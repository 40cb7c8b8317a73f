package dev.theseus.check.planned;

import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a plan may do although a rule warns of it: by rule, by the kind of step, and with the
/// reason that makes it harmless there. Nothing else is allowed.
final class Permissions {
  private static final String BUDGET =
      "catalog only, and the lock is declared: it is taken under the lock budget, which gives it up"
          + " and tries again before anyone waits longer";
  private static final String RETIRED =
      "contract runs when the old version is retired: nobody names it any more";
  private static final String RETIRED_VIEW =
      "it is the view of a version that is withdrawn: nobody names it any more";
  private static final String ASKED =
      "the migration asks for it, and the plan warns of it; on a large table it would be refused";
  private static final String AUTHOR =
      "the migration asks for this key; it is added NOT VALID and validated apart";

  /// @param steps which steps may do it
  private record Permission(RuleId rule, Predicate<Step> steps, String reason) {
    static Permission of(String rule, Predicate<Step> steps, String reason) {
      return new Permission(RuleId.of(rule), steps, reason);
    }
  }

  private static final List<Permission> ALL =
      List.of(
          Permission.of("trigger-lock", Permissions::budgeted, BUDGET),
          Permission.of("drop-foreign-key", Permissions::budgeted, BUDGET),
          Permission.of("create-table-foreign-key", Permissions::budgeted, BUDGET),
          Permission.of(
              "several-tables-in-transaction",
              Permissions::budgeted,
              "the tables have to change together; the lock budget ends the wait long before"
                  + " anyone's deadlock_timeout, and the step is tried again"),
          Permission.of("drop-column", Permissions::contracts, RETIRED),
          Permission.of("drop-table", Permissions::contracts, RETIRED),
          Permission.of("drop-view", Permissions::budgeted, RETIRED_VIEW),
          Permission.of(
              "drop-index",
              Permissions::contracts,
              "a partitioned index has no way CONCURRENTLY; " + BUDGET),
          Permission.of("drop-primary-key", Permissions::contracts, RETIRED),
          Permission.of("drop-not-null", Permissions::contracts, RETIRED),
          Permission.of("alter-sequence", Permissions::budgeted, BUDGET),
          Permission.of("rename-column", Permissions::contracts, RETIRED),
          Permission.of("rename-table", Permissions::contracts, RETIRED),
          Permission.of("foreign-key-without-index", Permissions::budgeted, AUTHOR),
          Permission.of("foreign-key-type-mismatch", Permissions::budgeted, AUTHOR));

  private Permissions() {}

  /// Why the step may do what the rule warns of; empty if it may not.
  static Optional<String> reason(Finding finding, Step step) {
    if (written(step) && finding.severity() != Severity.DANGER) {
      return Optional.of(ASKED);
    }
    RuleId rule = finding.rule();
    return ALL.stream()
        .filter(one -> one.rule().equals(rule) && one.steps().test(step))
        .map(Permission::reason)
        .findFirst();
  }

  /// A statement of the author's; what the planner makes is held to more.
  private static boolean written(Step step) {
    return step.head().title().endsWith(" as written");
  }

  /// A transaction that says which strong locks it takes; that it says all of them is judged apart.
  private static boolean budgeted(Step step) {
    return step instanceof Step.Transaction
        && step.head().locks().stream()
            .anyMatch(lock -> lock.level().needsBudget() && !works(lock));
  }

  private static boolean works(LockUse lock) {
    return lock.scans() || lock.rewrites();
  }

  private static boolean contracts(Step step) {
    return step.phase() == Phase.CONTRACT && budgeted(step);
  }
}
