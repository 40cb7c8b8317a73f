package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.List;

/// What all parts of one running step share.
record Job(
    BackfillContext context,
    String step,
    QualifiedName table,
    List<Assignment> assignments,
    Session session,
    Gate gate,
    Reporter reporter) {

  static Job filling(BackfillContext context, Step.Backfill step, Session session)
      throws SQLException {
    return of(context, step.id(), step.table(), step.assignments(), session);
  }

  static Job changing(BackfillContext context, Step.ChangeRows step, Session session)
      throws SQLException {
    return of(context, step.id(), step.target(), List.of(), session);
  }

  static Job verifying(BackfillContext context, Step.Verify step, Session session)
      throws SQLException {
    return of(context, step.id(), step.table(), step.assignments(), session);
  }

  private static Job of(
      BackfillContext context,
      String step,
      QualifiedName table,
      List<Assignment> assignments,
      Session session)
      throws SQLException {
    session.set("lock_timeout", ChunkRunner.LOCK_TIMEOUT.toMillis() + "ms");
    return new Job(
        context,
        step,
        table,
        assignments,
        session,
        new Gate(context, step, session),
        new Reporter(context, step, table));
  }

  void warn(String text) {
    context.listener().on(new MigrationEvent.Warning(context.migration(), text));
  }

  void waiting(String reason) {
    context.listener().on(new MigrationEvent.Waiting(context.migration(), step, reason));
  }
}
