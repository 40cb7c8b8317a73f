package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Collects the lines of a large file. Rows of data become empty lines, so that line numbers stay:
/// what stands between `COPY … FROM stdin` and `\.`, and of `INSERT` statements all but the first
/// hundred of each table and the first 64 thousand characters; of one that is longer than that, the
/// rows in its middle.
final class DumpLines {
  private static final Pattern COPY =
      Pattern.compile(
          "\\s*\\\\?copy\\b.*\\bfrom\\s+(?:p?stdin)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int KEPT_INSERTS = 100;
  private static final int KEPT_CHARACTERS = 64 << 10;
  private static final int LONGEST_COPY = 4_096;

  /// A line of more than this is data, or nothing a person wrote.
  private static final int LONGEST_LINE = 8 << 20;

  private final StringBuilder text = new StringBuilder();
  private final Map<String, Integer> inserts = new HashMap<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private boolean inData;
  private boolean inInsert;

  /// Whether the present `INSERT` is left out.
  private boolean spare;

  /// What is open at the end of a line of it.
  private final OpenQuotes open = new OpenQuotes();

  /// What a row that may be the last one of its statement has had until now.
  private final StringBuilder row = new StringBuilder();

  private long kept;
  private long statement;
  private boolean atStart = true;

  void add(String line) {
    if (inData) {
      inData = !line.strip().equals("\\.");
      atStart = true;
    } else if (line.length() > LONGEST_LINE) {
      passOver(line);
    } else if (inInsert || startsInsert(line)) {
      insert(line);
    } else {
      keep(line);
      inData = line.length() < LONGEST_COPY && COPY.matcher(line).matches();
      atStart = line.isBlank() ? atStart : line.endsWith(";") || line.startsWith("--");
    }
    text.append('\n');
  }

  private void keep(String line) {
    text.append(line.indexOf('\0') >= 0 ? line.replace('\0', ' ') : line);
  }

  private void passOver(String line) {
    troubles.add(
        new Trouble(
            ReadingRule.NOT_JUDGED,
            new SourceRange(text.length(), text.length()),
            "a line of " + line.length() + " characters was passed over"));
    atStart = line.endsWith(";");
  }

  private boolean startsInsert(String line) {
    if (!atStart || !line.regionMatches(true, 0, "INSERT INTO", 0, 11)) {
      return false;
    }
    int values = line.indexOf('(');
    String table = (values < 0 ? line : line.substring(0, values)).toLowerCase(Locale.ROOT).strip();
    spare = inserts.merge(table, 1, Integer::sum) > KEPT_INSERTS || kept > KEPT_CHARACTERS;
    open.reset();
    statement = 0;
    row.setLength(0);
    return true;
  }

  /// A statement ends with a semicolon at the end of a line where nothing is open.
  private void insert(String line) {
    boolean startsRow = !open.any() && line.stripLeading().startsWith("(");
    String code = line.substring(0, open.line(line));
    String end = open.any() ? "" : code.stripTrailing();
    inInsert = !end.endsWith(";");
    atStart = !inInsert;
    if (spare) {
      return;
    }
    if (statement > KEPT_CHARACTERS && (startsRow || !row.isEmpty())) {
      row.append(row.isEmpty() ? "" : " ").append(code);
      if (!inInsert) {
        keep(row.toString());
      } else if (end.endsWith("),")) {
        row.setLength(0);
      }
    } else {
      keep(line);
      kept += line.length();
      statement += line.length();
    }
  }

  List<Trouble> troubles() {
    return troubles;
  }

  String text() {
    int start = text.length() > 0 && text.charAt(0) == '\uFEFF' ? 1 : 0;
    return text.substring(start);
  }
}
