package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.Table.Publication;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What keeps rows from a step that reads or fills all of them, or happens beside it: found while
/// planning, because the step comes when half of the work is done.
record RowObstacles(Catalog catalog, Problems problems) {

  /// The steps without searches that row level security would refuse: the server's own checks see
  /// every row.
  List<Step> meet(List<Step> steps) {
    return steps.stream().filter(this::passes).toList();
  }

  private boolean passes(Step step) {
    return switch (step) {
      case Step.Backfill fill -> {
        refuseHidden(fill.table());
        refuseRules(fill.table());
        refuseUnidentified(fill.table());
        warnOfSubscribers(fill);
        yield true;
      }
      case Step.ChangeRows change -> {
        refuseHidden(change.target());
        yield true;
      }
      case Step.FindDuplicates find -> hidden(find.table()).isEmpty();
      case Step.FindViolations find -> hidden(find.table()).isEmpty();
      case Step.Verify other -> true;
      case Step.Transaction other -> true;
      case Step.CreateIndexConcurrently other -> true;
      case Step.DropIndexConcurrently other -> true;
      case Step.BuildPartitionedIndex other -> true;
      case Step.DetachPartition other -> true;
      case Step.ValidateConstraint other -> true;
      case Step.Standalone other -> true;
    };
  }

  private Stream<Table> heaps(QualifiedName table) {
    return Stream.concat(
            Stream.of(table), catalog.partitions().below(table).stream().map(Partition::table))
        .flatMap(name -> catalog.table(name).stream());
  }

  /// Policies of a partition do not matter to who goes through the parent, but chunks do not.
  private Optional<Table> hidden(QualifiedName table) {
    return heaps(table).filter(one -> one.rowUse().hidden()).findFirst();
  }

  private void refuseHidden(QualifiedName table) {
    hidden(table)
        .ifPresent(
            one ->
                refuse(
                    one,
                    "row level security of \"%s\" is forced, and hides rows from the role that is to change and check all of them"
                        .formatted(one.name()),
                    "let a role with BYPASSRLS carry the release out, or take FORCE ROW LEVEL"
                        + " SECURITY off until it is contracted"));
  }

  private void refuseRules(QualifiedName table) {
    heaps(table)
        .filter(one -> !one.rowUse().updateRules().isEmpty())
        .findFirst()
        .ifPresent(
            one ->
                refuse(
                    one,
                    "rule \"%s\" of \"%s\" rewrites every UPDATE, that of the rows that are filled too"
                        .formatted(one.rowUse().updateRules().getFirst(), one.name()),
                    "make it a trigger, or drop it in an earlier release and create it again in a"
                        + " later one"));
  }

  private Stream<Publication> publications(QualifiedName table) {
    return heaps(table).flatMap(one -> one.rowUse().publications().stream());
  }

  /// The server refuses every UPDATE of such a table.
  private void refuseUnidentified(QualifiedName table) {
    Optional<Publication> updates = publications(table).filter(Publication::updates).findFirst();
    heaps(table)
        .filter(one -> updates.isPresent() && !one.rowUse().identified())
        .findFirst()
        .ifPresent(
            one ->
                refuse(
                    one,
                    "publication \"%s\" sends updates of \"%s\", which has no replica identity: no row of it can be changed, and so none be filled"
                        .formatted(updates.orElseThrow().name(), one.name()),
                    "give it a primary key, or ALTER TABLE %s REPLICA IDENTITY FULL, in an earlier"
                            .formatted(one.name().quoted())
                        + " release"));
  }

  private void refuse(Table table, String what, String fix) {
    problems.add(ProblemCode.UNSUPPORTED_STATEMENT, what, table.name().toString(), fix);
  }

  /// The hidden columns are sent like all others.
  private void warnOfSubscribers(Step.Backfill fill) {
    Optional<String> publication =
        publications(fill.table()).filter(Publication::whole).map(Publication::name).findFirst();
    String columns =
        fill.assignments().stream()
            .map(Assignment::column)
            .map(Identifier::quoted)
            .collect(Collectors.joining(", "));
    publication.ifPresent(
        name ->
            problems.warn(
                "publication \"%s\" sends every column of \"%s\", from start on %s too: a subscription stops at the first change of a row until its table has them; add them there before, or give the publication a list of columns"
                    .formatted(name, fill.table(), columns)));
  }
}
