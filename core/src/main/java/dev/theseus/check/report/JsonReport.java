package dev.theseus.check.report;

import dev.theseus.check.Finding;
import dev.theseus.grammar.Position;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The document `theseus.check/1`.
///
/// @param majors the PostgreSQL majors that it was judged for
/// @param trace what was measured; its server is empty when nothing was
public record JsonReport(
    List<Item> findings, CheckResult.Counts counts, Set<Integer> majors, TraceJson trace) {
  public static final String SCHEMA = "theseus.check/1";

  /// One finding. Lines and columns count from 1, columns in code points, the end is the first
  /// column behind the span.
  ///
  /// @param majors the majors it holds for; empty for what no version changes
  /// @param down whether it is about a way back
  /// @param fingerprint the same for the same finding after lines were moved
  public record Item(
      String rule,
      String severity,
      String certainty,
      String file,
      int line,
      int column,
      int endLine,
      int endColumn,
      String message,
      String why,
      String safeWay,
      Set<Integer> majors,
      boolean down,
      String docs,
      String fingerprint) {}

  public static JsonReport of(CheckResult result) {
    return new JsonReport(
        result.findings().stream().map(finding -> item(result, finding)).toList(),
        result.counts(),
        result.majors(),
        TraceJson.of(result));
  }

  private static Item item(CheckResult result, Finding finding) {
    Position end = result.end(finding);
    return new Item(
        finding.rule().text(),
        finding.severity().name().toLowerCase(Locale.ROOT),
        finding.certainty().name().toLowerCase(Locale.ROOT),
        finding.file(),
        finding.start().line(),
        finding.start().column(),
        end.line(),
        end.column(),
        finding.message(),
        finding.why(),
        finding.safeWay(),
        finding.majors(),
        finding.down(),
        RuleCard.page(finding.rule()),
        result.fingerprint(finding));
  }
}
