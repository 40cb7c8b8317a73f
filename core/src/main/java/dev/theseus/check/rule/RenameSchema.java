package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A schema under another name: everything in it is renamed with it.
final class RenameSchema extends ActionRule {
  RenameSchema() {
    super("rename-schema", "renamed schema", Severity.DANGER, Act.RENAME_SCHEMA);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Every statement and search_path that names the schema fails at once.",
            "Create a new schema and move what it holds table by table, with views under the old"
                + " names."));
  }
}
