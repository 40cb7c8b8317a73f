package dev.theseus.planner;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Adds a foreign key in two steps: NOT VALID under a brief SHARE ROW EXCLUSIVE on both tables,
/// then VALIDATE, which blocks no writer.
///
/// @param partitions the partitions of the table at any depth, which are locked too
record ForeignKey(
    QualifiedName table,
    QualifiedName target,
    Identifier constraint,
    boolean validate,
    List<QualifiedName> partitions) {
  ForeignKey {
    partitions = List.copyOf(partitions);
  }

  ForeignKey(QualifiedName table, QualifiedName target, Identifier constraint, boolean validate) {
    this(table, target, constraint, validate, List.of());
  }

  /// @param addNotValid the statement that adds it NOT VALID
  void addTo(Steps steps, Phase phase, Sql addNotValid) {
    addTo(
        steps,
        phase,
        addNotValid,
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}",
            Map.of("table", table, "constraint", constraint)));
  }

  /// @param drop its way back
  void addTo(Steps steps, Phase phase, Sql addNotValid, Sql drop) {
    StepHead adding =
        steps.head(
            phase,
            table + "." + constraint,
            "add foreign key " + constraint + " of " + table + " for new rows",
            adding());
    steps.transaction(adding, List.of(addNotValid), Undo.of(drop), dropping());
    if (validate) {
      steps.add(
          new Step.ValidateConstraint(
              steps.head(
                  phase,
                  table + "." + constraint + ".validate",
                  "check foreign key " + constraint + " for the rows that exist",
                  validating()),
              table,
              constraint,
              adding.id()));
    }
  }

  private List<LockUse> adding() {
    List<LockUse> locks =
        new ArrayList<>(
            table.equals(target)
                ? Steps.brief(LockLevel.SHARE_ROW_EXCLUSIVE, table)
                : Steps.brief(LockLevel.SHARE_ROW_EXCLUSIVE, table, target));
    partitions.forEach(one -> locks.add(LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, one)));
    return locks;
  }

  /// Both ends lose their triggers.
  private List<LockUse> dropping() {
    return Stream.concat(Stream.of(table, target), partitions.stream())
        .distinct()
        .map(one -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one))
        .toList();
  }

  private List<LockUse> validating() {
    List<LockUse> locks = new ArrayList<>();
    locks.add(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table));
    locks.add(LockUse.brief(LockLevel.ROW_SHARE, target));
    partitions.forEach(one -> locks.add(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, one)));
    return locks;
  }
}
