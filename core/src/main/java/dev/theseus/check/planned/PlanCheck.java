package dev.theseus.check.planned;

import dev.theseus.catalog.Catalog;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.Sizes;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.check.verdict.Report;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Judges the statements of a plan by the rules for migrations, each against the catalog as the
/// steps before it leave it.
public final class PlanCheck {
  private PlanCheck() {}

  /// Judges without a server, from the catalog that was planned with.
  public static PlanVerdict of(Plan plan, Catalog catalog) {
    return of(plan, CatalogSource.following(catalog, plan.base()), WrittenCheck.sizes(catalog));
  }

  /// @param catalog the database before the first step; not closed
  /// @param sizes how large tables are, where that is known
  public static PlanVerdict of(Plan plan, CatalogSource catalog, Sizes sizes) {
    Map<String, Step> steps = new LinkedHashMap<>();
    List<CheckedFile> files = new ArrayList<>();
    for (Step step : plan.steps()) {
      steps.put(step.id(), step);
      files.add(StepFile.of(plan, step));
    }
    int major = Math.clamp(plan.server().major(), 14, 18);
    LockWitness witness = new LockWitness(catalog, steps, major);
    Report report = Checker.check(files, witness, CheckOptions.of(Set.of(major)).withSizes(sizes));
    List<PlanVerdict.Hazard> hazards = new ArrayList<>(witness.undeclared());
    Set<PlanVerdict.Allowed> allowed = new LinkedHashSet<>();
    for (Finding finding : report.findings()) {
      Step step = Objects.requireNonNull(steps.get(finding.file()), finding.file());
      Optional<String> reason = Permissions.reason(finding, step);
      if (reason.isPresent()) {
        allowed.add(new PlanVerdict.Allowed(step.id(), finding.rule(), reason.get()));
      } else {
        hazards.add(
            new PlanVerdict.Hazard(
                step.id(), finding.rule().text(), finding.message() + " " + finding.why()));
      }
    }
    for (Report.Unknown unknown : report.unknown()) {
      hazards.add(
          new PlanVerdict.Hazard(
              unknown.file(), "not-judged", "Nothing is known of " + unknown.kind() + "."));
    }
    return new PlanVerdict(report.statements(), hazards, List.copyOf(allowed));
  }

  /// How large the tables of the database are.
  public static Sizes sizes(Catalog catalog) {
    return WrittenCheck.sizes(catalog);
  }
}
