package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The names that indexes have at one point of the release. At contract indexes are dropped and
/// renamed in the order of the file, so one that the release builds may take the name of one that
/// it drops.
///
/// @param before what the release does before
record IndexNames(Catalog catalog, List<Pending> before, Problems problems) {

  /// The table of an index that the release builds, by the name it has at this point.
  Optional<TableDraft> made(QualifiedName index) {
    Map<QualifiedName, TableDraft> made = new HashMap<>();
    for (Pending one : before) {
      Optional<TableDraft> table = one.table();
      Operation operation = one.source().operation();
      if (operation instanceof CreateIndex create && table.isPresent()) {
        made.put(create.table().withName(create.index()), table.get());
      } else if (operation instanceof RenameIndex rename && made.containsKey(rename.index())) {
        made.put(rename.index().withName(rename.to()), made.remove(rename.index()));
      }
    }
    return Optional.ofNullable(made.get(index));
  }

  /// What the server would refuse, perhaps only at contract, when everything else is done.
  boolean refused(Authored source, QualifiedName index) {
    Optional<TableDraft> made = made(index);
    boolean dropped = source.operation() instanceof DropIndex;
    if (made.isEmpty() && unfit(source, index, dropped)) {
      return true;
    }
    if (source.operation() instanceof RenameIndex rename) {
      return taken(source, rename);
    }
    boolean both = dropped && made.filter(table -> !table.created()).isPresent();
    if (both) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "index \"" + index + "\" is built and dropped in the same release",
          source.place(),
          "leave both statements out");
    }
    return both;
  }

  private boolean unfit(Authored source, QualifiedName index, boolean dropped) {
    NamesSoFar names = new NamesSoFar(catalog, before);
    Optional<Table> table = catalog.tableOfIndex(index).filter(one -> names.stands(index));
    if (table.isEmpty()) {
      problems.add(
          ProblemCode.UNKNOWN_OBJECT,
          "index \"" + index + "\" does not exist",
          source.place(),
          "correct its name, or drop the statement if an earlier run removed it");
      return true;
    }
    boolean constraint =
        dropped && table.get().index(index.name()).flatMap(Index::constraint).isPresent();
    if (constraint) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "index \"" + index + "\" belongs to a constraint of the same name",
          source.place(),
          "drop the constraint instead: ALTER TABLE "
              + table.get().name().quoted()
              + " DROP CONSTRAINT "
              + index.name().quoted());
    }
    return constraint;
  }

  private boolean taken(Authored source, RenameIndex rename) {
    QualifiedName to = rename.index().withName(rename.to());
    boolean stands =
        catalog.relations().contains(to) && before.stream().noneMatch(one -> frees(one, to));
    if (stands || made(to).isPresent()) {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "relation \"" + to + "\" already exists",
          source.place(),
          "choose another name for index \"" + rename.index() + "\", or drop the other one before");
      return true;
    }
    return false;
  }

  private boolean frees(Pending pending, QualifiedName name) {
    Operation operation = pending.source().operation();
    if (operation instanceof DropIndex drop) {
      return drop.index().equals(name);
    } else if (operation instanceof RenameIndex rename) {
      return rename.index().equals(name);
    } else if (operation instanceof RenameTable rename) {
      return rename.table().equals(name);
    } else if (operation instanceof DropConstraint drop) {
      return constraint(name).filter(drop.constraint()::equals).isPresent();
    } else if (operation instanceof DropTable drop) {
      return drop.table().equals(name) || on(name).filter(drop.table()::equals).isPresent();
    } else if (operation instanceof DropColumn) {
      return on(name).filter(pending.draft().physical()::equals).isPresent();
    }
    return operation instanceof DirectStatement direct
        && Mentions.of(direct.statement().text())
            .contains(name.name().name().toLowerCase(Locale.ROOT));
  }

  private Optional<QualifiedName> on(QualifiedName index) {
    return catalog.tableOfIndex(index).map(Table::name);
  }

  private Optional<Identifier> constraint(QualifiedName index) {
    return catalog
        .tableOfIndex(index)
        .flatMap(
            table ->
                table.index(index.name()).flatMap(Index::constraint).flatMap(table::constraint))
        .map(Constraint::name);
  }
}
