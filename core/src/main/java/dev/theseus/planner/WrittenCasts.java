package dev.theseus.planner;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.ParsedExpression;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds in an expression of the author the casts that depend on settings of the session, as far as
/// the types of columns, casts and a few text functions tell.
record WrittenCasts(Map<Identifier, PgType> columns, TypeFacts facts) {
  private static final PgType TEXT = PgType.builtIn("text");

  private static final Set<String> GIVE_TEXT =
      Set.of(
          "lower",
          "upper",
          "btrim",
          "ltrim",
          "rtrim",
          "substring",
          "substr",
          "replace",
          "left",
          "right",
          "split_part",
          "regexp_replace",
          "concat",
          "concat_ws",
          "format",
          "to_char");
  private static final Set<String> WRITE_TEXT = Set.of("concat", "concat_ws", "format");
  private static final Set<String> READ_CLOCK = Set.of("to_char", "date_trunc", "extract");

  /// The settings the value of the expression depends on when it is stored as `result`.
  Set<String> settings(ParsedExpression parsed, PgType result) {
    Set<String> found = new TreeSet<>();
    parsed.tree().walk(node -> at(node, found));
    cast(type(parsed.tree()), Optional.of(result), found);
    return found;
  }

  /// Whether the expression is a column, or a cast of one to `result`, whose every value `result`
  /// holds.
  boolean widens(ParsedExpression parsed, PgType result) {
    Node tree = parsed.tree();
    boolean cast = tree.is("TypeCast");
    Node column = cast ? tree.child("arg") : tree;
    boolean asked = !cast || type(tree).filter(result::equals).isPresent();
    return asked
        && column.is("ColumnRef")
        && type(column).filter(from -> TypeChange.neverFails(from, result)).isPresent();
  }

  private void at(Node node, Set<String> found) {
    if (node.is("TypeCast")) {
      cast(type(node.child("arg")), named(node.child("typeName")), found);
    } else if (joinsText(node)) {
      cast(type(node.child("lexpr")), Optional.of(TEXT), found);
      cast(type(node.child("rexpr")), Optional.of(TEXT), found);
    } else if (node.is("FuncCall")) {
      String name = node.strings("funcname").getLast();
      List<Node> arguments = node.list("args");
      if (WRITE_TEXT.contains(name)) {
        arguments.forEach(one -> cast(type(one), Optional.of(TEXT), found));
      }
      boolean zoneGiven = name.equals("date_trunc") && arguments.size() > 2;
      if (READ_CLOCK.contains(name)
          && !zoneGiven
          && arguments.stream()
              .anyMatch(one -> type(one).filter(t -> t.is("timestamptz")).isPresent())) {
        found.add("TimeZone");
      }
    }
  }

  private void cast(Optional<PgType> from, Optional<PgType> to, Set<String> found) {
    if (from.isPresent() && to.isPresent()) {
      SessionCasts.settings(from.get(), to.get(), facts).ifPresent(found::add);
    }
  }

  private boolean joinsText(Node node) {
    return node.is("A_Expr")
        && node.strings("name").equals(List.of("||"))
        && node.find("lexpr").isPresent()
        && (text(node.child("lexpr")) || text(node.child("rexpr")));
  }

  private boolean text(Node node) {
    boolean constant = node.is("A_Const") && node.find("sval").isPresent();
    return constant || type(node).filter(TEXT::equals).isPresent();
  }

  private Optional<PgType> type(Node node) {
    return switch (node.kind()) {
      case "ColumnRef" -> {
        List<String> names = node.strings("fields");
        yield names.isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(columns.get(Identifier.of(names.getLast())))
                .map(PgType::withoutModifiers);
      }
      case "TypeCast" -> named(node.child("typeName"));
      case "FuncCall" ->
          GIVE_TEXT.contains(node.strings("funcname").getLast())
              ? Optional.of(TEXT)
              : Optional.empty();
      case "A_Expr" -> joinsText(node) ? Optional.of(TEXT) : Optional.empty();
      case "CoalesceExpr" ->
          node.list("args").stream().map(this::type).flatMap(Optional::stream).findFirst();
      default -> Optional.empty();
    };
  }

  private static Optional<PgType> named(Node type) {
    List<String> names = type.strings("names");
    boolean array = !type.list("arrayBounds").isEmpty();
    try {
      String text =
          String.join(".", names.stream().map(Identifier::of).map(Identifier::quoted).toList());
      return Optional.of(PgTypes.of(text + (array ? "[]" : "")).withoutModifiers());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
