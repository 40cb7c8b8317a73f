package dev.theseus.check.report;

import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.Severity;
import dev.theseus.check.report.Paint.Ink;
import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One block for each finding, with the offending span underlined, and a last line that sums up.
final class TextReport {
  private static final int SHOWN_LINES = 3;
  private static final int LONGEST_LINE = 140;

  private final CheckResult result;
  private final Paint paint;
  private final Map<String, Lines> lines = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private TextReport(CheckResult result, Paint paint) {
    this.result = result;
    this.paint = paint;
  }

  static String of(CheckResult result, Paint paint) {
    TextReport report = new TextReport(result, paint);
    result.findings().forEach(report::block);
    return report.out + TraceText.of(result, paint) + report.summary();
  }

  private void block(Finding finding) {
    String severity = finding.severity().name().toLowerCase(Locale.ROOT);
    String place = finding.file() + ":" + finding.start().line() + ":" + finding.start().column();
    out.append(paint.of(Ink.PLACE, place))
        .append(": ")
        .append(paint.of(ink(finding.severity()), severity + "[" + finding.rule() + "]"))
        .append(": ")
        .append(finding.message())
        .append('\n');
    excerpt(finding);
    line("why", finding.why());
    line("safe way", finding.safeWay());
    line(
        "sure",
        switch (finding.certainty()) {
          case PROVED -> "";
          case LIKELY -> "likely; judged by the statement alone, without the catalog";
          case DEPENDS -> "depends on the session or the rows";
        });
    line("docs", RuleCard.page(finding.rule()));
    out.append('\n');
  }

  private void line(String label, String text) {
    if (!text.isEmpty()) {
      out.append("  ")
          .append(paint.of(Ink.LABEL, (label + "          ").substring(0, 10)))
          .append(text.replace("\n", "\n            "))
          .append('\n');
    }
  }

  private static Ink ink(Severity severity) {
    return switch (severity) {
      case DANGER -> Ink.DANGER;
      case WARNING -> Ink.WARNING;
      case ADVICE -> Ink.ADVICE;
    };
  }

  private void excerpt(Finding finding) {
    String text = result.text(finding);
    if (text.isBlank()) {
      return;
    }
    Lines index = lines.computeIfAbsent(finding.file(), file -> Lines.of(text));
    SourceRange range = finding.range();
    int first = index.number(Math.min(range.start(), text.length()));
    int last = Math.max(first, index.number(Math.clamp(range.end() - 1L, 0, text.length())));
    int shown = Math.min(last, first + SHOWN_LINES - 1);
    int width = String.valueOf(shown).length();
    margin(width, "");
    for (int line = first; line <= shown; line++) {
      underlined(index, line, range, width, finding.severity());
    }
    if (shown < last) {
      margin(width, " … " + (last - shown) + " more " + (last - shown == 1 ? "line" : "lines"));
    }
  }

  private void margin(int width, String text) {
    out.append(paint.of(Ink.MARGIN, " ".repeat(width + 3) + "|")).append(text).append('\n');
  }

  private void underlined(
      Lines index, int number, SourceRange range, int width, Severity severity) {
    String line = index.line(number);
    int from = Math.clamp(range.start() - (long) index.start(number), 0, line.length());
    int to = Math.clamp(range.end() - (long) index.start(number), from, line.length());
    if (number > index.number(range.start())) {
      from = line.length() - line.stripLeading().length();
      to = Math.max(from, to);
    }
    // a long line is shown from a little before the span
    int cut = line.length() <= LONGEST_LINE ? 0 : Math.max(0, from - LONGEST_LINE / 3);
    int end = Math.min(line.length(), cut + LONGEST_LINE);
    String before = line.substring(cut, from).replaceAll("[^\\t]", " ");
    int marks = Math.max(1, line.codePointCount(from, Math.clamp(to, from, end)));
    String dots = cut > 0 ? "…" : "";
    String tail = end < line.length() ? "…" : "";
    String head = ("%" + (width + 2) + "d |").formatted(number);
    out.append(paint.of(Ink.MARGIN, head))
        .append(' ')
        .append(dots)
        .append(line, cut, end)
        .append(tail)
        .append('\n');
    margin(
        width,
        " " + " ".repeat(dots.length()) + before + paint.of(ink(severity), "^".repeat(marks)));
  }

  private String summary() {
    CheckResult.Counts counts = result.counts();
    List<String> parts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count = result.count(severity);
      if (count > 0) {
        parts.add(count + " " + severity.name().toLowerCase(Locale.ROOT));
      }
    }
    String found = parts.isEmpty() ? "nothing found" : String.join(", ", parts);
    StringBuilder line = new StringBuilder(found);
    line.append(" in ").append(number(counts.files(), "file"));
    line.append(", ").append(number(counts.statements(), "statement"));
    line.append(counts.ignored() > 0 ? "; " + counts.ignored() + " ignored by comments" : "");
    line.append(counts.known() > 0 ? "; " + counts.known() + " in the baseline" : "");
    if (counts.unknown() > 0) {
      line.append("; nothing is known of ").append(number(counts.unknown(), "statement"));
    }
    return line.toString();
  }

  private static String number(int count, String what) {
    return "%,d".formatted(count) + " " + what + (count == 1 ? "" : "s");
  }
}
