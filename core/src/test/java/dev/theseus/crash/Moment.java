package dev.theseus.crash;

/// Where a run is to die.
///
/// @param command what runs: `start`, `complete`, `contract` or `rollback`
/// @param step the step's id
record Moment(String command, Point point, String step) {
  /// Where in a step.
  enum Point {
    /// Nothing of the step was sent.
    BEFORE,
    /// A statement was sent, its answer never came.
    INSIDE,
    /// The step and its record are committed.
    AFTER
  }

  @Override
  public String toString() {
    return "%s killed %s %s".formatted(command, point, step);
  }
}
