package dev.theseus.check.report;

import dev.theseus.check.Finding;
import dev.theseus.grammar.Position;
import java.util.stream.Collectors;

/// One workflow command for each finding, which GitHub shows beside the changed lines.
final class GitHubReport {
  private GitHubReport() {}

  static String of(CheckResult result) {
    return result.findings().stream()
        .map(finding -> line(result, finding))
        .collect(Collectors.joining("\n"));
  }

  private static String line(CheckResult result, Finding finding) {
    String level =
        switch (finding.severity()) {
          case DANGER -> "error";
          case WARNING -> "warning";
          case ADVICE -> "notice";
        };
    Position end = result.end(finding);
    // columns may be given only where the span stays on one line
    String columns =
        end.line() == finding.start().line()
            ? ",col=" + finding.start().column() + ",endColumn=" + end.column()
            : "";
    return "::"
        + level
        + " file="
        + property(result.place(finding))
        + ",line="
        + finding.start().line()
        + ",endLine="
        + end.line()
        + columns
        + ",title="
        + property(finding.rule().text())
        + "::"
        + data(finding.message() + "\n" + finding.why() + "\n" + finding.safeWay());
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
