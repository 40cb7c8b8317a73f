package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Work that takes time in a transaction that holds a lock which stops readers or writers.
final class WorkUnderStrongLock extends StatementRule {
  private static final Set<Act> ROWS = Set.of(Act.INSERT, Act.UPDATE, Act.DELETE, Act.SELECT);

  private static final String WRITERS = "write to";

  WorkUnderStrongLock() {
    super(
        "work-under-strong-lock",
        "more work while a table is locked against others",
        Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    if (context.past().transaction().isEmpty()) {
      return;
    }
    held(context)
        .filter(held -> lasts(context, held))
        .ifPresent(held -> sink.report(verdict(context, held)));
  }

  /// A lock of an earlier statement.
  ///
  /// @param stopped what nobody can do meanwhile
  private record Held(QualifiedName relation, LockLevel lock, String stopped) {
    boolean writersOnly() {
      return stopped.equals(WRITERS);
    }
  }

  private Verdict verdict(RuleContext context, Held held) {
    return context.verdict(
        lastsShortly(context) ? Severity.WARNING : severity(),
        "An earlier statement of the same transaction (joined by "
            + context.joinedBy()
            + ") holds "
            + held.lock().sql()
            + " on "
            + held.relation()
            + " until the end, through all this work.",
        "Nobody can " + held.stopped() + " " + held.relation() + " until the transaction ends.",
        "Commit the change of the table by itself; do the work in transactions of its own, rows in"
            + " batches.");
  }

  /// Whether the statement takes longer the more rows there are. Under a lock that stops only
  /// writers other work counts only if it takes no such lock itself.
  private static boolean lasts(RuleContext context, Held held) {
    return context.effect().actions().stream()
        .anyMatch(
            action ->
                held.writersOnly()
                    ? (rows(action, context) && !few(action, context))
                        || (reads(action, context) && !stopsWriters(action))
                    : rows(action, context) || reads(action, context));
  }

  private static boolean stopsWriters(Action action) {
    return action.uses().stream()
        .anyMatch(use -> (use.scans() || use.rewrites()) && use.lock().needsBudget());
  }

  private static boolean few(Action action, RuleContext context) {
    return (action.act() == Act.UPDATE || action.act() == Act.DELETE)
        && FewRows.are(context, action);
  }

  private static boolean lastsShortly(RuleContext context) {
    return context.effect().actions().stream().allMatch(context::lastsShortly);
  }

  private static boolean rows(Action action, RuleContext context) {
    boolean constant =
        action.act() == Act.INSERT
            && action
                .node()
                .find("selectStmt")
                .filter(s -> !s.list("valuesLists").isEmpty())
                .isPresent();
    return ROWS.contains(action.act())
        && !constant
        && action.uses().stream()
            .anyMatch(use -> !context.isFresh(use.relation()) && !isSequence(use, context));
  }

  /// A sequence has one row.
  private static boolean isSequence(RelationUse use, RuleContext context) {
    return context
        .catalog()
        .relation(use.relation())
        .filter(found -> found.kind() == Relation.Kind.SEQUENCE)
        .isPresent();
  }

  private static boolean reads(Action action, RuleContext context) {
    boolean told =
        action.act() == Act.VALIDATE_CONSTRAINT && ValidateInSameTransaction.tells(context, action);
    return !told
        && action.uses().stream()
            .anyMatch(use -> (use.scans() || use.rewrites()) && !context.isFresh(use.relation()));
  }

  /// The strongest; of several as strong the first.
  private static Optional<Held> held(RuleContext context) {
    return context.past().transaction().stream()
        .flatMap(judged -> judged.effect().actions().stream())
        .flatMap(action -> action.uses().stream().flatMap(use -> held(use, action, context)))
        .filter(held -> !context.isFresh(held.relation()))
        .reduce((first, next) -> next.lock().strongerThan(first.lock()) ? next : first);
  }

  private static Stream<Held> held(RelationUse use, Action action, RuleContext context) {
    LockLevel lock = use.lock();
    if (lock == LockLevel.ACCESS_EXCLUSIVE) {
      return Stream.of(new Held(use.relation(), lock, "read or write"));
    }
    if (action.act() == Act.CHANGE_SEQUENCE && lock == LockLevel.SHARE_ROW_EXCLUSIVE) {
      return Stream.of(new Held(use.relation(), lock, "draw a number from"));
    }
    boolean table =
        context.catalog().relation(use.relation()).map(one -> one.kind().isTable()).orElse(true);
    return lock.needsBudget() && table
        ? Stream.of(new Held(use.relation(), lock, WRITERS))
        : Stream.empty();
  }
}
