package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import dev.theseus.sql.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options of one pgroll operation, or of a part of one. An option that is not known is refused
/// when the options are opened; one that is empty counts as not written, as pgroll counts it.
record PgrollOptions(Document.Mapping mapping, DocumentPlace place) {

  /// @param known every option that may stand here
  static PgrollOptions open(Document value, DocumentPlace place, List<String> known) {
    Document.Mapping mapping = place.mapping(value);
    for (Map.Entry<String, Document.Entry> entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw place
            .key(entry.getKey())
            .problem(
                entry.getValue().key(),
                "is no option of pgroll's",
                "use one of: " + String.join(", ", known));
      }
    }
    return new PgrollOptions(mapping, place);
  }

  /// The value as written; empty when the key is missing, `null` or an empty text.
  Optional<Document> find(String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .map(Document.Entry::value)
        .filter(value -> !isNull(value))
        .filter(value -> !(value instanceof Document.Scalar text && text.text().isBlank()));
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  /// Whether the key is there with `null`, which takes something away.
  boolean isCleared(String key) {
    Document.Entry entry = mapping.entries().get(key);
    return entry != null && isNull(entry.value());
  }

  private static boolean isNull(Document value) {
    return value instanceof Document.Scalar scalar && scalar.kind() == Document.Scalar.Kind.NULL;
  }

  private Document required(String key) {
    return find(key)
        .orElseThrow(() -> place.problem(mapping.spot(), "has no " + key, "add the option " + key));
  }

  /// A problem with one option, placed at it, or at the whole when it is not there.
  InvalidMigration problem(String key, String what, String fix) {
    Document.Entry entry = mapping.entries().get(key);
    return entry == null
        ? place.problem(mapping.spot(), what, fix)
        : place.key(key).problem(entry.key(), what, fix);
  }

  Identifier name(String key) {
    return place.key(key).text(required(key), Identifier::of);
  }

  List<Identifier> names(String key) {
    return find(key).map(value -> items(key, value)).orElse(List.of());
  }

  private List<Identifier> items(String key, Document value) {
    DocumentPlace list = place.key(key);
    List<Identifier> names = new ArrayList<>();
    for (Document item : list.sequence(value).items()) {
      names.add(list.item(names.size()).text(item, Identifier::of));
    }
    return names;
  }

  List<Identifier> requiredNames(String key) {
    List<Identifier> names = names(key);
    if (names.isEmpty()) {
      throw problem(key, "names no column", "list the columns");
    }
    return names;
  }

  Optional<String> text(String key) {
    return find(key).map(value -> place.key(key).text(value));
  }

  /// One of these words, in any case, as it is written in SQL.
  Optional<Sql> word(String key, List<String> words) {
    Optional<String> written = text(key);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        words.stream()
            .filter(word -> word.equalsIgnoreCase(written.get().strip()))
            .findFirst()
            .map(Sql::verbatim)
            .orElseThrow(
                () ->
                    problem(
                        key,
                        "is \"" + written.get() + "\"",
                        "use one of: " + String.join(", ", words))));
  }

  boolean flag(String key) {
    return find(key).map(value -> place.key(key).flag(value)).orElse(false);
  }

  Optional<Expression> expression(String key) {
    return find(key).map(value -> expression(place.key(key), value));
  }

  Expression requiredExpression(String key) {
    return expression(place.key(key), required(key));
  }

  /// An expression; a number or a boolean without quotes is one too.
  static Expression expression(DocumentPlace place, Document value) {
    boolean constant =
        value instanceof Document.Scalar scalar
            && (scalar.kind() == Document.Scalar.Kind.NUMBER
                || scalar.kind() == Document.Scalar.Kind.BOOLEAN);
    return constant
        ? Expression.of(((Document.Scalar) value).text())
        : place.text(value, SqlFragments::expression);
  }

  TypeName type(String key) {
    return place.key(key).text(required(key), text -> SqlFragments.type(text).sql());
  }

  /// A piece of SQL that is no expression.
  ///
  /// @param frame a statement with `{piece}` that says where such a piece may stand
  Optional<Sql> piece(String key, String frame) {
    return find(key).map(value -> place.key(key).text(value, text -> checked(frame, text)));
  }

  static Sql checked(String frame, String text) {
    Sql piece = Sql.verbatim(text.strip());
    try {
      Grammar.statement(Sql.of(frame, Map.of("piece", piece)).text());
    } catch (SqlSyntaxException e) {
      throw new IllegalArgumentException(e.problem() + " in \"" + text.strip() + "\"", e);
    }
    return piece;
  }

  Optional<PgrollOptions> part(String key, List<String> known) {
    return find(key).map(value -> open(value, place.key(key), known));
  }

  PgrollOptions requiredPart(String key, List<String> known) {
    return open(required(key), place.key(key), known);
  }

  List<PgrollOptions> parts(String key, List<String> known) {
    Optional<Document> value = find(key);
    if (value.isEmpty()) {
      return List.of();
    }
    DocumentPlace list = place.key(key);
    List<PgrollOptions> parts = new ArrayList<>();
    for (Document item : list.sequence(value.get()).items()) {
      parts.add(open(item, list.item(parts.size()), known));
    }
    return parts;
  }

  /// Expressions by the name of a column.
  Map<Identifier, PgrollDraft.Written> byColumn(String key) {
    Map<Identifier, PgrollDraft.Written> written = new LinkedHashMap<>();
    Optional<Document> value = find(key);
    if (value.isEmpty()) {
      return written;
    }
    DocumentPlace at = place.key(key);
    at.mapping(value.get())
        .entries()
        .forEach(
            (column, entry) -> {
              DocumentPlace here = at.key(column);
              Document.Scalar name =
                  new Document.Scalar(Document.Scalar.Kind.TEXT, column, entry.key());
              written.put(
                  here.text(name, Identifier::of),
                  new PgrollDraft.Written(expression(here, entry.value()), entry.key()));
            });
    return written;
  }

  Optional<PgrollDraft.Written> written(String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .filter(entry -> has(key))
        .map(
            entry ->
                new PgrollDraft.Written(expression(place.key(key), entry.value()), entry.key()));
  }
}
