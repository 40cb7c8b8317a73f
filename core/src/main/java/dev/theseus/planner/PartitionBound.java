package dev.theseus.planner;

import dev.theseus.catalog.PgType;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The bounds of a partition as a condition that PostgreSQL recognises as its own, so that a CHECK
/// of it saves reading the rows.
///
/// @param keys what the partition key of the parent is made of
/// @param bound `FOR VALUES …` as written
record PartitionBound(List<String> keys, String bound) {
  private static final Set<String> SHOWN =
      Set.of(
          "int2",
          "int4",
          "int8",
          "numeric",
          "text",
          "varchar",
          "bool",
          "uuid",
          "date",
          "timestamp",
          "timestamptz");

  PartitionBound {
    keys = List.copyOf(keys);
  }

  /// @param keyDefinition as the server writes it, for example `RANGE (a, lower(b))`
  /// @return empty where a key has a collation or operator class of its own
  static Optional<PartitionBound> of(String keyDefinition, String bound) {
    List<Token> tokens = scan(keyDefinition);
    int open = 1;
    List<List<Token>> items = list(tokens, open);
    boolean plain = items.stream().allMatch(item -> item.size() == 1 || item.getLast().is(")"));
    return plain
        ? Optional.of(
            new PartitionBound(
                items.stream()
                    .map(
                        item ->
                            item.size() == 1
                                ? text(keyDefinition, item)
                                : "(" + text(keyDefinition, item) + ")")
                    .toList(),
                bound))
        : Optional.empty();
  }

  /// @param parent the quoted name of the parent, as a string constant, for bounds by hash
  /// @return empty where the condition is not known: values that are computed, MINVALUE and
  ///   MAXVALUE among several columns, DEFAULT
  Optional<String> condition(String parent) {
    List<Token> tokens = scan(bound);
    if (tokens.stream().anyMatch(token -> token.is("default"))) {
      return Optional.empty();
    }
    if (tokens.get(2).is("in")) {
      return among(values(tokens, 3));
    }
    if (tokens.get(2).is("from")) {
      int to = indexOf(tokens, "to");
      return range(values(tokens, 3), values(tokens, to + 1));
    }
    return hash(tokens, parent);
  }

  /// The bound as `pg_get_expr` shows it but for its quotes, as an expression that a server works
  /// out: it writes a value as its own type does.
  ///
  /// @param types of the keys
  /// @return empty where they are not all known well enough
  Optional<Sql> shown(List<PgType> types) {
    List<Token> tokens = scan(bound);
    boolean plain =
        types.size() == keys.size()
            && types.stream().allMatch(type -> type.schema().isEmpty() && !type.isArray())
            && types.stream().allMatch(type -> SHOWN.contains(type.name().name()))
            && !bound.contains("\\");
    if (!plain || condition("''").isEmpty()) {
      return Optional.empty();
    }
    if (tokens.get(2).is("in")) {
      return Optional.of(
          concatenated("FOR VALUES IN (", values(tokens, 3), i -> types.getFirst(), ")"));
    }
    if (tokens.get(2).is("from")) {
      int to = indexOf(tokens, "to");
      Sql lower = concatenated("FOR VALUES FROM (", values(tokens, 3), types::get, ") TO (");
      Sql upper = concatenated("", values(tokens, to + 1), types::get, ")");
      return Optional.of(Sql.of("{lower} || {upper}", Map.of("lower", lower, "upper", upper)));
    }
    return Optional.of(
        Sql.of(
            "{text}",
            Map.of(
                "text",
                Literal.of(
                    "FOR VALUES WITH (modulus %s, remainder %s)"
                        .formatted(
                            tokens.get(indexOf(tokens, "modulus") + 1).text(),
                            tokens.get(indexOf(tokens, "remainder") + 1).text())))));
  }

  private static Sql concatenated(
      String before, List<String> values, IntFunction<PgType> types, String behind) {
    List<SqlPart> shown = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      shown.add(
          unlimited(value) || value.equalsIgnoreCase("null")
              ? Literal.of(value.toUpperCase(Locale.ROOT))
              : Sql.of(
                  "pg_catalog.replace(({value})::{type}::text, '''', '')",
                  Map.of("value", Sql.verbatim(value), "type", types.apply(i).sql())));
    }
    return Sql.of(
        "{before} || pg_catalog.concat_ws(', ', {values}) || {behind}",
        Map.of(
            "before", Literal.of(before),
            "values", SqlList.of(shown),
            "behind", Literal.of(behind)));
  }

  private Optional<String> among(List<String> values) {
    if (computed(values)) {
      return Optional.empty();
    }
    String key = keys.getFirst();
    List<String> given = values.stream().filter(one -> !one.equalsIgnoreCase("null")).toList();
    String in = "%s IN (%s)".formatted(key, String.join(", ", given));
    if (given.size() == values.size()) {
      return Optional.of("%s IS NOT NULL AND %s".formatted(key, in));
    }
    return Optional.of(given.isEmpty() ? key + " IS NULL" : key + " IS NULL OR " + in);
  }

  private Optional<String> range(List<String> lower, List<String> upper) {
    List<String> all = new ArrayList<>(lower);
    all.addAll(upper);
    boolean open = all.stream().anyMatch(PartitionBound::unlimited);
    if (computed(all) || (open && keys.size() > 1) || lower.size() != keys.size()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    keys.forEach(key -> parts.add(key + " IS NOT NULL"));
    int from = 0;
    while (from < keys.size() - 1 && lower.get(from).equals(upper.get(from))) {
      parts.add("%s = %s".formatted(keys.get(from), lower.get(from)));
      from++;
    }
    if (!unlimited(lower.getFirst())) {
      parts.add(side(lower, from, ">", ">="));
    }
    if (!unlimited(upper.getFirst())) {
      parts.add(side(upper, from, "<", "<"));
    }
    return Optional.of(String.join(" AND ", parts));
  }

  /// `(a > 1 OR a = 1 AND b >= 2)`.
  private String side(List<String> values, int from, String strict, String last) {
    return IntStream.range(from, keys.size())
        .mapToObj(
            end ->
                IntStream.rangeClosed(from, end)
                    .mapToObj(
                        i ->
                            "%s %s %s"
                                .formatted(
                                    keys.get(i),
                                    i < end ? "=" : i == keys.size() - 1 ? last : strict,
                                    values.get(i)))
                    .collect(Collectors.joining(" AND ")))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private Optional<String> hash(List<Token> tokens, String parent) {
    int modulus = indexOf(tokens, "modulus");
    int remainder = indexOf(tokens, "remainder");
    return modulus < 0 || remainder < 0
        ? Optional.empty()
        : Optional.of(
            "satisfies_hash_partition(%s::regclass, %s, %s, %s)"
                .formatted(
                    parent,
                    tokens.get(modulus + 1).text(),
                    tokens.get(remainder + 1).text(),
                    String.join(", ", keys)));
  }

  private static boolean unlimited(String value) {
    return value.equalsIgnoreCase("minvalue") || value.equalsIgnoreCase("maxvalue");
  }

  /// A function would be called at another time for the bound than for the CHECK.
  private static boolean computed(List<String> values) {
    return values.stream()
        .flatMap(value -> Grammar.scan(value).stream())
        .anyMatch(
            token -> token.is("(") || token.text().toLowerCase(Locale.ROOT).startsWith("current"));
  }

  private List<String> values(List<Token> tokens, int open) {
    return list(tokens, open).stream().map(item -> text(bound, item)).toList();
  }

  /// What stands between the parenthesis and its end, apart from one comma to the next.
  private static List<List<Token>> list(List<Token> tokens, int open) {
    List<List<Token>> items = new ArrayList<>();
    List<Token> item = new ArrayList<>();
    int depth = 0;
    for (Token token : tokens.subList(open, tokens.size())) {
      if (token.is("(") && depth++ == 0) {
        continue;
      }
      if (token.is(")") && --depth == 0) {
        break;
      }
      if (token.is(",") && depth == 1) {
        items.add(item);
        item = new ArrayList<>();
      } else {
        item.add(token);
      }
    }
    items.add(item);
    return items;
  }

  private static int indexOf(List<Token> tokens, String word) {
    return IntStream.range(0, tokens.size())
        .filter(i -> tokens.get(i).is(word))
        .findFirst()
        .orElse(-1);
  }

  private static String text(String whole, List<Token> tokens) {
    return whole.substring(tokens.getFirst().range().start(), tokens.getLast().range().end());
  }

  static List<Token> scan(String text) {
    return Grammar.scan(text).stream().filter(one -> one.kind() != Token.Kind.COMMENT).toList();
  }
}
