package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.SetComment;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a comment is on, where that is an index or a constraint of a table.
record Commented(Optional<Identifier> name) {
  private static final Set<String> PARTS = Set.of("OBJECT_INDEX", "OBJECT_TABCONSTRAINT");

  Commented(SetComment comment) {
    this(part(Grammar.statement(comment.statement().text()).tree()));
  }

  private static Optional<Identifier> part(Node tree) {
    List<String> names =
        PARTS.contains(tree.text("objtype")) ? tree.child("object").strings("items") : List.of();
    return names.isEmpty() ? Optional.empty() : Optional.of(Identifier.of(names.getLast()));
  }

  /// Whether the release makes it, or gives it this name, before: at contract it is there.
  boolean isMade(List<Pending> all, Pending comment) {
    return name.isPresent()
        && all.subList(0, all.indexOf(comment)).stream()
            .filter(one -> one.table().filter(TableDraft::created).isEmpty())
            .anyMatch(one -> name.equals(made(one.source().operation())));
  }

  /// The index or constraint that an operation makes, or gives a name.
  static Optional<Identifier> made(Operation operation) {
    if (operation instanceof CreateIndex create) {
      return Optional.of(create.index());
    } else if (operation instanceof AddCheck add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof AddForeignKey add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof AddUnique add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof AddPrimaryKey add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof RenameIndex rename) {
      return Optional.of(rename.to());
    } else if (operation instanceof RenameConstraint rename) {
      return Optional.of(rename.to());
    }
    return operation instanceof SetNotNull set ? set.constraint() : Optional.empty();
  }
}
