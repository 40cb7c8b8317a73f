package dev.theseus.check.report;

import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import dev.theseus.check.trace.Traced;
import java.util.Locale;

/// A table for a comment on a merge request, with what to do below each finding.
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(CheckResult result) {
    StringBuilder out = new StringBuilder("### Migrations\n\n");
    if (result.findings().isEmpty()) {
      out.append("Nothing found in ").append(result.counts().statements()).append(" statements.\n");
      return trace(result, out);
    }
    out.append(result.count(Severity.DANGER)).append(" danger, ");
    out.append(result.count(Severity.WARNING)).append(" warning, ");
    out.append(result.count(Severity.ADVICE)).append(" advice.\n\n");
    out.append("| | Place | Rule | What happens | Safe way |\n|---|---|---|---|---|\n");
    result.findings().forEach(finding -> row(out, finding));
    return trace(result, out);
  }

  private static String trace(CheckResult result, StringBuilder out) {
    if (result.trace().isPresent()) {
      out.append("\n### Measured on PostgreSQL ").append(result.trace().server());
      out.append("\n\n| Place | Time | Locks | Written anew | Read in full | Not as said |\n");
      out.append("|---|---|---|---|---|---|\n");
      result.trace().statements().forEach(one -> row(out, one));
    }
    return out.toString().stripTrailing();
  }

  private static void row(StringBuilder out, Traced one) {
    out.append("| `").append(code(one.file())).append(':').append(one.start().line());
    out.append("` | ");
    out.append(one.ran() ? TraceText.time(one.took()) : "failed: " + cell(one.seen().failure()));
    out.append(" | ").append(cell(TraceText.locks(one)));
    out.append(" | ").append(cell(TraceText.names(one.seen().rewritten())));
    out.append(" | ").append(cell(TraceText.names(one.seen().scanned())));
    out.append(" | ").append(cell(String.join("; ", one.differences()))).append(" |\n");
  }

  private static void row(StringBuilder out, Finding finding) {
    out.append("| **").append(finding.severity().name().toLowerCase(Locale.ROOT)).append("** | `");
    out.append(code(finding.file())).append(':').append(finding.start().line()).append("` | `");
    out.append(finding.rule()).append("` | ").append(cell(finding.message()));
    out.append(finding.why().isEmpty() ? "" : "<br>" + cell(finding.why()));
    out.append(" | ").append(cell(finding.safeWay())).append(" |\n");
  }

  private static String code(String text) {
    return text.replace("`", "'").replace("|", "\\|").replaceAll("\\s", " ");
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("`", "\\`")
        .replace("@", "@\u200B")
        .replaceAll("\\s*[\\r\\n]+\\s*", "<br>");
  }
}
