package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameIndex;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
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
    boolean taken = new NamesSoFar(catalog, before).stands(to);
    if (taken) {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "relation \"" + to + "\" already exists",
          source.place(),
          "choose another name for index \"" + rename.index() + "\", or drop the other one before");
    }
    return taken;
  }
}
