package dev.theseus.check.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The entries of a code quality report.
final class GitLabReport {
  private GitLabReport() {}

  record Entry(
      String description,
      @JsonProperty("check_name") String checkName,
      String fingerprint,
      String severity,
      Location location) {}

  record Location(String path, Span lines) {}

  record Span(int begin, int end) {}

  static List<Entry> of(CheckResult result) {
    Map<String, Integer> seen = new HashMap<>();
    return result.findings().stream().map(finding -> entry(result, finding, seen)).toList();
  }

  /// A fingerprint may stand in a report only once.
  private static Entry entry(CheckResult result, Finding finding, Map<String, Integer> seen) {
    String fingerprint = result.fingerprint(finding);
    int times = seen.merge(fingerprint, 1, Integer::sum);
    return new Entry(
        finding.message() + " " + finding.safeWay(),
        finding.rule().text(),
        times == 1 ? fingerprint : fingerprint + "-" + times,
        severity(finding.severity()),
        new Location(
            result.place(finding), new Span(finding.start().line(), result.end(finding).line())));
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case DANGER -> "critical";
      case WARNING -> "major";
      case ADVICE -> "info";
    };
  }
}
