package dev.theseus.status;

import dev.theseus.plan.Phase;
import java.time.Duration;

/// What is known of one step.
///
/// @param took zero while it is pending
/// @param tries how often its locks were asked for, 0 while it is pending
/// @param lockWait the longest wait for locks in one try
/// @param lockHeld the longest time a strong lock was held
public record StepStatus(
    String id,
    Phase phase,
    String title,
    Progress progress,
    Duration took,
    int tries,
    Duration lockWait,
    Duration lockHeld) {
  /// How far a step is.
  public enum Progress {
    PENDING,
    /// Begun, and not known to have ended: it runs, or it was interrupted.
    RUNNING,
    DONE
  }
}
