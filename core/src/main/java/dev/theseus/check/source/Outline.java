package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of a text is SQL and what is not, told by quotes and comments alone: psql's own commands,
/// rows of data behind `COPY … FROM stdin`, and where statements end. One pass, never fails.
final class Outline {
  private static final Pattern COPY =
      Pattern.compile(
          "\\\\?copy\\b.*\\bfrom\\s+p?stdin\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*+)?\\$");
  private static final Pattern COMMAND = Pattern.compile("\\\\([A-Za-z]+|[^A-Za-z\\s])?");
  private static final List<String> SENDING =
      List.of("g", "gx", "gexec", "gset", "gdesc", "crosstabview", "watch", ";", "bind_named");

  /// Between cuts lie at least so many characters.
  private static final int CUT_CHARACTERS = 128 << 10;

  private static final int LONGEST_COPY = 20_000;

  private final String text;
  private final List<SourceRange> data = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final List<SourceRange> comments = new ArrayList<>();
  private final List<Integer> colons = new ArrayList<>();
  private final List<Integer> cuts = new ArrayList<>();
  private int at;
  private int statement = -1;
  private int parentheses;
  private boolean atomic;

  /// No line `\.` follows any more.
  private boolean noMoreRows;

  private Outline(String text) {
    this.text = text;
  }

  /// A command of psql.
  ///
  /// @param name without the backslash
  /// @param sends whether it ends the statement before it
  record Command(SourceRange range, String name, boolean sends) {}

  static Outline of(String text) {
    Outline outline = new Outline(text);
    outline.run();
    return outline;
  }

  List<Command> commands() {
    return commands;
  }

  /// Rows of data.
  List<SourceRange> data() {
    return data;
  }

  /// The comments that speak to us.
  List<SourceRange> comments() {
    return comments;
  }

  /// Where a `:` stands that could begin a variable of psql.
  List<Integer> colons() {
    return colons;
  }

  /// Ends of statements where a long text can be cut.
  List<Integer> cuts() {
    return cuts;
  }

  /// The text with everything blanked that is not SQL; as long as the text.
  String sql() {
    if (data.isEmpty() && commands.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    data.forEach(range -> blank(out, range));
    for (Command command : commands) {
      blank(out, command.range());
      if (command.sends()) {
        out.setCharAt(command.range().start(), ';');
      }
    }
    return out.toString();
  }

  private static void blank(StringBuilder out, SourceRange range) {
    for (int i = range.start(); i < range.end(); i++) {
      if (out.charAt(i) != '\n' && out.charAt(i) != '\r') {
        out.setCharAt(i, ' ');
      }
    }
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '-' && text.startsWith("--", at)) {
        comment(lineEnd(at));
      } else if (c == '/' && text.startsWith("/*", at)) {
        comment(blockEnd());
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\\') {
        command();
      } else if (c == ';') {
        end();
      } else {
        statement = statement < 0 ? at : statement;
        code(c);
      }
    }
  }

  private void code(char c) {
    switch (c) {
      case '\'' -> at = quoteEnd('\'', at > 0 && isEscapeMark(at - 1));
      case '"' -> at = quoteEnd('"', false);
      case '$' -> dollar();
      case '(' -> {
        parentheses++;
        at++;
      }
      case ')' -> {
        parentheses = Math.max(0, parentheses - 1);
        at++;
      }
      case ':' -> {
        if (at + 1 < text.length() && (at == 0 || text.charAt(at - 1) != ':')) {
          colons.add(at);
        }
        at++;
      }
      default -> word(c);
    }
  }

  private void word(char c) {
    if (!isWord(c)) {
      at++;
      return;
    }
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    atomic |= at - start == 6 && text.regionMatches(true, start, "atomic", 0, 6);
  }

  private boolean isEscapeMark(int place) {
    char c = text.charAt(place);
    return (c == 'e' || c == 'E') && (place == 0 || !isWord(text.charAt(place - 1)));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private int quoteEnd(char quote, boolean escapes) {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += escapes && text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, text.length());
  }

  private void dollar() {
    Matcher tag = DOLLAR.matcher(text).region(at, text.length());
    if ((at > 0 && isWord(text.charAt(at - 1))) || !tag.lookingAt()) {
      at++;
      return;
    }
    int end = text.indexOf(tag.group(), tag.end());
    at = end < 0 ? text.length() : end + tag.group().length();
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private int blockEnd() {
    int depth = 1;
    int i = at + 2;
    while (i < text.length() && depth > 0) {
      if (text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
      } else {
        i++;
      }
    }
    return Math.min(i, text.length());
  }

  private void comment(int end) {
    SourceRange range = new SourceRange(at, end);
    int mark = text.indexOf("theseus:ignore", at);
    if (mark >= 0 && mark < end) {
      comments.add(range);
    }
    at = end;
  }

  private void command() {
    Matcher matcher = COMMAND.matcher(text).region(at, text.length());
    String name = matcher.lookingAt() && matcher.group(1) != null ? matcher.group(1) : "";
    boolean sends = SENDING.contains(name.toLowerCase(Locale.ROOT));
    int end = name.equals(";") ? at + 2 : lineEnd(at);
    boolean copy = COPY.matcher(text.substring(at, Math.min(end, at + LONGEST_COPY))).matches();
    commands.add(new Command(new SourceRange(at, end), name, sends));
    if (sends) {
      statement = -1;
      parentheses = 0;
    }
    at = end;
    if (copy) {
      rows();
    }
  }

  private void end() {
    int start = statement;
    int ended = at;
    at++;
    if (atomic) {
      String before = text.substring(Math.max(0, ended - 8), ended).stripTrailing();
      if (!before.toLowerCase(Locale.ROOT).endsWith("end")) {
        return;
      }
    }
    if (parentheses == 0) {
      int last = cuts.isEmpty() ? 0 : cuts.getLast();
      if (ended - last > CUT_CHARACTERS) {
        cuts.add(at);
      }
    }
    statement = -1;
    atomic = false;
    if (start >= 0 && text.regionMatches(true, start, "copy", 0, 4)) {
      String copy = text.substring(start, Math.min(ended, start + LONGEST_COPY));
      if (COPY.matcher(copy).matches()) {
        rows();
      }
    }
  }

  /// Rows begin on the next line and end with a line `\.`; without that line there are none.
  private void rows() {
    if (noMoreRows) {
      return;
    }
    int start = lineEnd(at);
    int line = start;
    while (line < text.length()) {
      int next = line + 1;
      int end = lineEnd(next);
      if (end - next < 8 && text.substring(Math.min(next, end), end).strip().equals("\\.")) {
        data.add(new SourceRange(start, end));
        at = end;
        return;
      }
      line = end;
    }
    noMoreRows = true;
  }
}
