package dev.theseus.cli;

import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import dev.theseus.cli.guide.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a guide shows, for people.
final class GuideText {
  private static final String INDENT = "  ";
  private static final int WIDTH = 100;

  private GuideText() {}

  static String of(Draft draft, GuideTrial.Tried tried, GuideView view) {
    List<String> lines = new ArrayList<>();
    lines.add(shown(draft, tried));
    lines.add((view.written() ? "wrote " : "would write ") + view.file());
    view.next().forEach(command -> lines.add("next: " + command));
    return String.join("\n", lines);
  }

  /// Both ways and the plan; ends with an empty line.
  static String shown(Draft draft, GuideTrial.Tried tried) {
    List<String> lines = new ArrayList<>();
    lines.add(Style.BOLD.of(draft.topic().title()));
    lines.add("");
    lines.add(Style.RED.of("The way that hurts") + Style.DIM.of(" (run as it is)"));
    lines.addAll(indented(draft.wrong()));
    lines.add("");
    tried.findings().forEach(finding -> lines.addAll(finding(finding)));
    lines.addAll(wrapped(draft.topic().why()));
    lines.add("");
    String heading =
        tried.plan().warnings().isEmpty()
            ? Style.GREEN.of("The way that does not")
            : Style.YELLOW.of("The way that hurts less");
    lines.add(heading + Style.DIM.of(" (carried out by theseus start)"));
    lines.addAll(indented(draft.right()));
    lines.add("");
    lines.add(PlanBrief.of(tried.checked()));
    lines.add("");
    lines.add("planned against " + tried.against().text());
    if (tried.carriedOut().started()) {
      lines.add(
          "tried on a scratch PostgreSQL: "
              + tried
                  .carriedOut()
                  .keptBy()
                  .map(why -> "started; " + why)
                  .orElse("started and rolled back"));
    }
    lines.add("");
    return String.join("\n", lines);
  }

  private static List<String> finding(Finding finding) {
    String word = finding.severity().name().toLowerCase(Locale.ROOT);
    Style style = finding.severity() == Severity.DANGER ? Style.RED : Style.YELLOW;
    List<String> lines = new ArrayList<>();
    lines.add(INDENT + style.of(word) + " " + finding.rule().text());
    lines.addAll(wrapped(finding.message()));
    return lines;
  }

  private static List<String> indented(String sql) {
    return sql.lines().map(line -> INDENT + line).toList();
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() + word.length() + 1 > WIDTH && line.length() > INDENT.length()) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append(INDENT);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
