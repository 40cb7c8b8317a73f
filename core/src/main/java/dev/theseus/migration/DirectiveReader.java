package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Comment;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.migration.Directive.Direction;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds directives in comments.
///
/// A directive begins a comment: `-- theseus:up table.column = expression`, or in a block comment a
/// line of its own. Each later line of a block comment goes on with it until a line begins the next
/// directive; a line comment is continued by a following line comment that says `-- theseus:`
/// followed by a space. Lines break between tokens, not inside a string. Names follow SQL: unquoted
/// ones are folded to lower case.
final class DirectiveReader {
  private static final Pattern KEYWORD = Pattern.compile("theseus:(\\S*)[ \\t]*");
  private static final Pattern PART =
      Pattern.compile(
          "\\s*(?:\"((?:[^\"]|\"\")+)\"|([\\p{L}_\\x{80}-\\x{10FFFF}][\\p{L}\\p{N}_$]*))\\s*");

  private final SourceText source;
  private final NameText names;
  private final List<Directive> found = new ArrayList<>();

  DirectiveReader(SourceText source, Identifier baseSchema) {
    this.source = source;
    this.names = new NameText(baseSchema);
  }

  /// One line of a comment without its marks.
  private record Line(int offset, String text) {}

  /// A directive whose lines are still being collected: its text keeps the length of what it came
  /// from, so that positions in it are positions in the file.
  private static final class Open {
    private final String keyword;
    private final int keywordAt;
    private final int offset;
    private final StringBuilder text = new StringBuilder();

    Open(String keyword, int keywordAt, int offset) {
      this.keyword = keyword;
      this.keywordAt = keywordAt;
      this.offset = offset;
    }

    void append(int at, String part) {
      int gap = at - offset - text.length();
      text.append(gap > 0 ? " ".repeat(gap - 1) + "\n" : "").append(part);
    }
  }

  List<Directive> read(List<Comment> comments) {
    List<Open> all = new ArrayList<>();
    for (Comment comment : comments) {
      boolean block = comment.text().startsWith("/*");
      boolean first = true;
      for (Line line : lines(comment)) {
        collect(line, block, first, all);
        first = false;
      }
    }
    all.forEach(this::finish);
    return found;
  }

  private void collect(Line line, boolean block, boolean first, List<Open> all) {
    int indent = line.text().length() - line.text().stripLeading().length();
    Matcher matcher = KEYWORD.matcher(line.text()).region(indent, line.text().length());
    if (matcher.lookingAt()) {
      String keyword = matcher.group(1);
      if (keyword.equals("ignore") || keyword.equals("ignore-file")) {
        return; // that is for `theseus check`
      }
      if (keyword.equals(BatchDirective.KEYWORD)) {
        return; // that is said of one statement, see BatchDirective
      }
      int rest = line.offset() + matcher.end();
      String text = line.text().substring(matcher.end());
      if (!keyword.isEmpty()) {
        Open open = new Open(keyword, line.offset() + indent, rest);
        open.append(rest, text);
        all.add(open);
      } else if (all.isEmpty()) {
        throw invalid(
            line.offset() + indent, "\"theseus:\" goes on with no directive", "write theseus:up");
      } else {
        all.get(all.size() - 1).append(rest, text);
      }
    } else if (block && !first && !all.isEmpty() && inSameBlock(all.get(all.size() - 1), line)) {
      all.get(all.size() - 1).append(line.offset(), line.text());
    }
  }

  /// Whether nothing but the block comment stands between the directive and the line.
  private boolean inSameBlock(Open open, Line line) {
    return source.text().substring(open.keywordAt, line.offset()).indexOf("*/") < 0;
  }

  private List<Line> lines(Comment comment) {
    List<Line> lines = new ArrayList<>();
    boolean block = comment.text().startsWith("/*");
    String text = comment.text();
    String inner = block ? text.substring(2, Math.max(2, text.length() - 2)) : text.substring(2);
    int offset = comment.range().start() + 2;
    for (String line : inner.split("\n", -1)) {
      lines.add(new Line(offset, line));
      offset += line.length() + 1;
    }
    return lines;
  }

  private void finish(Open open) {
    Direction direction =
        switch (open.keyword.toLowerCase(Locale.ROOT)) {
          case "up" -> Direction.UP;
          case "down" -> Direction.DOWN;
          default ->
              throw invalid(
                  open.keywordAt,
                  "\"theseus:" + open.keyword + "\" is not known",
                  "write theseus:up, theseus:down or theseus:batch");
        };
    String text = open.text.toString();
    List<Identifier> parts = new ArrayList<>();
    int at = name(open, text, parts);
    if (at >= text.length() || text.charAt(at) != '=') {
      throw invalid(
          open.offset + Math.min(at, text.length()),
          "theseus:" + open.keyword + " needs table.column = expression",
          "write the name of a column and = before the expression");
    }
    NameText.ColumnName column = column(open, text.substring(0, at).strip(), parts);
    Expression expression = expression(open, text, at + 1);
    found.add(
        new Directive(
            direction, column.table(), column.column(), expression, source.line(open.keywordAt)));
  }

  private int name(Open open, String text, List<Identifier> parts) {
    int at = 0;
    Matcher matcher = PART.matcher(text);
    while (matcher.region(at, text.length()).lookingAt()) {
      String quoted = matcher.group(1);
      String raw = quoted == null ? folded(matcher.group(2)) : quoted.replace("\"\"", "\"");
      try {
        parts.add(Identifier.of(raw));
      } catch (IllegalArgumentException e) {
        throw invalid(open.offset + at, String.valueOf(e.getMessage()), "correct the name");
      }
      at = matcher.end();
      if (at >= text.length() || text.charAt(at) != '.') {
        return at;
      }
      at++;
    }
    return at;
  }

  /// PostgreSQL folds ASCII letters only.
  private static String folded(String name) {
    StringBuilder out = new StringBuilder(name);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return out.toString();
  }

  private NameText.ColumnName column(Open open, String written, List<Identifier> parts) {
    try {
      return names.column(written, parts);
    } catch (IllegalArgumentException e) {
      throw invalid(open.offset, String.valueOf(e.getMessage()), "correct the name");
    }
  }

  private Expression expression(Open open, String text, int from) {
    String expression = text.substring(from);
    if (expression.isBlank()) {
      throw invalid(
          open.offset + text.stripTrailing().length(),
          "theseus:" + open.keyword + " has no expression after =",
          "write the expression");
    }
    NameLength.tooLong(expression)
        .ifPresent(
            token -> {
              int at = open.offset + from + token.range().start();
              throw invalid(at, NameLength.problem(token), "shorten it");
            });
    try {
      Grammar.expression(expression);
      return Expression.of(expression.strip());
    } catch (SqlSyntaxException e) {
      int at = open.offset + from + Math.min(e.offset(), expression.length());
      throw invalid(at, e.problem(), "correct the expression");
    }
  }

  private InvalidMigration invalid(int offset, String what, String fix) {
    return source.invalid(ProblemCode.INVALID_DIRECTIVE, offset, what, fix);
  }
}
