package dev.theseus.check.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The forms of a report.
public enum ReportFormat {
  /// For people at a terminal.
  TEXT,
  /// Our own JSON document.
  JSON,
  /// SARIF 2.1.0, for code scanning.
  SARIF,
  /// Annotations of GitHub's workflows.
  GITHUB,
  /// GitLab's code quality report.
  GITLAB,
  /// For a comment on a merge request.
  MARKDOWN;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ReportFormat> named(String code) {
    return Arrays.stream(values()).filter(format -> format.code().equals(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(ReportFormat::code).toList();
  }

  /// The report as text; [#JSON] without its schema.
  ///
  /// @param paint how words stand out, used by [#TEXT]
  public String render(CheckResult result, Paint paint) {
    return switch (this) {
      case TEXT -> TextReport.of(result, paint);
      case JSON -> JsonText.of(JsonReport.of(result));
      case SARIF -> JsonText.of(SarifReport.of(result));
      case GITHUB -> GitHubReport.of(result);
      case GITLAB -> JsonText.of(GitLabReport.of(result));
      case MARKDOWN -> MarkdownReport.of(result);
    };
  }
}
