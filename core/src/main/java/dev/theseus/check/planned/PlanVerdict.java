package dev.theseus.check.planned;

import dev.theseus.check.RuleId;
import java.util.List;

/// What the rules say of a plan.
///
/// @param statements how many statements were judged
/// @param hazards what no step should do; none in a plan that is as it should be
/// @param allowed what the rules warn of and a plan may do, each with its reason
public record PlanVerdict(int statements, List<Hazard> hazards, List<Allowed> allowed) {
  public PlanVerdict {
    hazards = List.copyOf(hazards);
    allowed = List.copyOf(allowed);
  }

  /// @param step the step's id
  /// @param rule the rule's name, or `not-judged`
  /// @param message what the step does and what that means for the application
  public record Hazard(String step, String rule, String message) {}

  /// @param step the step's id
  /// @param reason why the step may do it
  public record Allowed(String step, RuleId rule, String reason) {}
}
