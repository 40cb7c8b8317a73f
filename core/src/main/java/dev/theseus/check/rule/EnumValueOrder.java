package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// An enum, or a value of one, that cannot be taken back.
final class EnumValueOrder extends ActionRule {
  EnumValueOrder() {
    super(
        "enum-value-for-ever",
        "enum value that cannot be removed",
        Severity.ADVICE,
        Act.CREATE_ENUM,
        Act.ADD_ENUM_VALUE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (action.act() == Act.CREATE_ENUM) {
      return Optional.of(
          Advice.of(
              "Values of an enum can never be removed or put into another order.",
              "Use a lookup table, or text with a CHECK."));
    }
    return action.node().text("newValNeighbor").isEmpty()
        ? Optional.of(
            Advice.of(
                "Without a place the value sorts last, and it can never be moved or removed.",
                "Say BEFORE or AFTER which value it stands."))
        : Optional.empty();
  }
}
