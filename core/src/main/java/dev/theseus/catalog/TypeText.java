package dev.theseus.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One pass over the text of one type, along the productions `Typename` and `SimpleTypename` of the
/// server's grammar. Not thread-safe: one instance reads one text once.
final class TypeText {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"(?:[^\"]|\"\")+\"|'(?:[^']|'')*'|[\\p{L}_\\x{80}-\\x{10FFFF}]"
              + "[\\p{L}\\p{N}_$\\x{80}-\\x{10FFFF}]*|-?[0-9]+|[().,\\[\\]])");

  private static final Map<String, String> KEYWORDS =
      Map.ofEntries(
          Map.entry("int", "int4"),
          Map.entry("integer", "int4"),
          Map.entry("smallint", "int2"),
          Map.entry("bigint", "int8"),
          Map.entry("real", "float4"),
          Map.entry("decimal", "numeric"),
          Map.entry("dec", "numeric"),
          Map.entry("boolean", "bool"));

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  TypeText(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      tokens.add(token(matcher.group(1)));
      end = matcher.end();
    }
    if (!text.substring(end).isBlank()) {
      throw wrong();
    }
  }

  PgType read() {
    Base base = base();
    boolean array = array();
    if (at < tokens.size()) {
      throw wrong();
    }
    return PgTypes.named(base.names, base.modifiers, array);
  }

  private record Base(List<String> names, List<String> modifiers) {
    static Base builtIn(String name, List<String> modifiers) {
      return new Base(List.of("pg_catalog", name), modifiers);
    }
  }

  private Base base() {
    if (at + 1 < tokens.size() && tokens.get(at + 1).equals(".")) {
      return qualified();
    }
    String word = next();
    return switch (word) {
      case "double" -> {
        expect("precision");
        yield Base.builtIn("float8", List.of());
      }
      case "float" -> floating();
      case "national" -> {
        if (!take("character")) {
          expect("char");
        }
        yield character();
      }
      case "character", "char", "nchar" -> character();
      case "bit" -> take("varying") ? Base.builtIn("varbit", modifiers()) : one("bit");
      case "time", "timestamp" -> timed(word);
      case "interval" -> interval();
      default ->
          KEYWORDS.containsKey(word)
              ? Base.builtIn(KEYWORDS.getOrDefault(word, word), modifiers())
              : new Base(List.of(name(word)), modifiers());
    };
  }

  private Base qualified() {
    List<String> names = new ArrayList<>(List.of(name(next())));
    while (take(".")) {
      names.add(name(next()));
    }
    List<String> modifiers = modifiers();
    boolean interval = names.equals(List.of("pg_catalog", "interval")) && modifiers.size() == 1;
    return new Base(
        names,
        interval ? List.of(String.valueOf(IntervalFields.ALL), modifiers.getFirst()) : modifiers);
  }

  private Base character() {
    return take("varying") ? Base.builtIn("varchar", modifiers()) : one("bpchar");
  }

  /// `char` and `bit` without a length have the length 1.
  private Base one(String name) {
    List<String> modifiers = modifiers();
    return Base.builtIn(name, modifiers.isEmpty() ? List.of("1") : modifiers);
  }

  private Base floating() {
    List<String> digits = modifiers();
    boolean single = !digits.isEmpty() && Integer.parseInt(digits.getFirst()) <= 24;
    return Base.builtIn(single ? "float4" : "float8", List.of());
  }

  private Base timed(String word) {
    List<String> modifiers = modifiers();
    boolean zone = take("with");
    if (zone || take("without")) {
      expect("time");
      expect("zone");
    }
    return Base.builtIn(zone ? word + "tz" : word, modifiers);
  }

  private Base interval() {
    StringBuilder fields = new StringBuilder();
    while (at < tokens.size() && Character.isLetter(peek().charAt(0)) && !peek().equals("array")) {
      fields.append(fields.isEmpty() ? "" : " ").append(next());
    }
    int mask = fields.isEmpty() ? IntervalFields.ALL : IntervalFields.mask(fields.toString());
    List<String> modifiers = new ArrayList<>(List.of(String.valueOf(mask)));
    modifiers.addAll(modifiers());
    return Base.builtIn("interval", modifiers);
  }

  private List<String> modifiers() {
    List<String> modifiers = new ArrayList<>();
    if (take("(")) {
      do {
        modifiers.add(next());
      } while (take(","));
      expect(")");
    }
    return modifiers;
  }

  private boolean array() {
    boolean array = take("array");
    while (take("[")) {
      array = true;
      if (!take("]")) {
        next();
        expect("]");
      }
    }
    return array;
  }

  /// Folds a word as the server does: letters of ASCII only.
  private static String token(String raw) {
    char first = raw.charAt(0);
    if (first == '"' || first == '\'') {
      return raw;
    }
    StringBuilder folded = new StringBuilder(raw);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      folded.setCharAt(i, c >= 'A' && c <= 'Z' ? Character.toLowerCase(c) : c);
    }
    return folded.toString();
  }

  private String name(String token) {
    if (token.startsWith("\"")) {
      return token.substring(1, token.length() - 1).replace("\"\"", "\"");
    }
    int first = token.codePointAt(0);
    if (!Character.isLetter(first) && first != '_' && first < 0x80) {
      throw wrong();
    }
    return token;
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private String next() {
    if (at >= tokens.size()) {
      throw wrong();
    }
    return tokens.get(at++);
  }

  private boolean take(String token) {
    if (!peek().equals(token)) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw wrong();
    }
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("\"" + text + "\" is not the name of one type");
  }
}
