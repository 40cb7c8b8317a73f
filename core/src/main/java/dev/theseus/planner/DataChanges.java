package dev.theseus.planner;

import dev.theseus.error.ProblemCode;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;

/// The steps of statements that write rows of large tables, where the release's order puts them.
final class DataChanges {
  private final Tables tables;
  private final Steps steps;
  private final Problems problems;

  DataChanges(Tables tables, Steps steps, Problems problems) {
    this.tables = tables;
    this.steps = steps;
    this.problems = problems;
  }

  /// Whether the statement is dealt with: it became a step, or it was refused. Else it runs as
  /// written.
  boolean carryOut(Pending pending, DirectStatement direct, Phase phase) {
    return switch (DataChange.of(tables, direct)) {
      case DataChange.Whole whole -> {
        if (!whole.why().isEmpty()) {
          problems.warn(pending.source().place() + ": " + whole.why());
        }
        yield false;
      }
      case DataChange.Refused refused -> {
        problems.add(
            ProblemCode.UNSUPPORTED_STATEMENT,
            refused.what(),
            pending.source().place(),
            refused.fix());
        yield true;
      }
      case DataChange.Batches batches -> {
        steps.add(step(direct, batches, phase));
        if (!created(batches)) {
          problems.warn(
              "%s: what it does to the rows of \"%s\" stays when the release is rolled back"
                  .formatted(pending.source().place(), batches.target()));
        }
        yield true;
      }
    };
  }

  private Step step(DirectStatement direct, DataChange.Batches batches, Phase phase) {
    QualifiedName target = batches.target();
    return new Step.ChangeRows(
        steps.head(
            phase,
            target + "." + direct.kind(),
            "%s %s in batches%s"
                .formatted(
                    verb(direct.kind()),
                    target,
                    batches.key().table().equals(target)
                        ? ""
                        : " of rows of " + batches.key().table()),
            direct.locks(),
            batches.notes().toArray(String[]::new)),
        direct.statement(),
        batches.batch(),
        target,
        batches.columns(),
        batches.key(),
        batches.repeatable(),
        undo(direct, batches, phase));
  }

  /// Whether the release makes the table; it then goes with all its rows.
  private boolean created(DataChange.Batches batches) {
    return !tables.catalog().relations().contains(batches.target())
        && tables.catalog().table(batches.target()).isEmpty();
  }

  private static String verb(String kind) {
    return switch (kind) {
      case "update" -> "update rows of";
      case "delete" -> "delete rows from";
      default -> "insert rows into";
    };
  }

  /// What the author gave as a way back (pgroll's `down`) is one.
  private Undo undo(DirectStatement direct, DataChange.Batches batches, Phase phase) {
    if (direct.undo() instanceof Undo.Statements || phase == Phase.CONTRACT) {
      return direct.undo();
    }
    if (created(batches)) {
      return new Undo.Nothing();
    }
    String stays =
        switch (direct.kind()) {
          case "update" -> "the old values are not kept";
          case "delete" -> "the deleted rows are not kept";
          default -> "the rows it inserted stay";
        };
    return new Undo.Stays(
        stays
            + (batches.repeatable()
                ? "; when the release is started again it runs again, which changes no row twice"
                : "; when the release is started again it goes on behind the last key it reached"));
  }
}
