package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Collects the lines of a large file. Rows of data become empty lines, so that line numbers stay:
/// what stands between `COPY … FROM stdin` and `\.`, and of `INSERT` statements that fill a line
/// all but the first hundred of each table.
final class DumpLines {
  private static final Pattern COPY =
      Pattern.compile(
          "\\s*\\\\?copy\\b.*\\bfrom\\s+(?:p?stdin)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int KEPT_INSERTS = 100;

  /// A line of more than this is data, or nothing a person wrote.
  private static final int LONGEST_LINE = 8 << 20;

  private final StringBuilder text = new StringBuilder();
  private final Map<String, Integer> inserts = new HashMap<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private boolean inData;
  private boolean atStart = true;

  void add(String line) {
    if (inData) {
      inData = !line.strip().equals("\\.");
    } else if (!isSpare(line)) {
      text.append(line.indexOf('\0') >= 0 ? line.replace('\0', ' ') : line);
      inData = line.length() < 4_096 && COPY.matcher(line).matches();
    }
    if (!inData && !line.isBlank()) {
      atStart = line.endsWith(";") || line.startsWith("--") || line.equals("\\.");
    }
    text.append('\n');
  }

  private boolean isSpare(String line) {
    if (line.length() > LONGEST_LINE) {
      troubles.add(
          new Trouble(
              ReadingRule.NOT_JUDGED,
              new SourceRange(text.length(), text.length()),
              "a line of " + line.length() + " characters was passed over"));
      return true;
    }
    if (!atStart || !line.regionMatches(true, 0, "INSERT INTO", 0, 11) || !line.endsWith(");")) {
      return false;
    }
    boolean closed = line.chars().filter(c -> c == '\'').count() % 2 == 0;
    int values = line.indexOf('(');
    String table = line.substring(0, Math.max(0, values)).toLowerCase(Locale.ROOT);
    return closed && inserts.merge(table, 1, Integer::sum) > KEPT_INSERTS;
  }

  List<Trouble> troubles() {
    return troubles;
  }

  String text() {
    int start = text.length() > 0 && text.charAt(0) == '\uFEFF' ? 1 : 0;
    return text.substring(start);
  }
}
