package dev.theseus.crash;

import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

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

  /// Every moment of the command, or some of them.
  static List<Moment> of(Plan plan, Phase.Verb verb, int most, Random random) {
    List<Moment> all = new ArrayList<>();
    for (Step step : plan.steps(verb)) {
      for (Point point : Point.values()) {
        all.add(new Moment(verb.name().toLowerCase(Locale.ROOT), point, step.id()));
      }
    }
    if (most < all.size()) {
      Collections.shuffle(all, random);
      return all.subList(0, most);
    }
    return all;
  }

  /// A rollback that dies after it has taken back the step.
  Moment undoing() {
    return new Moment("rollback", Point.AFTER, step);
  }

  @Override
  public String toString() {
    return "%s killed %s %s".formatted(command, point, step);
  }
}
