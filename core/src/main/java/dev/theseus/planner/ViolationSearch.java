package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.ViolationQuery;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.stream.Stream;

/// Looks for the rows that a CHECK would refuse before it is added: from then on no such row could
/// be changed, although nobody has proved yet that there is none.
record ViolationSearch(Steps steps, Catalog catalog) {

  /// @param only whether the CHECK is for the rows of the table alone
  void add(
      Phase phase, QualifiedName table, Identifier constraint, SqlPart condition, boolean only) {
    List<LockUse> locks =
        Stream.concat(
                Stream.of(table),
                only
                    ? Stream.empty()
                    : catalog.partitions().below(table).stream().map(Partition::table))
            .map(one -> LockUse.scanning(LockLevel.ACCESS_SHARE, one))
            .toList();
    steps.add(
        new Step.FindViolations(
            steps.head(
                phase,
                table + "." + constraint + ".violations",
                "look for rows of %s that check %s would refuse".formatted(table, constraint),
                locks),
            table,
            constraint,
            query(table, only).breaking(condition)));
  }

  /// Asks for rows by the name that people know them by.
  ViolationQuery query(QualifiedName table, boolean only) {
    return new ViolationQuery(table, only, rowNames(table));
  }

  private List<Identifier> rowNames(QualifiedName table) {
    return catalog.table(table).stream()
        .flatMap(one -> one.constraints().stream())
        .filter(one -> one.kind() == Constraint.Kind.PRIMARY_KEY)
        .map(Constraint::columns)
        .findFirst()
        .orElse(List.of());
  }
}
