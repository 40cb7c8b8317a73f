package dev.theseus.sql;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One pass over a [Sql] template. It follows quotes and comments, so that a part is never put
/// where its quoting would not protect it. Not thread-safe: one instance fills one template once.
final class Template {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][A-Za-z0-9_]*)\\}");
  private static final Pattern DOLLAR_TAG = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)?\\$");

  private final String template;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> used = new LinkedHashSet<>();
  private int at;

  /// The dollar tag that is open, or the empty string.
  private String openTag = "";

  Template(String template) {
    this.template = template;
  }

  String fill(Map<String, ?> parts) {
    while (at < template.length()) {
      if (template.startsWith("{{", at)) {
        out.append('{');
        at += 2;
      } else if (template.charAt(at) == '{') {
        placeholder(parts);
      } else if (openTag.isEmpty()) {
        outsideBody();
      } else {
        insideBody();
      }
    }
    Set<String> unused = new LinkedHashSet<>(parts.keySet());
    unused.removeAll(used);
    if (!unused.isEmpty()) {
      throw problem("has no placeholder for " + unused + "; remove them or use them");
    }
    return out.toString();
  }

  private void placeholder(Map<String, ?> parts) {
    Matcher matcher = PLACEHOLDER.matcher(template).region(at, template.length());
    if (!matcher.lookingAt()) {
      throw problem("has an opening brace that starts no placeholder; write {{ for a brace");
    }
    String name = matcher.group(1);
    Object value = parts.get(name);
    if (!(value instanceof SqlPart part)) {
      throw problem(
          value == null
              ? "has no part for {" + name + "}"
              : "got a "
                  + value.getClass().getSimpleName()
                  + " for {"
                  + name
                  + "}; wrap it in an Identifier, Literal or other SqlPart");
    }
    String rendered = part.rendered();
    boolean clauseOfItsOwn = rendered.isEmpty() || Character.isWhitespace(rendered.charAt(0));
    if (!clauseOfItsOwn && !out.isEmpty() && isWord(out.charAt(out.length() - 1))) {
      throw problem("glues {" + name + "} to the word before it; put a space between");
    }
    if (!openTag.isEmpty() && (rendered + "$").contains(openTag)) {
      throw problem("puts text with " + openTag + " inside " + openTag + "; use another tag");
    }
    used.add(name);
    out.append(rendered);
    at = matcher.end();
    if (at < template.length() && isWord(template.charAt(at))) {
      throw problem("glues {" + name + "} to the word behind it; put a space between");
    }
  }

  private void outsideBody() {
    char c = template.charAt(at);
    if (c == '\'') {
      copyTo(endOfQuote('\'', isEscapeString()), "a string constant; use a Literal");
    } else if (c == '"') {
      copyTo(endOfQuote('"', false), "a quoted name; use an Identifier");
    } else if (template.startsWith("--", at)) {
      int end = template.indexOf('\n', at);
      copyTo(end < 0 ? template.length() : end, "a comment");
    } else if (template.startsWith("/*", at)) {
      int end = template.indexOf("*/", at);
      copyTo(end < 0 ? template.length() : end + 2, "a comment");
    } else {
      if (c == '$' && (at == 0 || !continuesName(template.charAt(at - 1)))) {
        Matcher matcher = DOLLAR_TAG.matcher(template).region(at, template.length());
        if (matcher.lookingAt()) {
          openTag = matcher.group();
          out.append(openTag);
          at = matcher.end();
          return;
        }
      }
      out.append(c);
      at++;
    }
  }

  private void insideBody() {
    if (template.startsWith(openTag, at)) {
      out.append(openTag);
      at += openTag.length();
      openTag = "";
    } else {
      out.append(template.charAt(at++));
    }
  }

  private boolean isEscapeString() {
    return at > 0
        && (template.charAt(at - 1) == 'E' || template.charAt(at - 1) == 'e')
        && (at == 1 || !isWord(template.charAt(at - 2)));
  }

  private int endOfQuote(char quote, boolean backslashEscapes) {
    int i = at + 1;
    while (i < template.length()) {
      char c = template.charAt(i);
      if (c == '\\' && backslashEscapes) {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
      i++;
    }
    throw problem("has a " + quote + " without its end");
  }

  private void copyTo(int end, String where) {
    String piece = template.substring(at, end);
    String plain = piece.replace("{{", "");
    if (PLACEHOLDER.matcher(plain).find()) {
      throw problem("has a placeholder inside " + where);
    }
    out.append(piece.replace("{{", "{"));
    at = end;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static boolean continuesName(char c) {
    return isWord(c) || c == '$';
  }

  private IllegalArgumentException problem(String what) {
    return new IllegalArgumentException("the SQL template \"" + template.strip() + "\" " + what);
  }
}
