package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which names of indexes and constraints are taken at a point of the release: those of the
/// catalog, without what the statements before drop or rename, and with what they make. The catalog
/// alone does not tell, and much of it is done only at contract, when a name that is missing or
/// taken leaves no way on.
///
/// @param before what the release does before that point
record NamesSoFar(Catalog catalog, List<Pending> before) {
  private static final Set<String> DROPS =
      Set.of("drop view", "drop materialized view", "drop sequence", "drop foreign table");
  private static final Set<String> MAKES =
      Set.of(
          "create view",
          "create materialized view",
          "create sequence",
          "create table as",
          "create foreign table",
          ViewIndex.KIND);

  /// Whether a relation of this name would stand if the file had run so far.
  boolean stands(QualifiedName relation) {
    boolean stands = catalog.relations().contains(relation);
    for (Pending one : before) {
      Operation operation = one.source().operation();
      if (frees(one, operation, relation)) {
        stands = false;
      } else if (made(one, operation).filter(relation::equals).isPresent()) {
        stands = true;
      }
    }
    return stands;
  }

  /// Whether one of the statements makes it.
  boolean makes(QualifiedName relation) {
    return before.stream()
        .anyMatch(one -> made(one, one.source().operation()).equals(Optional.of(relation)));
  }

  /// Whether a constraint of a table of the database would.
  boolean stands(TableDraft draft, Identifier constraint) {
    boolean stands = draft.original().constraint(constraint).isPresent();
    for (Pending one : before) {
      if (one.table().filter(draft::equals).isEmpty()) {
        continue;
      }
      Operation operation = one.source().operation();
      if (freed(draft.original(), operation).filter(constraint::equals).isPresent()) {
        stands = false;
      } else if (constraint(operation).filter(constraint::equals).isPresent()) {
        stands = true;
      }
    }
    return stands;
  }

  private static Optional<Identifier> freed(Table table, Operation operation) {
    if (operation instanceof DropConstraint drop) {
      return Optional.of(drop.constraint());
    } else if (operation instanceof RenameConstraint rename) {
      return Optional.of(rename.from());
    }
    return operation instanceof RenameIndex rename
        ? table.index(rename.index().name()).flatMap(Index::constraint)
        : Optional.empty();
  }

  /// The constraint that an operation adds, or gives a name.
  static Optional<Identifier> constraint(Operation operation) {
    if (operation instanceof AddCheck add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof AddForeignKey add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof AddUnique add) {
      return Optional.of(add.constraint());
    } else if (operation instanceof AddPrimaryKey add) {
      return Optional.of(add.constraint());
    }
    return operation instanceof RenameConstraint rename
        ? Optional.of(rename.to())
        : Optional.empty();
  }

  private static boolean frees(Pending pending, Operation operation, QualifiedName relation) {
    if (operation instanceof DropIndex drop) {
      return drop.index().equals(relation);
    } else if (operation instanceof RenameIndex rename) {
      return rename.index().equals(relation);
    } else if (operation instanceof DirectStatement direct) {
      return DROPS.contains(direct.kind()) && direct.tables().contains(relation);
    }
    Optional<Table> table = pending.table().filter(one -> !one.created()).map(TableDraft::original);
    Optional<Index> index =
        table
            .filter(one -> one.name().schema().equals(relation.schema()))
            .flatMap(one -> one.index(relation.name()));
    if (operation instanceof DropConstraint drop) {
      return index.isPresent()
          && table
              .flatMap(one -> one.constraint(drop.constraint()))
              .flatMap(Constraint::index)
              .filter(relation.name()::equals)
              .isPresent();
    } else if (operation instanceof RenameConstraint rename) {
      return index.flatMap(Index::constraint).filter(rename.from()::equals).isPresent();
    } else if (operation instanceof DropTable) {
      return index.isPresent() || pending.draft().name().equals(relation);
    } else if (operation instanceof RenameTable rename) {
      return rename.table().equals(relation);
    }
    return operation instanceof DropColumn drop
        && index
            .filter(one -> one.columns().contains(original(pending, drop.column())))
            .isPresent();
  }

  private static Identifier original(Pending pending, Identifier column) {
    return Optional.ofNullable(pending.columns().get(column))
        .flatMap(ColumnDraft::origin)
        .map(one -> one.name())
        .orElse(column);
  }

  private static Optional<QualifiedName> made(Pending pending, Operation operation) {
    if (operation instanceof RenameIndex rename) {
      return Optional.of(rename.index().withName(rename.to()));
    } else if (operation instanceof RenameTable rename) {
      return Optional.of(rename.table().withName(rename.to()));
    } else if (operation instanceof DirectStatement direct) {
      return MAKES.contains(direct.kind()) ? Optional.of(direct.target()) : Optional.empty();
    }
    Optional<QualifiedName> table = pending.table().map(TableDraft::physical);
    if (operation instanceof CreateIndex create) {
      return table.map(one -> one.withName(create.index()));
    } else if (operation instanceof AddUnique add) {
      return table.map(one -> one.withName(add.constraint()));
    } else if (operation instanceof AddPrimaryKey add) {
      return table.map(one -> one.withName(add.constraint()));
    }
    return operation instanceof RenameConstraint rename
        ? table
            .filter(one -> !pending.draft().created())
            .filter(one -> pending.draft().original().index(rename.from()).isPresent())
            .map(one -> one.withName(rename.to()))
        : Optional.empty();
  }
}
