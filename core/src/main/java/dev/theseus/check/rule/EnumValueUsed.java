package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A new enum value that is used in the transaction that adds it.
final class EnumValueUsed extends StatementRule {
  private static final int KNOWS_NEW_TYPES = 17;

  /// Statements in which a constant is no value of an enum, or is not looked at.
  private static final Set<String> DEFINING =
      Set.of(
          "AlterEnumStmt",
          "CreateEnumStmt",
          "CommentStmt",
          "CreateFunctionStmt",
          "VariableSetStmt",
          "DoStmt");

  EnumValueUsed() {
    super(
        "enum-value-used-in-transaction",
        "new enum value used before it is committed",
        Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    Node tree = context.statement().statement().tree();
    if (DEFINING.contains(tree.kind())) {
      return;
    }
    for (Judged judged : context.past().transaction()) {
      judged
          .effect()
          .all(Act.ADD_ENUM_VALUE)
          .filter(action -> !createdHere(context, action))
          .flatMap(
              action ->
                  use(context, tree, action).stream().map(sure -> verdict(context, action, sure)))
          .findFirst()
          .ifPresent(sink::report);
    }
  }

  private Verdict verdict(RuleContext context, Action action, Certainty certainty) {
    boolean sure = certainty == Certainty.PROVED;
    return new Verdict(
        severity(),
        certainty,
        context.statement().range(),
        "PostgreSQL refuses it"
            + (sure ? "" : ", if '" + action.subject() + "' is meant as a value of the enum")
            + ": the enum value '"
            + action.subject()
            + "' was added in the same transaction (joined by "
            + context.joinedBy()
            + ") and is not committed.",
        "The migration fails here.",
        "Put ALTER TYPE … ADD VALUE into a migration of its own, before this one.");
  }

  /// How sure it is that the statement uses the value: a cast says so, and a column of the type in
  /// a table that the statement names may.
  private static Optional<Certainty> use(RuleContext context, Node tree, Action added) {
    String value = added.subject();
    List<String> parts = added.node().strings("typeName");
    String type = parts.getLast();
    if (tree.all("A_Const").stream().noneMatch(constant -> isText(constant, value))) {
      return Optional.empty();
    }
    boolean cast =
        tree.all("TypeCast").stream()
            .filter(one -> isText(one.child("arg"), value))
            .map(one -> one.child("typeName").strings("names"))
            .anyMatch(names -> !names.isEmpty() && names.getLast().equals(type));
    if (cast) {
      return Optional.of(Certainty.PROVED);
    }
    boolean unknown = false;
    for (Node table : tree.all("RangeVar")) {
      Optional<Relation> relation = context.catalog().relation(new Tables(context).name(table));
      unknown |= relation.isEmpty();
      if (relation.stream().flatMap(one -> one.columns().stream()).anyMatch(c -> isOf(c, type))) {
        return Optional.of(Certainty.LIKELY);
      }
    }
    boolean defines =
        tree.all("TypeName").stream()
            .map(name -> name.strings("names"))
            .anyMatch(names -> !names.isEmpty() && names.getLast().equals(type));
    return unknown && (defines || !tree.is("CreateStmt"))
        ? Optional.of(Certainty.LIKELY)
        : Optional.empty();
  }

  private static boolean isOf(Relation.Column column, String type) {
    return column.type().name().name().equals(type);
  }

  private static boolean isText(Node constant, String value) {
    return constant.is("A_Const")
        && constant.find("sval").filter(text -> text.text("sval").equals(value)).isPresent();
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
