package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Identifier;
import java.util.Optional;

/// What stands against NOT NULL as a constraint with a name or an attribute of its own.
record RequiredBy(TableDraft table, ColumnDraft column, SetNotNull set) {

  /// Whether it was refused; the server would refuse it too.
  static boolean refused(Authored source, RequiredBy what, Catalog catalog, Problems problems) {
    Optional<Refusal> refusal = what.refusal(catalog);
    refusal.ifPresent(one -> problems.add(one.code(), one.what(), source.place(), one.fix()));
    return refusal.isPresent();
  }

  private record Refusal(ProblemCode code, String what, String fix) {}

  private Optional<Refusal> refusal(Catalog catalog) {
    if (!set.asConstraint() || table.created()) {
      return Optional.empty();
    }
    if (!catalog.server().atLeast(18)) {
      return Optional.of(
          new Refusal(
              ProblemCode.UNSUPPORTED_STATEMENT,
              "NOT NULL as a constraint of column \"%s\" of \"%s\" needs PostgreSQL 18; this is %s"
                  .formatted(column.name(), table.name(), catalog.server()),
              "write ALTER TABLE … ALTER COLUMN … SET NOT NULL"));
    }
    if (set.noInherit() && table.original().kind() == Table.Kind.PARTITIONED) {
      return Optional.of(
          new Refusal(
              ProblemCode.UNSUPPORTED_STATEMENT,
              "table \"%s\" is partitioned, and its NOT NULL cannot be NO INHERIT"
                  .formatted(table.name()),
              "leave out NO INHERIT"));
    }
    return set.constraint().flatMap(this::standing);
  }

  private Optional<Refusal> standing(Identifier name) {
    Optional<Constraint> taken = table.original().constraint(name);
    Optional<Constraint> own =
        table.original().constraints().stream()
            .filter(one -> one.kind() == Constraint.Kind.NOT_NULL)
            .filter(
                one ->
                    column
                        .origin()
                        .filter(origin -> one.columns().contains(origin.name()))
                        .isPresent())
            .findFirst();
    if (taken.isPresent() && !taken.equals(own)) {
      return Optional.of(
          new Refusal(
              ProblemCode.ALREADY_EXISTS,
              "constraint \"%s\" of \"%s\" already exists".formatted(name, table.name()),
              "choose another name"));
    }
    return own.filter(one -> column.notNull() && !one.name().equals(name))
        .map(
            one ->
                new Refusal(
                    ProblemCode.ALREADY_EXISTS,
                    "column \"%s\" of \"%s\" is required already, by constraint \"%s\""
                        .formatted(column.name(), table.name(), one.name()),
                    "leave the statement out, or rename that constraint"));
  }
}
