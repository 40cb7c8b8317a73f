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

/// Adds a CHECK in two steps: NOT VALID under a brief ACCESS EXCLUSIVE, then VALIDATE, which blocks
/// no writer.
///
/// @param definition `CHECK (…)` without NOT VALID
/// @param partitions the partitions of the table at any depth, which are locked too
record Check(
    QualifiedName table,
    Identifier constraint,
    Sql definition,
    boolean validate,
    List<QualifiedName> partitions) {
  Check {
    partitions = List.copyOf(partitions);
  }

  Check(QualifiedName table, Identifier constraint, Sql definition, boolean validate) {
    this(table, constraint, definition, validate, List.of());
  }

  void addTo(Steps steps, Phase phase) {
    List<Sql> add = new ArrayList<>();
    add.add(
        Sql.of(
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition} NOT VALID",
            Map.of("table", table, "constraint", constraint, "definition", definition)));
    StepHead adding =
        steps.head(
            phase,
            table + "." + constraint,
            "add check " + constraint + " of " + table + " for new rows",
            locks(LockLevel.ACCESS_EXCLUSIVE, false));
    steps.transaction(
        adding,
        add,
        Undo.of(
            Sql.of(
                "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}",
                Map.of("table", table, "constraint", constraint))));
    if (validate) {
      steps.add(
          new Step.ValidateConstraint(
              steps.head(
                  phase,
                  table + "." + constraint + ".validate",
                  "check " + constraint + " for the rows that exist",
                  locks(LockLevel.SHARE_UPDATE_EXCLUSIVE, true)),
              table,
              constraint,
              adding.id()));
    }
  }

  private List<LockUse> locks(LockLevel level, boolean scans) {
    return Stream.concat(Stream.of(table), partitions.stream())
        .map(one -> new LockUse(level, one, scans, false))
        .toList();
  }
}
