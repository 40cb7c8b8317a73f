package dev.theseus.cli;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Sizes;
import dev.theseus.check.report.Baseline;
import dev.theseus.check.report.CheckResult;
import dev.theseus.check.report.FileNames;
import dev.theseus.check.report.RuleCard;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.source.Ignores;
import dev.theseus.check.source.Reading;
import dev.theseus.check.source.Sources;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.check.verdict.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// Judges what was read and leaves out what is not to be told.
final class CheckRun {
  private static final Set<RuleId> OPTIONAL =
      RuleCard.all().stream()
          .filter(RuleCard::optional)
          .map(RuleCard::id)
          .collect(Collectors.toUnmodifiableSet());

  private final CheckSettings settings;
  private final SortedSet<Integer> majors;
  private final boolean advice;
  private final Sizes sizes;
  private final FileNames names;

  /// Judges without sizes of tables.
  CheckRun(CheckSettings settings, SortedSet<Integer> majors, boolean advice) {
    this(settings, majors, advice, Sizes.unknown(), FileNames.in(Path.of("")));
  }

  /// @param advice whether rules of advice are on
  CheckRun(
      CheckSettings settings,
      SortedSet<Integer> majors,
      boolean advice,
      Sizes sizes,
      FileNames names) {
    this.settings = settings;
    this.majors = majors;
    this.advice = advice;
    this.sizes = sizes;
    this.names = names;
  }

  /// @param all what is told if nothing is known yet, for a new baseline
  record Judged(CheckResult result, List<Finding> all) {}

  Judged judge(Sources sources, CatalogSource catalog, Baseline baseline) {
    return heard(check(sources.checked(), catalog), sources, baseline);
  }

  /// Judges files while others are still being read.
  Judged judge(Reading reading, CatalogSource catalog, Baseline baseline) {
    return heard(check(reading.checked(), catalog), reading.sources(), baseline);
  }

  private Report check(Iterable<CheckedFile> files, CatalogSource catalog) {
    boolean wanted = advice || settings.asksForAdvice();
    CheckOptions options = CheckOptions.of(majors).withSizes(sizes);
    return Checker.check(files, catalog, wanted ? options.withAdvice() : options);
  }

  private Judged heard(Report report, Sources sources, Baseline baseline) {
    Map<String, String> texts = new HashMap<>();
    Map<String, Ignores> ignores = new HashMap<>();
    int files = 0;
    for (Sources.ReadFile read : sources.files()) {
      CheckedFile file = read.file();
      boolean again = texts.put(file.name(), file.text()) != null;
      ignores.merge(file.name(), read.ignores(), Ignores::and);
      files += file.circumstances().judged() && !again ? 1 : 0;
    }
    List<Finding> heard = new ArrayList<>();
    int ignored = 0;
    for (Finding finding : report.findings()) {
      if (ignores.getOrDefault(finding.file(), new Ignores(List.of())).covers(finding)) {
        ignored++;
      } else {
        settings.apply(finding).filter(one -> isWanted(finding)).ifPresent(heard::add);
      }
    }
    List<Finding> told = baseline.unknown(heard, texts, names);
    CheckResult.Counts counts =
        new CheckResult.Counts(
            files,
            report.statements(),
            report.unknown().size(),
            ignored,
            heard.size() - told.size());
    return new Judged(new CheckResult(told, counts, majors, texts, report.trace(), names), heard);
  }

  /// Rules of advice are on all together in the checker; those that nobody named are left out here.
  /// Advice of other rules stays: what does no harm on small tables, for one.
  private boolean isWanted(Finding finding) {
    return advice
        || settings.advice()
        || !OPTIONAL.contains(finding.rule())
        || settings.rules().containsKey(finding.rule());
  }
}
