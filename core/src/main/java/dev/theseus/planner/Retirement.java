package dev.theseus.planner;

import dev.theseus.plan.Phase;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// Phase 5 of one table: the constraints that would have refused the old version's writes can
/// stand. The columns stay in step both ways until contract, so the old version can come back at
/// once, and a straggler of it loses nothing.
final class Retirement {
  private final PlannedTable planned;
  private final Steps steps;

  Retirement(PlannedTable planned, Steps steps) {
    this.planned = planned;
    this.steps = steps;
  }

  void addSteps() {
    QualifiedName name = planned.table().name();
    for (ColumnDraft column : planned.draft().hidden()) {
      if (column.notNull()) {
        new NotNull(
                name,
                column.physical(),
                Names.hiddenNotNull(name, column.name()),
                List.of(),
                column.notNullConstraint())
            .addTo(steps, Phase.STOP_OLD_WRITES, planned.server());
      }
    }
    for (KeptObjects.KeptCheck check : planned.kept().checks()) {
      Sql definition = Sql.of("CHECK ({condition})", Map.of("condition", check.physical()));
      new Check(name, check.hidden(), definition, check.original().validated())
          .addTo(steps, Phase.STOP_OLD_WRITES);
    }
  }
}
