package dev.theseus.error;

import java.util.Objects;

/// One thing that is wrong: which kind, what happened to which object, where it was found, and what
/// to do next.
///
/// @param code the kind, stable across releases
/// @param what what is wrong, naming the object, in one sentence without a final stop
/// @param where the place (file and line, table, step); empty when there is none
/// @param fix the next action, in the imperative; empty when nothing can be done
public record Problem(ProblemCode code, String what, String where, String fix) {
  public Problem {
    Objects.requireNonNull(code, "code");
    if (what.isBlank()) {
      throw new IllegalArgumentException("a problem says what is wrong");
    }
  }

  public static Problem of(ProblemCode code, String what, String fix) {
    return new Problem(code, what, "", fix);
  }

  public Problem at(String place) {
    return new Problem(code, what, place, fix);
  }

  /// The sentence shown to a user: `what (where); fix`.
  public String text() {
    StringBuilder out = new StringBuilder(what);
    if (!where.isEmpty()) {
      out.append(" (").append(where).append(')');
    }
    if (!fix.isEmpty()) {
      out.append("; ").append(fix);
    }
    return out.toString();
  }
}
