package dev.theseus.grammar;

import dev.theseus.grammar.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a text into tokens by the rules of PostgreSQL's `scan.l`. Unlike the original it never
/// fails: what PostgreSQL rejects becomes a token of kind `INVALID`, so that the statements around
/// a mistake can still be told apart.
final class Scanner {

  private static final String CONTINUATION =
      "(?:[ \\t\\f\\x0B]|--[^\\n\\r]*)*[\\n\\r](?:[ \\t\\n\\r\\f\\x0B]+|--[^\\n\\r]*[\\n\\r])*+'";
  private static final Pattern CONTINUED = Pattern.compile(CONTINUATION);
  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
              + "|(?:[0-9](?:_?[0-9])*+(?:\\.(?!\\.)(?:[0-9](?:_?[0-9])*+)?)?"
              + "|\\.[0-9](?:_?[0-9])*+)(?:[eE][+-]?[0-9](?:_?[0-9])*+)?");
  private static final Pattern DOLLAR_QUOTE =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*+)?\\$");
  private static final Pattern PARAMETER = Pattern.compile("\\$[0-9]+");
  private static final String PUNCTUATION = ",()[].;:";
  private static final String OPERATOR = "~!@#^&|`?+-*/%<>=";

  /// An operator may end with + or - only if it has one of these.
  private static final String SIGN_KEEPERS = "~!@#^&|`?%";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Scanner(String text) {
    this.text = text;
  }

  /// All tokens, comments included.
  static List<Token> scan(String text) {
    Scanner scanner = new Scanner(text);
    scanner.run();
    return scanner.tokens;
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (" \t\n\r\f\u000B".indexOf(c) >= 0) {
        at++;
      } else if (text.startsWith("--", at)) {
        add(Kind.COMMENT, lineEnd());
      } else if (text.startsWith("/*", at)) {
        blockComment();
      } else if (isWordStart(c)) {
        word();
      } else if (c == '"') {
        quotedName(at);
      } else if (c == '\'') {
        string(at, false);
      } else if (c == '$') {
        dollar();
      } else if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(peek(1)))) {
        number();
      } else {
        symbol(c);
      }
    }
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), new SourceRange(at, end)));
    at = end;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private int lineEnd() {
    int end = at;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private void blockComment() {
    int depth = 0;
    int i = at;
    while (i < text.length()) {
      if (text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          add(Kind.COMMENT, i);
          return;
        }
      } else {
        i++;
      }
    }
    add(Kind.INVALID, text.length());
  }

  private void word() {
    char c = text.charAt(at);
    char next = peek(1);
    if (next == '\'' && "eEbBxX".indexOf(c) >= 0) {
      string(at + 1, c == 'e' || c == 'E');
    } else if ((c == 'u' || c == 'U') && next == '&' && peek(2) == '\'') {
      string(at + 2, false);
    } else if ((c == 'u' || c == 'U') && next == '&' && peek(2) == '"') {
      quotedName(at + 2);
    } else {
      add(Kind.WORD, wordEnd(at));
    }
  }

  private int wordEnd(int start) {
    int end = start;
    while (end < text.length()
        && (isWordStart(text.charAt(end))
            || isDigit(text.charAt(end))
            || text.charAt(end) == '$')) {
      end++;
    }
    return end;
  }

  private void quotedName(int quote) {
    int i = quote + 1;
    while (i < text.length()) {
      if (text.charAt(i) != '"') {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        i += 2;
      } else {
        add(i == quote + 1 ? Kind.INVALID : Kind.QUOTED_NAME, i + 1);
        return;
      }
    }
    add(Kind.INVALID, text.length());
  }

  private void string(int quote, boolean backslashEscapes) {
    int i = quote + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && backslashEscapes) {
        i += 2;
      } else if (c != '\'') {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
        i += 2;
      } else {
        // 'a' <line break> 'b' is one constant.
        Matcher more = CONTINUED.matcher(text).region(i + 1, text.length());
        if (!more.lookingAt()) {
          add(Kind.STRING, i + 1);
          return;
        }
        i = more.end();
      }
    }
    add(Kind.INVALID, text.length());
  }

  private void dollar() {
    Matcher parameter = PARAMETER.matcher(text).region(at, text.length());
    if (parameter.lookingAt()) {
      boolean junk = parameter.end() < text.length() && isWordStart(text.charAt(parameter.end()));
      add(junk ? Kind.INVALID : Kind.PARAMETER, junk ? wordEnd(parameter.end()) : parameter.end());
      return;
    }
    Matcher tag = DOLLAR_QUOTE.matcher(text).region(at, text.length());
    if (!tag.lookingAt()) {
      add(Kind.INVALID, at + 1);
      return;
    }
    int end = text.indexOf(tag.group(), tag.end());
    if (end < 0) {
      add(Kind.INVALID, text.length());
    } else {
      add(Kind.STRING, end + tag.group().length());
    }
  }

  private void number() {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    int end = matcher.lookingAt() ? matcher.end() : at + 1;
    boolean junk = end < text.length() && isWordStart(text.charAt(end));
    add(junk ? Kind.INVALID : Kind.NUMBER, junk ? wordEnd(end) : end);
  }

  private void symbol(char c) {
    if (text.startsWith("::", at) || text.startsWith(":=", at) || text.startsWith("..", at)) {
      add(Kind.OPERATOR, at + 2);
    } else if (PUNCTUATION.indexOf(c) >= 0) {
      add(Kind.PUNCTUATION, at + 1);
    } else if (OPERATOR.indexOf(c) >= 0) {
      add(Kind.OPERATOR, operatorEnd());
    } else {
      add(Kind.INVALID, at + 1);
    }
  }

  private int operatorEnd() {
    int end = at;
    boolean keepsSign = false;
    while (end < text.length()
        && OPERATOR.indexOf(text.charAt(end)) >= 0
        && !(end > at && (text.startsWith("--", end) || text.startsWith("/*", end)))) {
      keepsSign |= SIGN_KEEPERS.indexOf(text.charAt(end)) >= 0;
      end++;
    }
    while (!keepsSign && end > at + 1 && "+-".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
