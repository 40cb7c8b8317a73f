package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Assignment;
import dev.theseus.sql.QualifiedName;
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

  void warn(String text) {
    context.listener().on(new MigrationEvent.Warning(context.migration(), text));
  }

  void waiting(String reason) {
    context.listener().on(new MigrationEvent.Waiting(context.migration(), step, reason));
  }
}
