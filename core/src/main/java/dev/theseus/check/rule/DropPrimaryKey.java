package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A primary key that goes.
final class DropPrimaryKey extends ActionRule {
  DropPrimaryKey() {
    super("drop-primary-key", "dropped primary key", Severity.DANGER, Act.DROP_PRIMARY_KEY);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Logical replication refuses UPDATE and DELETE of a table without replica identity, and"
                + " queries by key read the whole table.",
            "Have another unique index over required columns and set it with REPLICA IDENTITY USING"
                + " INDEX first."));
  }
}
