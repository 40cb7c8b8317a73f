package dev.theseus.check.report;

import dev.theseus.check.report.Paint.Ink;
import dev.theseus.check.trace.Traced;
import dev.theseus.grammar.Position;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What was measured, in words. Locks that no statement of an application waits for are left out.
final class TraceText {
  private static final int LONGEST = 100;

  private TraceText() {}

  /// A block for each statement; empty when nothing was measured.
  static String of(CheckResult result, Paint paint) {
    if (!result.trace().isPresent()) {
      return "";
    }
    StringBuilder out = new StringBuilder("measured on PostgreSQL ");
    out.append(result.trace().server()).append(":\n\n");
    for (Traced one : result.trace().statements()) {
      Position start = one.start();
      out.append(paint.of(Ink.PLACE, one.file() + ":" + start.line() + ":" + start.column() + ":"))
          .append(' ')
          .append(shortened(result.words(one)))
          .append('\n');
      lines(one).forEach((label, text) -> line(out, paint, label, text));
    }
    return out.append('\n').toString();
  }

  private static void line(StringBuilder out, Paint paint, String label, String text) {
    if (!text.isEmpty()) {
      boolean bad = label.equals("not as said");
      out.append("  ")
          .append(paint.of(bad ? Ink.WARNING : Ink.LABEL, "%-12s".formatted(label)))
          .append(text)
          .append('\n');
    }
  }

  private static Map<String, String> lines(Traced one) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("time", one.ran() ? time(one.took()) : "");
    lines.put("failed", one.seen().failure());
    lines.put("locks", locks(one));
    lines.put("writes anew", names(one.seen().rewritten()));
    lines.put("reads all", names(one.seen().scanned()));
    lines.put("not as said", String.join("; ", one.differences()));
    return lines;
  }

  static String time(Duration took) {
    double milliseconds = took.toNanos() / 1e6;
    return milliseconds < 1_000
        ? String.format(Locale.ROOT, "%.1f ms", milliseconds)
        : String.format(Locale.ROOT, "%.1f s", milliseconds / 1_000);
  }

  static String locks(Traced one) {
    Map<LockLevel, List<QualifiedName>> byMode = new LinkedHashMap<>();
    one.seen()
        .locks()
        .forEach(
            (name, mode) -> {
              if (mode.strongerThan(LockLevel.ACCESS_SHARE)) {
                byMode.computeIfAbsent(mode, m -> new ArrayList<>()).add(name);
              }
            });
    return byMode.entrySet().stream()
        .map(entry -> entry.getKey().sql() + " on " + names(entry.getValue()))
        .collect(Collectors.joining("; "));
  }

  static String names(Collection<QualifiedName> names) {
    return names.stream().map(QualifiedName::toString).collect(Collectors.joining(", "));
  }

  static String shortened(String words) {
    return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…";
  }
}
