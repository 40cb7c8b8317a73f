package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropConstraint;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `VALIDATE CONSTRAINT` in one file of a release for a constraint that an earlier file adds `NOT
/// VALID`: both become one step, because the constraint comes later than a statement as written
/// would run.
final class Validations {
  private Validations() {}

  /// The same operations; those that add a constraint which is validated behind them say so.
  static List<Authored> joined(List<Authored> operations, Problems problems) {
    List<Authored> all = new ArrayList<>();
    for (Authored one : operations) {
      if (!join(all, one)) {
        all.add(one);
      } else {
        problems.warn(
            one.place()
                + ": VALIDATE CONSTRAINT is part of adding the constraint: it runs in a"
                + " transaction of its own anyway");
      }
    }
    return all;
  }

  private static boolean join(List<Authored> before, Authored one) {
    Optional<Node> command =
        one.operation() instanceof DirectStatement direct ? validation(direct) : Optional.empty();
    if (command.isEmpty()) {
      return false;
    }
    QualifiedName table = ((DirectStatement) one.operation()).tables().getFirst();
    Identifier constraint = Identifier.of(command.get().text("name"));
    for (int i = before.size() - 1; i >= 0; i--) {
      if (before.get(i).operation() instanceof DropConstraint drop
          && drop.table().equals(table)
          && drop.constraint().equals(constraint)) {
        return false;
      }
      Optional<Authored> validating = before.get(i).validating(table, constraint);
      if (validating.isPresent()) {
        before.set(i, validating.get());
        return true;
      }
    }
    return false;
  }

  private static Optional<Node> validation(DirectStatement direct) {
    if (direct.tables().size() != 1) {
      return Optional.empty();
    }
    return Grammar.statement(direct.statement().text()).tree().list("cmds").stream()
        .filter(one -> one.text("subtype").equals("AT_ValidateConstraint"))
        .findFirst();
  }
}
