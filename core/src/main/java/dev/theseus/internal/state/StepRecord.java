package dev.theseus.internal.state;

/// What is recorded of a step that has been begun.
///
/// @param finished false while it runs, or when nobody knows whether it ended
public record StepRecord(
    String step,
    boolean finished,
    double tookMillis,
    int tries,
    double waitMillis,
    double heldMillis) {}
