package dev.theseus.planner;

import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.RowStatement;
import dev.theseus.grammar.Statement;
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
        if (!created(batches.target())) {
          problems.warn(
              "%s: what it does to the rows of \"%s\" stays when the release is rolled back"
                  .formatted(pending.source().place(), batches.target()));
        }
        yield true;
      }
    };
  }

  /// A statement that runs as written, with its way back: `rollback` is not refused because of rows
  /// it changed before the new version came, it leaves them.
  DirectStatement whole(Pending pending, DirectStatement direct, Phase phase) {
    if (phase == Phase.CONTRACT) {
      return direct;
    }
    if (Truncation.is(direct) && direct.tables().stream().allMatch(this::created)) {
      return direct.withUndo(new Undo.Nothing());
    }
    if (!DataChange.writes(direct) || direct.undo() instanceof Undo.Statements) {
      return direct;
    }
    Statement statement = Grammar.statement(direct.statement().text());
    QualifiedName target = tables.name(statement.tree().child("relation"));
    if (created(target) && statement.tree().find("withClause").isEmpty()) {
      return direct.withUndo(new Undo.Nothing());
    }
    boolean repeatable =
        RowStatement.of(statement)
            .map(rows -> new Effects(tables, rows).repeatable())
            .orElse(false);
    problems.warn(
        "%s: what it does to the rows of \"%s\" stays when the release is rolled back%s"
            .formatted(
                pending.source().place(),
                target,
                repeatable ? "" : "; when it is started again, it is done again"));
    return direct.withUndo(
        new Undo.Stays(
            stays(direct)
                + "; when the release is started again it runs again"
                + (repeatable ? ", which changes no row twice" : "")));
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
  private boolean created(QualifiedName table) {
    return !tables.catalog().relations().contains(table) && tables.catalog().table(table).isEmpty();
  }

  private static String stays(DirectStatement direct) {
    return switch (direct.kind()) {
      case "update" -> "the old values are not kept";
      case "delete" -> "the deleted rows are not kept";
      case "merge" -> "the old values and the deleted rows are not kept";
      default -> "the rows it inserted stay";
    };
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
    if (created(batches.target())) {
      return new Undo.Nothing();
    }
    return new Undo.Stays(
        stays(direct)
            + (batches.repeatable()
                ? "; when the release is started again it runs again, which changes no row twice"
                : "; when the release is started again it goes on behind the last key it reached"));
  }
}
