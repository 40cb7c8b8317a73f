package dev.theseus.check.settings;

import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.source.ChangesetChoice;
import dev.theseus.check.source.Runner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The section `check` of `theseus.yaml`; what it leaves open is empty.
///
/// @param paths files and folders to check, relative to the file
/// @param majors the PostgreSQL majors to judge for
/// @param advice whether rules of advice are on
/// @param choice which of Liquibase's changesets run
/// @param rules by rule, how bad its findings are; empty for a rule that is off
/// @param baseline the baseline's file, relative to the file; empty for none
/// @param since the version or git reference of what is old; empty for none
/// @param sizes the file with the sizes of tables, relative to the file; empty for none
public record CheckSettings(
    List<String> paths,
    Optional<Runner> runner,
    SortedSet<Integer> majors,
    Optional<FailOn> failOn,
    boolean advice,
    Map<String, String> placeholders,
    ChangesetChoice choice,
    Map<RuleId, Optional<Severity>> rules,
    String baseline,
    String since,
    String sizes) {
  public CheckSettings {
    paths = List.copyOf(paths);
    placeholders = Map.copyOf(placeholders);
    rules = Map.copyOf(rules);
  }

  /// Nothing is settled.
  public static CheckSettings none() {
    return new CheckSettings(
        List.of(),
        Optional.empty(),
        new TreeSet<>(),
        Optional.empty(),
        false,
        Map.of(),
        new ChangesetChoice(Set.of(), Set.of()),
        Map.of(),
        "",
        "",
        "");
  }

  /// The settings in the text of `theseus.yaml`.
  ///
  /// **Fails with** `invalid-file`.
  ///
  /// @param file the file's name, for messages
  /// @param known every rule there is
  public static CheckSettings read(String file, String yaml, List<RuleId> known) {
    return new SettingsReader(file, known).read(yaml);
  }

  /// The finding as these settings want it told; empty if its rule is off.
  public Optional<Finding> apply(Finding finding) {
    Optional<Severity> severity =
        rules.getOrDefault(finding.rule(), Optional.of(finding.severity()));
    return severity.map(finding::withSeverity);
  }

  /// Whether a rule of advice is asked for by name.
  public boolean asksForAdvice() {
    return advice || rules.values().stream().anyMatch(Optional::isPresent);
  }
}
