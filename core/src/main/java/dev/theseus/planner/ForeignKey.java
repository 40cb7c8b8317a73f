package dev.theseus.planner;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// Adds a foreign key in two steps: NOT VALID under a brief SHARE ROW EXCLUSIVE on both tables,
/// then VALIDATE, which blocks no writer.
record ForeignKey(
    QualifiedName table, QualifiedName target, Identifier constraint, boolean validate) {

  /// @param addNotValid the statement that adds it NOT VALID
  void addTo(Steps steps, Phase phase, Sql addNotValid) {
    steps.transaction(
        steps.head(
            phase,
            table + "." + constraint,
            "add foreign key " + constraint + " of " + table + " for new rows",
            table.equals(target)
                ? Steps.brief(LockLevel.SHARE_ROW_EXCLUSIVE, table)
                : Steps.brief(LockLevel.SHARE_ROW_EXCLUSIVE, table, target)),
        List.of(addNotValid),
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
                  "check foreign key " + constraint + " for the rows that exist",
                  List.of(
                      LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table),
                      LockUse.brief(LockLevel.ROW_SHARE, target))),
              table,
              constraint));
    }
  }
}
