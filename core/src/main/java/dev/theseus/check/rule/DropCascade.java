package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Role;
import java.util.Optional;
import java.util.Set;

/// A type, extension, function or the like that goes with everything that uses it: columns too.
final class DropCascade extends ActionRule {
  /// What columns can have as their type.
  private static final Set<String> TYPES =
      Set.of("OBJECT_TYPE", "OBJECT_DOMAIN", "OBJECT_EXTENSION");

  DropCascade() {
    super("drop-cascade", "drop that takes columns with it", Severity.DANGER, Act.DROP_OTHER);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean cascades = action.node().text("behavior").equals("DROP_CASCADE");
    boolean types = TYPES.contains(action.node().text("removeType"));
    boolean unknown = action.uses().isEmpty() && action.certainty() != Certainty.PROVED;
    boolean loses =
        action.uses().stream()
            .anyMatch(use -> use.role() == Role.USING && !context.isFresh(use.relation()));
    if (!cascades || !(loses || (types && unknown))) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.of(
            "Every column of the type goes with its data, and no statement names these columns;"
                + " defaults, indexes and functions that use it go too.",
            "Leave out CASCADE: PostgreSQL then says what still uses it. Change or drop those"
                + " columns one by one, each as a migration of its own."));
  }
}
