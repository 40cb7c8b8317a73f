package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.SetComment;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// What waits for contract and finds its object gone there: columns go before everything else, and
/// take their indexes, constraints, defaults, comments and sequences along. A statement that failed
/// there would leave no way on and none back, so it is left out.
record TakenAlong(Folding folding, Problems problems) {

  /// Whether nothing is left for an operation to do at contract.
  boolean leavesNothing(Pending pending) {
    Optional<String> gone = of(pending).flatMap(draft -> gone(pending, draft));
    gone.ifPresent(
        what ->
            problems.warn(
                "%s: %s goes with its column, so nothing is left to do for it"
                    .formatted(pending.source().place(), what)));
    return gone.isPresent();
  }

  /// The table that an operation changes; of a comment on an index, that of what makes the index.
  private Optional<TableDraft> of(Pending pending) {
    return pending
        .table()
        .or(
            () ->
                pending.source().operation() instanceof SetComment comment
                    ? new Commented(comment)
                        .name()
                        .flatMap(name -> Commented.maker(folding.pending(), pending, name))
                        .flatMap(Pending::table)
                    : Optional.empty());
  }

  private Optional<String> gone(Pending pending, TableDraft draft) {
    Operation operation = pending.source().operation();
    if (operation instanceof DropConstraint drop) {
      return constraint(draft, drop.constraint()).filter(one -> !loosens(draft, drop));
    } else if (operation instanceof RenameConstraint rename) {
      return constraint(draft, rename.from());
    } else if (operation instanceof DropIndex drop) {
      return index(draft, drop.index().name());
    } else if (operation instanceof RenameIndex rename) {
      return index(draft, rename.index().name());
    } else if (operation instanceof AddUnique add) {
      return add.existingIndex().flatMap(name -> index(draft, name));
    } else if (operation instanceof AddPrimaryKey add) {
      return add.existingIndex().flatMap(name -> index(draft, name));
    } else if (operation instanceof CreateIndex create) {
      return lostOf(pending, draft).map(one -> "index \"" + create.index() + "\"");
    } else if (operation instanceof DropDefault drop) {
      return lostOf(pending, draft).map(one -> "the default of \"" + drop.column() + "\"");
    }
    return operation instanceof SetComment comment
        ? comment(pending, draft, comment)
        : Optional.empty();
  }

  private static boolean loosens(TableDraft draft, DropConstraint drop) {
    return draft
        .original()
        .constraint(drop.constraint())
        .filter(LaterAtContract::loosens)
        .isPresent();
  }

  private static Optional<String> constraint(TableDraft draft, Identifier name) {
    Table table = draft.original();
    return table
        .constraint(name)
        .filter(one -> lost(draft, one.columns()) || lost(draft, behind(table, one)))
        .map(one -> "constraint \"%s\" of \"%s\"".formatted(name, table.name()));
  }

  /// With the columns of INCLUDE and of expressions.
  private static List<Identifier> behind(Table table, Constraint constraint) {
    return constraint.index().flatMap(table::index).map(Index::columns).orElse(List.of());
  }

  private static Optional<String> index(TableDraft draft, Identifier name) {
    return draft
        .original()
        .index(name)
        .filter(one -> lost(draft, one.columns()))
        .map(one -> "index \"" + one.name() + "\"");
  }

  static boolean lost(TableDraft draft, List<Identifier> columns) {
    return draft.dropped().stream().anyMatch(one -> columns.contains(one.column().name()));
  }

  /// A column that the operation names and the new version does not have.
  private static Optional<ColumnDraft> lostOf(Pending pending, TableDraft draft) {
    return pending.columns().values().stream()
        .filter(one -> !draft.columns().contains(one))
        .findFirst();
  }

  private Optional<String> comment(Pending pending, TableDraft draft, SetComment comment) {
    Optional<Identifier> part = new Commented(comment).name();
    if (comment.column().isPresent()) {
      return lostOf(pending, draft).map(one -> "the comment on \"" + one.name() + "\"");
    }
    return part.flatMap(name -> commented(pending, draft, name))
        .map(one -> "the comment on " + one);
  }

  private Optional<String> commented(Pending comment, TableDraft draft, Identifier name) {
    Optional<Pending> maker = Commented.maker(folding.pending(), comment, name);
    if (maker.isPresent()) {
      return maker
          .flatMap(one -> lostOf(one, draft).isPresent() ? Optional.of(name) : renamed(one, draft))
          .map(one -> "\"" + name + "\"");
    }
    return constraint(draft, name)
        .or(
            () ->
                draft
                    .original()
                    .constraint(name)
                    .filter(folding::drops)
                    .map(one -> "constraint \"" + name + "\""));
  }

  private static Optional<Identifier> renamed(Pending maker, TableDraft draft) {
    Operation operation = maker.source().operation();
    if (operation instanceof RenameIndex rename) {
      return index(draft, rename.index().name()).map(one -> rename.to());
    }
    return operation instanceof RenameConstraint rename
        ? constraint(draft, rename.from()).map(one -> rename.to())
        : Optional.empty();
  }

  /// The statement that drops sequences; with IF EXISTS where a column of the release that owns one
  /// goes before and takes it along.
  DirectStatement spared(DirectStatement direct) {
    boolean owned =
        direct.kind().equals("drop sequence")
            && folding.tables().stream()
                .filter(one -> !one.created())
                .anyMatch(one -> owns(one, direct.tables()));
    return owned ? direct.instead(Tokens.dropIfExists(direct.statement().text())) : direct;
  }

  private static boolean owns(TableDraft draft, List<QualifiedName> sequences) {
    return draft.original().columns().stream()
        .filter(column -> draft.gone() || lost(draft, List.of(column.name())))
        .map(Column::ownedSequence)
        .flatMap(Optional::stream)
        .anyMatch(sequences::contains);
  }
}
