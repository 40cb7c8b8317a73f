package dev.theseus.bench;

/// What goes on.
///
/// @param step the step of the migration, empty between and outside of steps
record Moment(Stage stage, String step) {
  static Moment of(Stage stage) {
    return new Moment(stage, "");
  }
}
