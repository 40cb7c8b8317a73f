package dev.theseus.check.rule;

import dev.theseus.check.CheckedStatement;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Statement;
import dev.theseus.grammar.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// The SQL inside a `DO` block, a function or a procedure.
///
/// @param statements the static statements, and those executed from constant strings, in order
/// @param unread what could not be read, in words; empty if nothing is left
public record Body(List<CheckedStatement> statements, String unread) {
  private static final Set<String> SQL =
      Set.of(
          "alter",
          "create",
          "drop",
          "update",
          "delete",
          "insert",
          "truncate",
          "merge",
          "with",
          "reindex",
          "vacuum",
          "analyze",
          "cluster",
          "refresh",
          "lock",
          "set",
          "comment",
          "grant",
          "revoke",
          "copy",
          "select");

  private static final Set<String> OPENERS = Set.of("begin", "then", "else", "loop");

  public Body {
    statements = List.copyOf(statements);
  }

  /// Reads the block of a `DO` statement; its statements get its transaction, or one of their own.
  public static Body of(CheckedStatement block) {
    List<Token> outer = tokens(block.statement().text());
    String language = language(outer, "plpgsql");
    if (!language.equals("plpgsql")) {
      return new Body(List.of(), "it is written in " + language);
    }
    for (Token token : outer) {
      if (token.kind() == Token.Kind.STRING) {
        return new Reading(block, Constant.of(token)).read(false);
      }
    }
    return new Body(List.of(), "it has no body");
  }

  /// Reads the body of a function or procedure in PL/pgSQL or SQL; empty for other languages, and
  /// for a body that is no string, which cannot change tables.
  public static Body ofFunction(CheckedStatement create) {
    List<Token> outer = tokens(create.statement().text());
    String language = language(outer, "");
    for (int i = 1; i < outer.size(); i++) {
      if (outer.get(i).kind() == Token.Kind.STRING && outer.get(i - 1).is("as")) {
        Reading reading = new Reading(create, Constant.of(outer.get(i)));
        return switch (language) {
          case "plpgsql" -> reading.read(false);
          case "sql" -> reading.read(true);
          default -> new Body(List.of(), "it is written in " + language);
        };
      }
    }
    return new Body(List.of(), "");
  }

  private static List<Token> tokens(String sql) {
    return Grammar.scan(sql).stream().filter(token -> token.kind() != Token.Kind.COMMENT).toList();
  }

  /// @param usual the language when none is named
  private static String language(List<Token> outer, String usual) {
    for (int i = 0; i + 1 < outer.size(); i++) {
      if (outer.get(i).is("language")) {
        return outer.get(i + 1).text().replace("'", "").toLowerCase(Locale.ROOT);
      }
    }
    return usual;
  }

  /// The text inside a string constant.
  ///
  /// @param place from a place in it to the one in the text around it, where quotes are doubled
  private record Constant(String text, IntUnaryOperator place) {
    static Constant of(Token token) {
      String written = token.text();
      if (written.startsWith("$")) {
        int tag = written.indexOf('$', 1) + 1;
        int start = token.range().start() + tag;
        return new Constant(written.substring(tag, written.length() - tag), place -> start + place);
      }
      int quote = written.indexOf('\'') + 1;
      int start = token.range().start() + quote;
      String text = written.substring(quote, written.length() - 1).replace("''", "'");
      int[] quotes =
          IntStream.range(0, text.length()).filter(i -> text.charAt(i) == '\'').toArray();
      return new Constant(text, place -> start + place + before(quotes, place));
    }

    private static int before(int[] quotes, int place) {
      int found = Arrays.binarySearch(quotes, place);
      return found < 0 ? -found - 1 : found;
    }
  }

  private static final class Reading {
    private final CheckedStatement block;
    private final Constant body;
    private final List<Token> tokens;
    private final List<CheckedStatement> found = new ArrayList<>();
    private final Set<String> unread = new java.util.LinkedHashSet<>();

    Reading(CheckedStatement block, Constant body) {
      this.block = block;
      this.body = body;
      this.tokens = Body.tokens(body.text());
    }

    /// @param sql whether the body begins with a statement
    Body read(boolean sql) {
      boolean start = sql;
      int i = 0;
      while (i < tokens.size()) {
        Token token = tokens.get(i);
        if (start && isOneOf(token, SQL)) {
          int end = end(i);
          add(i, end);
          i = end;
        } else if (token.is("execute")) {
          int end = end(i);
          execute(i + 1, end);
          i = end;
        } else {
          start = token.is(";") || isOneOf(token, OPENERS);
          i++;
        }
      }
      return new Body(found, String.join("; ", unread));
    }

    private static boolean isOneOf(Token token, Set<String> words) {
      return token.kind() == Token.Kind.WORD
          && words.contains(token.text().toLowerCase(Locale.ROOT));
    }

    /// The semicolon that ends what begins here.
    private int end(int from) {
      int i = from;
      while (i < tokens.size() && !tokens.get(i).is(";") && !tokens.get(i).is("loop")) {
        i++;
      }
      return i;
    }

    private void add(int from, int end) {
      int start = tokens.get(from).range().start();
      String sql = body.text().substring(start, tokens.get(end - 1).range().end());
      parse(sql, place -> body.place().applyAsInt(start + place));
    }

    private void execute(int from, int end) {
      List<Token> rest = tokens.subList(from, end);
      boolean constant =
          !rest.isEmpty()
              && rest.getFirst().kind() == Token.Kind.STRING
              && (rest.size() == 1 || rest.get(1).is("using") || rest.get(1).is("into"));
      if (constant) {
        Constant sql = Constant.of(rest.getFirst());
        parse(sql.text(), sql.place().andThen(body.place()));
      } else {
        unread.add("EXECUTE of a string that is put together when it runs");
      }
    }

    private void parse(String sql, IntUnaryOperator at) {
      try {
        add(sql, at);
      } catch (SqlSyntaxException e) {
        parsePlain(sql, at);
      } catch (IllegalStateException e) {
        tooDeep(sql, e);
      }
    }

    /// The same without PL/pgSQL's own `INTO`.
    private void parsePlain(String sql, IntUnaryOperator at) {
      try {
        add(Variables.blanked(sql), at);
      } catch (SqlSyntaxException e) {
        unread.add("\"" + shortened(sql) + "\" is not plain SQL");
      } catch (IllegalStateException e) {
        tooDeep(sql, e);
      }
    }

    private void tooDeep(String sql, IllegalStateException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      unread.add("\"" + shortened(sql) + "\" nests too deeply");
    }

    private void add(String sql, IntUnaryOperator at) {
      int outside = block.offsetInFile() + block.statement().range().start();
      for (Statement statement : Grammar.parse(sql).statements()) {
        int start = statement.range().start();
        int offset = outside + at.applyAsInt(start) - start;
        found.add(new CheckedStatement(statement, statement.text(), offset, transaction()));
      }
    }

    /// A block that runs by itself is a transaction of its own, with a number that no other has:
    /// those of the file count from 0.
    private int transaction() {
      return block.inTransaction()
          ? block.transaction()
          : Integer.MAX_VALUE - block.range().start();
    }

    private static String shortened(String sql) {
      String line = sql.strip().replaceAll("\\s+", " ");
      return line.length() <= 40 ? line : line.substring(0, 40) + "…";
    }
  }
}
