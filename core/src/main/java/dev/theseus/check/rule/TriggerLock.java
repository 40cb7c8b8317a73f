package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A trigger that comes, goes or is switched.
final class TriggerLock extends ActionRule {
  TriggerLock() {
    super(
        "trigger-lock",
        "trigger made or dropped",
        Severity.WARNING,
        Act.CREATE_TRIGGER,
        Act.DROP_TRIGGER,
        Act.SWITCH_TRIGGER);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        action.act() == Act.DROP_TRIGGER
            ? Advice.of(
                "Reads and writes wait; behind a long query everything queues.",
                "SET lock_timeout before it and try again.")
            : Advice.of(
                "Writers wait; behind a long transaction every later writer queues.",
                "SET lock_timeout before it and try again."));
  }
}
