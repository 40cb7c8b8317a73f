package dev.theseus.check.verdict;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.RuleId;
import dev.theseus.check.rule.Rule;
import dev.theseus.check.rule.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The findings of one file; the same verdict on several majors becomes one.
final class Findings {
  private final CheckedFile file;
  private final Lines places;
  private final Map<Key, SortedSet<Integer>> verdicts = new LinkedHashMap<>();
  private final List<Finding> others = new ArrayList<>();

  Findings(CheckedFile file, Lines places) {
    this.file = file;
    this.places = places;
  }

  private record Key(RuleId rule, Verdict verdict) {}

  Lines places() {
    return places;
  }

  void add(Rule rule, Verdict verdict, int major) {
    verdicts.computeIfAbsent(new Key(rule.id(), verdict), key -> new TreeSet<>()).add(major);
  }

  void add(Finding finding) {
    others.add(finding);
  }

  /// @param judged the majors that were asked for; a finding on all of them names none
  List<Finding> all(Set<Integer> judged) {
    List<Finding> all = new ArrayList<>(others);
    verdicts.forEach((key, majors) -> all.add(finding(key, majors, judged)));
    return all;
  }

  private Finding finding(Key key, SortedSet<Integer> majors, Set<Integer> judged) {
    Verdict verdict = key.verdict();
    boolean everywhere = majors.size() == judged.size();
    String when = everywhere ? "" : " (PostgreSQL " + text(majors) + ")";
    return new Finding(
        key.rule(),
        verdict.severity(),
        verdict.certainty(),
        file.name(),
        verdict.range(),
        places.at(verdict.range().start()),
        verdict.facts() + when,
        verdict.why(),
        verdict.safeWay(),
        majors);
  }

  private static String text(SortedSet<Integer> majors) {
    boolean gapless = majors.last() - majors.first() == majors.size() - 1;
    return majors.size() == 1
        ? String.valueOf(majors.first())
        : gapless
            ? majors.first() + " to " + majors.last()
            : String.join(", ", majors.stream().map(String::valueOf).toList());
  }
}
