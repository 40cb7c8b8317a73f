package dev.theseus.cli;

import dev.theseus.cli.demo.DemoReport;
import dev.theseus.cli.demo.DemoReport.FailureLine;
import dev.theseus.cli.demo.DemoReport.PhaseLine;
import dev.theseus.cli.demo.DemoReport.ScenarioLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The closing tables of a demo.
final class DemoText {
  private static final int FAILURES_SHOWN = 20;
  private static final double MEGABYTE = 1024 * 1024;

  private DemoText() {}

  static String of(DemoReport report) {
    List<String> parts = new ArrayList<>();
    parts.add("What the applications saw");
    parts.add(phases(report.phases()));
    parts.add("\nWhat was done");
    parts.add(scenarios(report.scenarios()));
    if (!report.failures().isEmpty()) {
      parts.add("\nStatements that failed");
      report.failures().stream().limit(FAILURES_SHOWN).map(DemoText::failure).forEach(parts::add);
    }
    parts.add("\n" + verdict(report));
    return String.join("\n", parts);
  }

  private static String phases(List<PhaseLine> lines) {
    List<String> headings =
        List.of(
            "phase",
            "version",
            "statements",
            "failed",
            "p50 ms",
            "p99 ms",
            "max ms",
            "p50 ×",
            "p99 ×");
    return new Table(
            headings,
            lines.stream()
                .map(
                    it ->
                        List.of(
                            it.phase(),
                            it.version(),
                            whole(it.statements()),
                            whole(it.failed()),
                            decimal("%.2f", it.p50Millis()),
                            decimal("%.1f", it.p99Millis()),
                            decimal("%.0f", it.maxMillis()),
                            decimal("%.2f", it.p50Ratio()),
                            decimal("%.2f", it.p99Ratio())))
                .toList())
        .text();
  }

  private static String scenarios(List<ScenarioLine> lines) {
    List<String> headings = new ArrayList<>(List.of(""));
    lines.forEach(it -> headings.add(it.name()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("rows backfilled", lines, it -> count(it.rowsBackfilled())));
    rows.add(row("rows verified", lines, it -> count(it.rowsVerified())));
    rows.add(row("rows/s", lines, it -> count(Math.round(it.rowsPerSecond()))));
    rows.add(row("longest lock held", lines, it -> millis(it.longestLockHeldMillis())));
    rows.add(row("longest wait for a lock", lines, it -> millis(it.longestLockWaitMillis())));
    rows.add(row("lock tries given up", lines, it -> whole(it.lockTries())));
    rows.add(row("table before, MB", lines, it -> megabytes(it.heapBytesBefore())));
    rows.add(row("table after backfill, MB", lines, it -> megabytes(it.heapBytesAfter())));
    rows.add(row("table growth", lines, it -> decimal("%.2f ×", it.heapGrowth())));
    rows.add(row("differing rows", lines, it -> whole(it.differingRows())));
    rows.add(row("written while completed", lines, it -> whole(it.writtenWhileCompleted())));
    rows.add(row("found after rollback", lines, it -> whole(it.foundAfterRollback())));
    rows.add(row("seconds", lines, it -> decimal("%.0f", it.seconds())));
    return new Table(headings, rows).text();
  }

  private interface Cell {
    String of(ScenarioLine line);
  }

  private static List<String> row(String title, List<ScenarioLine> lines, Cell cell) {
    List<String> cells = new ArrayList<>(List.of(title));
    lines.forEach(line -> cells.add(cell.of(line)));
    return cells;
  }

  private static String verdict(DemoReport it) {
    String text =
        String.format(
            Locale.ROOT,
            "%,d statements, %,d failed; %,d rows differed; %,d rows lost; %s, %,d products and"
                + " orders each, %.0f s",
            it.statements(),
            it.failed(),
            it.differingRows(),
            it.lostRows(),
            it.server(),
            it.rows(),
            it.seconds());
    return (it.passed() ? Style.GREEN : Style.RED).of(it.passed() ? "passed: " : "FAILED: ") + text;
  }

  private static String failure(FailureLine it) {
    return "%s, %s, %s application: %s %s\n    %s"
        .formatted(it.scenario(), it.phase(), it.version(), it.state(), it.message(), it.sql());
  }

  private static String count(long number) {
    return number == 0 ? "-" : whole(number);
  }

  private static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String millis(double millis) {
    return decimal("%.1f ms", millis);
  }

  private static String megabytes(long bytes) {
    return decimal("%.1f", bytes / MEGABYTE);
  }

  private static String decimal(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
