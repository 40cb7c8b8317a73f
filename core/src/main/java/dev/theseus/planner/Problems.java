package dev.theseus.planner;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a release, so that its author sees everything at once.
final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  void add(ProblemCode code, String what, String place, String fix) {
    found.add(new Problem(code, what, place, fix));
  }

  void warn(String text) {
    if (!warnings.contains(text)) {
      warnings.add(text);
    }
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  boolean any() {
    return !found.isEmpty();
  }

  void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    boolean invalid =
        found.stream().anyMatch(one -> one.code().outcome() == ProblemCode.Outcome.INVALID);
    throw invalid ? new InvalidMigration(found) : new UnsafeMigration(found);
  }
}
