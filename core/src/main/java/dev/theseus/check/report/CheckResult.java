package dev.theseus.check.report;

import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.Severity;
import dev.theseus.check.trace.Trace;
import dev.theseus.check.trace.Traced;
import dev.theseus.grammar.Position;
import dev.theseus.grammar.SourceRange;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a check found, ready to be told.
///
/// @param findings what is to be told, in order
/// @param counts what was looked at and what is not told
/// @param majors the PostgreSQL majors that it was judged for
/// @param texts the text of each file by its shown name
/// @param trace what was measured; empty without `--trace`
/// @param names what the files are called elsewhere
public record CheckResult(
    List<Finding> findings,
    Counts counts,
    SortedSet<Integer> majors,
    Map<String, String> texts,
    Trace trace,
    FileNames names) {
  public CheckResult {
    findings = List.copyOf(findings);
    majors = Collections.unmodifiableSortedSet(new TreeSet<>(majors));
    texts = Collections.unmodifiableMap(new HashMap<>(texts));
  }

  /// Nothing was measured, in the working directory.
  public CheckResult(
      List<Finding> findings, Counts counts, SortedSet<Integer> majors, Map<String, String> texts) {
    this(findings, counts, majors, texts, Trace.none(), FileNames.in(Path.of("")));
  }

  /// @param files files that were judged
  /// @param statements statements that were judged
  /// @param unknown statements of which nothing is known
  /// @param ignored findings that comments ask not to be told
  /// @param known findings that the baseline holds
  public record Counts(int files, int statements, int unknown, int ignored, int known) {}

  /// How many findings are this bad.
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /// Whether a finding is this bad or worse.
  public boolean reaches(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().atLeast(severity));
  }

  /// The same for the same finding wherever the check is run.
  String fingerprint(Finding finding) {
    return Fingerprint.of(finding, names.inProject(finding.file()), text(finding));
  }

  /// The name of the finding's file in the repository.
  String place(Finding finding) {
    return names.inRepository(finding.file());
  }

  String text(Finding finding) {
    return texts.getOrDefault(finding.file(), "");
  }

  /// Where the finding's span has ended.
  Position end(Finding finding) {
    SourceRange range = finding.range();
    String text = text(finding);
    int from = Math.min(range.start(), text.length());
    int to = Math.min(range.end(), text.length());
    Position within = Lines.of(text.substring(from, to)).at(to - from);
    Position start = finding.start();
    return within.line() == 1
        ? new Position(start.line(), start.column() + within.column() - 1)
        : new Position(start.line() + within.line() - 1, within.column());
  }

  /// A measured statement in one line.
  String words(Traced one) {
    String text = texts.getOrDefault(one.file(), "");
    return text.substring(
            Math.min(one.range().start(), text.length()),
            Math.min(one.range().end(), text.length()))
        .strip()
        .replaceAll("\\s+", " ");
  }
}
