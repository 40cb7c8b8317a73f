package dev.theseus.grammar;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// One SQL expression with its parse tree. Changes are made at the places that the tree names; the
/// result is parsed again and must be the tree that the change means, else nothing is changed and
/// [RewriteException] is thrown.
///
/// **Sub-selects.** A reference qualified by a table of a sub-select inside the expression belongs
/// to that sub-select: it is neither listed nor changed. An unqualified reference inside a
/// sub-select cannot be told apart from one to the outer table, so it is listed and changed; ask
/// [#hasSubquery] where that matters.
public final class ParsedExpression {

  private static final String SELECT = "SELECT ";
  private static final Set<String> FIELDS_OF_A_PLAIN_SELECT =
      Set.of("targetList", "limitOption", "op");

  private final String text;
  private final Node tree;

  private ParsedExpression(String text, Node tree) {
    this.text = text;
    this.tree = tree;
  }

  static ParsedExpression parse(String text) {
    ScriptParser.requireReadable(text);
    List<Token> tokens =
        Scanner.scan(text).stream().filter(t -> t.kind() != Token.Kind.COMMENT).toList();
    if (tokens.isEmpty()) {
      throw new SqlSyntaxException("expected an expression, found nothing", text, text.length());
    }
    for (Token token : tokens) {
      if (token.is(";")) {
        throw notOne(text, token);
      }
    }
    if (tokens.getFirst().is("all") || tokens.getFirst().is("distinct")) {
      throw notOne(text, tokens.getFirst());
    }
    Statement select;
    try {
      select = Grammar.statement(SELECT + text);
    } catch (SqlSyntaxException e) {
      throw new SqlSyntaxException(
          e.problem(), text, Math.clamp((long) e.offset() - SELECT.length(), 0, text.length()));
    }
    List<Node> targets = select.tree().list("targetList");
    boolean plain =
        select.tree().is("SelectStmt")
            && FIELDS_OF_A_PLAIN_SELECT.containsAll(select.tree().fields())
            && targets.size() == 1
            && targets.getFirst().text("name").isEmpty();
    Node value = plain ? targets.getFirst().child("val") : select.tree();
    if (!plain || (value.is("ColumnRef") && ColumnPlaces.isStar(value))) {
      throw new SqlSyntaxException("expected one expression", text, 0);
    }
    return new ParsedExpression(text, value.rewrite(node -> node.movedBy(-SELECT.length())));
  }

  private static SqlSyntaxException notOne(String text, Token token) {
    return new SqlSyntaxException(
        "expected one expression, found \"" + token.text() + "\"", text, token.range().start());
  }

  /// The expression as written.
  public String text() {
    return text;
  }

  /// The tree; places count in [#text].
  public Node tree() {
    return tree;
  }

  /// The text as a part for statements.
  public Expression expression() {
    return Expression.of(text);
  }

  /// The columns that are read, without their qualifiers.
  public Set<Identifier> columns() {
    Set<Identifier> columns = new TreeSet<>();
    for (Node reference : ColumnPlaces.outer(tree)) {
      columns.add(ColumnPlaces.column(reference));
    }
    return columns;
  }

  /// Whether it holds a sub-select.
  public boolean hasSubquery() {
    return !tree.all("SubLink").isEmpty();
  }

  /// Whether it calls an aggregate or a window function, as far as syntax and PostgreSQL's built-in
  /// names tell; a user-defined aggregate looks like any function.
  public boolean hasAggregateOrWindow() {
    return FunctionCalls.hasAggregateOrWindow(tree);
  }

  /// The functions it calls, as `name` or `schema.name`. `pg_catalog.` is left out; functions with
  /// syntax of their own (`CURRENT_TIMESTAMP`, `EXTRACT`) count under their lower-case name.
  /// Operators are not listed.
  public Set<String> functionNames() {
    return FunctionCalls.names(tree);
  }

  /// The expression with columns renamed; names that are not in the map stay.
  ///
  /// @throws RewriteException if the result cannot be proven
  public ParsedExpression renameColumns(Map<Identifier, Identifier> names) {
    return change(
        (reference, edits) -> ColumnPlaces.rename(text, reference, names, edits),
        node -> ColumnPlaces.renamed(node, names));
  }

  /// The expression with `table.column` and `schema.table.column` turned into `column`.
  ///
  /// @throws RewriteException if the result cannot be proven
  public ParsedExpression unqualifyColumns(Identifier table) {
    return change(
        (reference, edits) -> {
          if (ColumnPlaces.isQualifiedBy(reference, table)) {
            List<Token> names = ColumnPlaces.names(text, reference);
            int start = names.getFirst().range().start();
            edits.replace(new SourceRange(start, names.getLast().range().start()), "");
          }
        },
        node ->
            ColumnPlaces.isQualifiedBy(node, table)
                ? node.with("fields", List.of(node.list("fields").getLast()))
                : node);
  }

  /// The expression with columns replaced by other expressions, which are put in parentheses.
  ///
  /// @throws RewriteException if the result cannot be proven
  public ParsedExpression replaceColumns(Map<Identifier, ParsedExpression> replacements) {
    return change(
        (reference, edits) -> {
          ParsedExpression by = replacements.get(ColumnPlaces.column(reference));
          if (by != null) {
            List<Token> names = ColumnPlaces.names(text, reference);
            int start = names.getFirst().range().start();
            edits.replace(
                new SourceRange(start, names.getLast().range().end()),
                "(" + by.expression().rendered() + ")");
          }
        },
        node -> {
          ParsedExpression by = replacements.get(ColumnPlaces.column(node));
          return by == null ? node : by.tree;
        });
  }

  private interface Edit {
    void at(Node reference, Edits edits);
  }

  private ParsedExpression change(Edit edit, Function<Node, Node> meaning) {
    Edits edits = new Edits();
    Set<Integer> places = new TreeSet<>();
    for (Node reference : ColumnPlaces.outer(tree)) {
      edit.at(reference, edits);
      places.add(reference.location());
    }
    if (edits.isEmpty()) {
      return this;
    }
    String changed = edits.apply(text);
    Node expected =
        tree.rewrite(
            node ->
                node.is("ColumnRef") && places.contains(node.location())
                    ? meaning.apply(node)
                    : node);
    ParsedExpression result;
    try {
      result = parse(changed);
    } catch (SqlSyntaxException e) {
      throw new RewriteException(
          "\"%s\" became \"%s\", which PostgreSQL rejects: %s"
              .formatted(text, changed, e.getMessage()));
    }
    if (!BooleanChains.flat(result.tree).sameAs(BooleanChains.flat(expected))) {
      throw new RewriteException(
          "\"%s\" became \"%s\", which means something else; write it without the shared names"
              .formatted(text, changed));
    }
    return result;
  }

  @Override
  public String toString() {
    return text;
  }
}
