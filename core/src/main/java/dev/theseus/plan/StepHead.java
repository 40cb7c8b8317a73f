package dev.theseus.plan;

import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Optional;

/// What every step has.
///
/// @param id unique in the plan, stable when the same plan is made again
/// @param title what it does, for people
/// @param locks the strongest lock per object; empty when it touches only objects nobody else uses
/// @param notes warnings a reader of the plan should see
/// @param unless a query for one truth value: where it holds before the step, what the step does is
///   there already, left by a rollback of the same plan, and the step is skipped
public record StepHead(
    String id,
    Phase phase,
    String title,
    List<LockUse> locks,
    List<String> notes,
    Optional<Sql> unless) {
  public StepHead {
    locks = List.copyOf(locks);
    notes = List.copyOf(notes);
  }

  public StepHead(String id, Phase phase, String title, List<LockUse> locks, List<String> notes) {
    this(id, phase, title, locks, notes, Optional.empty());
  }
}
