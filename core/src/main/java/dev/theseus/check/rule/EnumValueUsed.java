package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Optional;

/// A new enum value that is used in the transaction that adds it.
final class EnumValueUsed extends StatementRule {
  private static final int KNOWS_NEW_TYPES = 17;

  EnumValueUsed() {
    super(
        "enum-value-used-in-transaction",
        "new enum value used before it is committed",
        Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    for (Judged judged : context.past().transaction()) {
      judged
          .effect()
          .all(Act.ADD_ENUM_VALUE)
          .filter(action -> uses(context.statement().statement().tree(), action.subject()))
          .filter(action -> !createdHere(context, action))
          .findFirst()
          .ifPresent(action -> sink.report(verdict(context, action)));
    }
  }

  private Verdict verdict(RuleContext context, Action action) {
    return context.verdict(
        severity(),
        "PostgreSQL refuses it: the enum value '"
            + action.subject()
            + "' was added in the same transaction (joined by "
            + context.joinedBy()
            + ") and is not committed.",
        "The migration fails here.",
        "Put ALTER TYPE … ADD VALUE into a migration of its own, before this one.");
  }

  private static boolean uses(Node tree, String value) {
    return tree.all("A_Const").stream()
        .map(constant -> constant.find("sval"))
        .flatMap(Optional::stream)
        .anyMatch(text -> text.text("sval").equals(value));
  }

  /// A type that the same transaction created may be used at once, from PostgreSQL 17 on.
  private static boolean createdHere(RuleContext context, Action added) {
    List<String> type = added.node().strings("typeName");
    return context.major() >= KNOWS_NEW_TYPES
        && context.past().transaction().stream()
            .flatMap(judged -> judged.effect().all(Act.CREATE_ENUM))
            .anyMatch(action -> action.subject().equals(type.getLast()));
  }
}
