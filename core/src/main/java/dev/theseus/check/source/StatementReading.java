package dev.theseus.check.source;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.RawStatement;
import dev.theseus.grammar.SourceRange;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Statement;
import dev.theseus.grammar.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Parses the statements of one file. A mistake costs the statement it stands in: reading goes on
/// behind the next semicolon.
final class StatementReading {
  /// Texts up to this are parsed at once, larger ones piece by piece.
  private static final int AT_ONCE = 256 << 10;

  private static final int LONGEST_STATEMENT = 4 << 20;
  private static final StandIn NOTHING = new StandIn("", Set.of());
  private static final int MOST_MISTAKES = 50;
  private static final int LONGEST_MESSAGE = 160;

  /// Of a file beyond [#AT_ONCE], so many inserts of each table are parsed.
  private static final int KEPT_INSERTS = 100;

  private final Filling filling;
  private final String text;
  private final List<Integer> cuts;
  private final BooleanSupplier late;
  private final List<Read> read = new ArrayList<>();
  private final List<SourceRange> failed = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final Map<String, Integer> standIns = new LinkedHashMap<>();
  private final Map<String, Integer> inserts = new HashMap<>();
  private int sparedInserts;
  private boolean stopped;

  /// @param cuts where a long text can be cut
  /// @param late whether the time is over
  StatementReading(Filling filling, List<Integer> cuts, BooleanSupplier late) {
    this.filling = filling;
    this.text = filling.text();
    this.cuts = cuts;
    this.late = late;
  }

  /// @param base what to add to the statement's places to have places in the filled text
  record Read(Statement statement, int base, int section) {
    SourceRange range() {
      return new SourceRange(statement.range().start() + base, statement.range().end() + base);
    }
  }

  List<Read> read() {
    return read;
  }

  /// What could not be parsed, in the file.
  List<SourceRange> failed() {
    return failed;
  }

  List<Trouble> troubles() {
    return troubles;
  }

  /// The placeholders that something else was put in for, with a place in the file.
  Map<String, Integer> standIns() {
    return standIns;
  }

  /// How many statements that insert rows were passed over.
  int sparedInserts() {
    return sparedInserts;
  }

  void read(Section section, int number) {
    int start = section.range().start();
    int end = section.range().end();
    for (int cut : cuts) {
      if (cut > start && cut < end && cut - start > AT_ONCE) {
        part(start, cut, number);
        start = cut;
      }
    }
    part(start, end, number);
  }

  private void part(int start, int end, int section) {
    int at = start;
    while (at < end && !stopped) {
      at =
          text.length() <= AT_ONCE && at == start && atOnce(start, end, section)
              ? end
              : piecewise(at, end, section);
    }
  }

  private boolean atOnce(int start, int end, int section) {
    try {
      add(Grammar.parse(text.substring(start, end)).statements(), start, section);
      return true;
    } catch (SqlSyntaxException | IllegalStateException e) {
      return false;
    }
  }

  private void add(List<Statement> statements, int base, int section) {
    for (Statement statement : statements) {
      StandIn body = hasBody(statement) ? StandIn.inBody(statement.text()) : NOTHING;
      read.add(
          body.names().isEmpty()
              ? new Read(statement, base, section)
              : withBody(body, new Read(statement, base, section)));
    }
  }

  private static boolean hasBody(Statement statement) {
    return statement.tree().is("DoStmt") || statement.tree().is("CreateFunctionStmt");
  }

  private Read withBody(StandIn body, Read one) {
    try {
      List<Statement> statements = Grammar.parse(body.text()).statements();
      body.names()
          .forEach(name -> standIns.putIfAbsent(name, filling.written(one.range().start())));
      return new Read(statements.getFirst(), one.range().start(), one.section());
    } catch (SqlSyntaxException | IllegalStateException e) {
      return one;
    }
  }

  /// Reads until the end, or until a mistake makes it necessary to find statements anew; returns
  /// where.
  private int piecewise(int start, int end, int section) {
    for (RawStatement piece : Grammar.split(text.substring(start, end))) {
      if (stop(start + piece.range().start(), end)) {
        return end;
      }
      int base = start + piece.range().start();
      if (isSpare(piece)) {
        sparedInserts++;
      } else if (piece.text().length() > LONGEST_STATEMENT) {
        fail(
            ReadingRule.NOT_JUDGED,
            new SourceRange(base, base + piece.text().length()),
            new SourceRange(base, base),
            "a statement of " + piece.text().length() + " characters was not judged");
      } else {
        int resume = parse(piece.text(), base, section);
        if (resume >= 0) {
          return resume;
        }
      }
    }
    return end;
  }

  private boolean stop(int place, int end) {
    boolean many = troubles.size() >= MOST_MISTAKES;
    if (many || late.getAsBoolean()) {
      stopped = true;
      fail(
          ReadingRule.NOT_JUDGED,
          new SourceRange(place, end),
          new SourceRange(place, place),
          many
              ? "after " + MOST_MISTAKES + " mistakes the rest of the file was not read"
              : "the time for one file was over; the rest of it was not read");
    }
    return stopped;
  }

  private boolean isSpare(RawStatement piece) {
    if (text.length() <= AT_ONCE || !piece.text().regionMatches(true, 0, "insert", 0, 6)) {
      return false;
    }
    String head = piece.text().substring(0, Math.min(60, piece.text().length()));
    int values = head.toLowerCase(Locale.ROOT).indexOf("values");
    return values >= 0 && inserts.merge(head.substring(0, values), 1, Integer::sum) > KEPT_INSERTS;
  }

  /// Parses one piece; returns where statements have to be found anew, or -1.
  private int parse(String piece, int base, int section) {
    try {
      add(Grammar.parse(piece).statements(), base, section);
      return -1;
    } catch (SqlSyntaxException e) {
      return parsesWithStandIns(piece, base, section) ? -1 : mistake(piece, base, e);
    } catch (IllegalStateException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      fail(
          ReadingRule.NOT_JUDGED,
          new SourceRange(base, base + piece.length()),
          new SourceRange(base, base),
          "the statement nests too deeply and was not judged");
      return -1;
    }
  }

  private boolean parsesWithStandIns(String piece, int base, int section) {
    for (StandIn.Kind kind : StandIn.kinds()) {
      StandIn standIn = StandIn.of(piece, kind);
      if (standIn.names().isEmpty()) {
        return false;
      }
      try {
        add(Grammar.parse(standIn.text()).statements(), base, section);
        standIn.names().forEach(name -> standIns.putIfAbsent(name, filling.written(base)));
        return true;
      } catch (SqlSyntaxException | IllegalStateException e) {
        // the next kind may fit
      }
    }
    return false;
  }

  private int mistake(String piece, int base, SqlSyntaxException e) {
    List<Token> tokens = Grammar.scan(piece);
    int end = end(piece, tokens);
    int resume = end < 0 ? -1 : base + end + 1;
    SourceRange place = place(tokens, Math.min(e.offset(), piece.length()));
    SourceRange scope = new SourceRange(base, end < 0 ? base + piece.length() : base + end);
    StandIn standIn = StandIn.of(piece.substring(0, scope.length()), StandIn.Kind.NAME);
    if (standIn.names().isEmpty()) {
      fail(ReadingRule.SYNTAX_ERROR, scope, moved(place, base), message(e));
    } else {
      String names = String.join(", ", standIn.names().stream().limit(5).toList());
      fail(
          ReadingRule.UNRESOLVED_PLACEHOLDER,
          scope,
          moved(place, base),
          "without a value for " + names + " the statement cannot be read: " + message(e));
    }
    return resume;
  }

  /// PostgreSQL's message, of which the quoted text is cut to a line.
  private static String message(SqlSyntaxException e) {
    String problem = e.problem();
    int line = problem.indexOf('\n');
    int end = Math.min(line < 0 ? problem.length() : line, LONGEST_MESSAGE);
    return end == problem.length() ? problem : problem.substring(0, end).stripTrailing() + "…\"";
  }

  /// Where the statement should have ended: at a semicolon that an open parenthesis or quote hid;
  /// -1 if it ends where the piece ends.
  private static int end(String piece, List<Token> tokens) {
    for (Token token : tokens) {
      if (token.is(";")) {
        return token.range().start();
      }
      if (token.kind() == Token.Kind.INVALID && token.range().length() > 1) {
        for (int i = token.range().start(); i < token.range().end(); i++) {
          if (piece.charAt(i) == ';' && endsLine(piece, i + 1)) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  private static boolean endsLine(String piece, int from) {
    int i = from;
    while (i < piece.length() && (piece.charAt(i) == ' ' || piece.charAt(i) == '\t')) {
      i++;
    }
    return i >= piece.length() || piece.charAt(i) == '\n' || piece.charAt(i) == '\r';
  }

  /// The token at the place, or the last one when the text ends too early.
  private static SourceRange place(List<Token> tokens, int offset) {
    SourceRange last = new SourceRange(offset, offset);
    for (Token token : tokens) {
      if (token.kind() != Token.Kind.COMMENT) {
        last = token.range();
        if (last.end() > offset) {
          return new SourceRange(Math.max(last.start(), Math.min(offset, last.end())), last.end());
        }
      }
    }
    return last;
  }

  private static SourceRange moved(SourceRange range, int by) {
    return new SourceRange(range.start() + by, range.end() + by);
  }

  private void fail(ReadingRule rule, SourceRange scope, SourceRange place, String message) {
    failed.add(filling.written(scope));
    troubles.add(new Trouble(rule, filling.written(place), message));
  }
}
