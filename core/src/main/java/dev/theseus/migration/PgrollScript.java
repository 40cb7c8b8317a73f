package dev.theseus.migration;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Statement;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.Operation;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/// `sql`: statements are read as those of an SQL file, so most have a way without downtime and one
/// back. `down` is the way back of those that have none of their own.
final class PgrollScript {
  private final PgrollDraft draft;

  PgrollScript(PgrollDraft draft) {
    this.draft = draft;
  }

  void read(PgrollOptions options) {
    String up =
        options
            .text("up")
            .orElseThrow(() -> options.problem("up", "has no up", "add up with the statements"));
    if (options.flag("onComplete")) {
      if (options.has("down")) {
        throw options.problem(
            "down",
            "does not go with onComplete: nothing is taken back then",
            "remove down or onComplete");
      }
      draft.addLater(options, up);
      return;
    }
    Document value = options.find("up").orElseThrow();
    Migration read = draft.script(up, value.spot(), options.place().key("up"));
    if (options.has("down")) {
      withDown(options, read);
    } else {
      draft.take(read, options.mapping().spot(), UnaryOperator.identity());
    }
  }

  private void withDown(PgrollOptions options, Migration read) {
    List<Operation> operations = read.operations().stream().map(Authored::operation).toList();
    boolean direct =
        !operations.isEmpty() && operations.stream().allMatch(DirectStatement.class::isInstance);
    boolean undone = operations.stream().allMatch(PgrollScript::hasWayBack);
    if (!direct && !undone) {
      throw options.problem(
          "down",
          "would take back statements that have a way back of their own, and others",
          "put the statements without one (an INSERT, a GRANT, a DO block) and their down into an"
              + " sql operation of their own");
    }
    List<Sql> down = down(options);
    if (!direct) {
      draft.note(
          options.mapping().spot(),
          "down is left out: each statement of up has a way back of its own");
      draft.take(read, options.mapping().spot(), UnaryOperator.identity());
      return;
    }
    AtomicBoolean first = new AtomicBoolean(true);
    draft.take(
        read,
        options.mapping().spot(),
        operation ->
            ((DirectStatement) operation)
                .withUndo(first.getAndSet(false) ? new Undo.Statements(down) : new Undo.Nothing()));
  }

  private static boolean hasWayBack(Operation operation) {
    return !(operation instanceof DirectStatement direct)
        || direct.undo() instanceof Undo.Statements;
  }

  private List<Sql> down(PgrollOptions options) {
    Document value = options.find("down").orElseThrow();
    DocumentPlace place = options.place().key("down");
    List<Statement> statements = place.text(value, PgrollScript::parsed);
    List<Sql> down = new ArrayList<>();
    for (Statement statement : statements) {
      if (!draft.direct(options, statement).transactional()) {
        throw place.problem(
            value.spot(),
            "holds a statement that cannot run in a transaction",
            "write it without CONCURRENTLY");
      }
      down.add(Sql.verbatim(statement.text()));
    }
    if (down.isEmpty()) {
      throw place.problem(value.spot(), "holds no statement", "remove it or write the way back");
    }
    return down;
  }

  private static List<Statement> parsed(String text) {
    try {
      return Grammar.parse(text).statements();
    } catch (SqlSyntaxException e) {
      throw new IllegalArgumentException(e.problem(), e);
    }
  }
}
