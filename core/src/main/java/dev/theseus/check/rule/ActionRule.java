package dev.theseus.check.rule;

import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Role;
import java.util.Optional;
import java.util.Set;

/// A rule on single actions of certain kinds. What it says of locks, scans and rewrites comes from
/// the action.
abstract class ActionRule implements Rule {
  private final RuleId id;
  private final String title;
  private final Severity severity;
  private final Set<Act> acts;

  ActionRule(String id, String title, Severity severity, Act first, Act... others) {
    this.id = RuleId.of(id);
    this.title = title;
    this.severity = severity;
    Set<Act> all = java.util.EnumSet.of(first, others);
    this.acts = Set.copyOf(all);
  }

  @Override
  public final RuleId id() {
    return id;
  }

  @Override
  public final String title() {
    return title;
  }

  @Override
  public final Severity severity() {
    return severity;
  }

  @Override
  public final void check(RuleContext context, Sink sink) {
    for (Action action : context.effect().actions()) {
      if (acts.contains(action.act()) && !onlyFresh(context, action)) {
        judge(context, action)
            .ifPresent(
                advice ->
                    sink.report(
                        context.verdict(action, severity(action, advice, context), advice)));
      }
    }
  }

  /// Why the action hurts and what to do instead; empty if it does not.
  abstract Optional<Advice> judge(RuleContext context, Action action);

  /// Work on small tables does not last: one step less bad.
  private Severity severity(Action action, Advice advice, RuleContext context) {
    return advice.bySize() && context.lastsShortly(action) ? milder(severity) : severity;
  }

  private static Severity milder(Severity severity) {
    return switch (severity) {
      case DANGER -> Severity.WARNING;
      case WARNING, ADVICE -> Severity.ADVICE;
    };
  }

  /// Whether nobody uses yet what is changed.
  private static boolean onlyFresh(RuleContext context, Action action) {
    return action.table().isPresent()
        && action.uses().stream()
            .filter(use -> use.role() != Role.READ)
            .allMatch(use -> context.isFresh(use.relation()));
  }
}
