package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.grammar.Grammar;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.CreateTable;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Locale;
import java.util.Optional;

/// Operations that say themselves that they are not needed: `IF EXISTS` on what is not there, and
/// `IF NOT EXISTS` on a table that is.
final class NothingToDo {
  private final Catalog catalog;
  private final Folding folding;

  NothingToDo(Catalog catalog, Folding folding) {
    this.catalog = catalog;
    this.folding = folding;
  }

  /// Why nothing is done, for the reader of the plan; empty when something is.
  Optional<String> reason(Authored source) {
    Operation operation = source.operation();
    if (operation instanceof DropColumn drop && drop.ifExists()) {
      return missing(
          "column \"%s\" of \"%s\"".formatted(drop.column(), drop.table()),
          standing(drop.table()).filter(one -> one.column(drop.column()).isEmpty()).isPresent());
    }
    if (operation instanceof DropConstraint drop && drop.ifExists()) {
      return missing(
          "constraint \"%s\" of \"%s\"".formatted(drop.constraint(), drop.table()),
          standing(drop.table())
              .filter(one -> !soFar().stands(one, drop.constraint()))
              .filter(one -> folding.pending().stream().noneMatch(add -> adds(add, drop)))
              .isPresent());
    }
    if (operation instanceof DropIndex drop && drop.ifExists()) {
      return missing(
          "index \"" + drop.index() + "\"",
          (absent(drop.index()) && !named(source, drop.index().name()))
              || (!absent(drop.index()) && !soFar().stands(drop.index())));
    }
    if (operation instanceof DropTable drop && drop.ifExists()) {
      return missing(
          "table \"" + drop.table() + "\"",
          absent(drop.table())
              && folding.find(drop.table()).isEmpty()
              && !named(source, drop.table().name()));
    }
    return operation instanceof CreateTable create && isThere(create)
        ? Optional.of("table \"" + create.table() + "\" exists already and is left as it is")
        : Optional.empty();
  }

  /// What an earlier statement names may be of its making; then it is for the server to say.
  private boolean named(Authored source, Identifier name) {
    return folding.pending().stream()
        .map(Pending::source)
        .filter(one -> !one.place().equals(source.place()))
        .anyMatch(
            one -> Mentions.of(one.statement()).contains(name.name().toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> missing(String what, boolean isMissing) {
    return isMissing ? Optional.of(what + " does not exist: nothing is dropped") : Optional.empty();
  }

  private NamesSoFar soFar() {
    return new NamesSoFar(catalog, folding.pending());
  }

  private Optional<TableDraft> standing(QualifiedName table) {
    return folding.find(table).filter(one -> !one.created());
  }

  private boolean absent(QualifiedName name) {
    return !catalog.relations().contains(name);
  }

  /// Whether an earlier operation makes or renames a constraint of this name.
  private static boolean adds(Pending pending, DropConstraint drop) {
    Identifier name = drop.constraint();
    Operation operation = pending.source().operation();
    if (operation instanceof DirectStatement direct) {
      return direct.tables().contains(drop.table())
          && Grammar.statement(direct.statement().text()).tree().all("Constraint").stream()
              .anyMatch(one -> one.text("conname").equals(name.name()));
    }
    return pending.table().filter(one -> one.name().equals(drop.table())).isPresent()
        && (Commented.made(operation).filter(name::equals).isPresent()
            || (operation instanceof RenameConstraint rename && rename.from().equals(name))
            || (operation instanceof AddColumn add
                && add.notNullConstraint().filter(name::equals).isPresent()));
  }

  private boolean isThere(CreateTable create) {
    return folding.find(create.table()).isPresent()
        && Grammar.statement(create.statement().text()).tree().flag("if_not_exists");
  }
}
