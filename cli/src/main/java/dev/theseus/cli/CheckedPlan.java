package dev.theseus.cli;

import dev.theseus.catalog.Catalog;
import dev.theseus.check.planned.PlanCheck;
import dev.theseus.check.planned.PlanVerdict;
import dev.theseus.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A plan and what the rules of `theseus check` say of its own statements.
///
/// @param verdict empty for a plan that was made earlier: the catalog it was made for is gone
record CheckedPlan(Plan plan, Optional<PlanVerdict> verdict) {

  static CheckedPlan of(Plan plan, Catalog catalog) {
    return new CheckedPlan(plan, Optional.of(PlanCheck.of(plan, catalog)));
  }

  static CheckedPlan unchecked(Plan plan) {
    return new CheckedPlan(plan, Optional.empty());
  }

  /// How many statements were judged, then a line for each hazard.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    verdict.ifPresent(
        it -> {
          lines.add(
              "checked: %s, %s"
                  .formatted(
                      number(it.statements(), "statement"), number(it.hazards().size(), "hazard")));
          it.hazards().forEach(one -> lines.add(hazard(one)));
        });
    return lines;
  }

  private static String hazard(PlanVerdict.Hazard one) {
    return Style.RED.of("hazard:")
        + " %s: %s (%s)".formatted(one.step(), one.message(), one.rule());
  }

  private static String number(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
