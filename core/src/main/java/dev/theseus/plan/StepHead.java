package dev.theseus.plan;

import java.util.List;

/// What every step has.
///
/// @param id unique in the plan, stable when the same plan is made again
/// @param title what it does, for people
/// @param locks the strongest lock per object; empty when it touches only objects nobody else uses
/// @param notes warnings a reader of the plan should see
public record StepHead(
    String id, Phase phase, String title, List<LockUse> locks, List<String> notes) {
  public StepHead {
    locks = List.copyOf(locks);
    notes = List.copyOf(notes);
  }
}
