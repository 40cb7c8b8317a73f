package dev.theseus.grammar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A statement that writes rows it finds by a condition: `UPDATE`, `DELETE` or `INSERT … SELECT`.
///
/// The statement can be made to find fewer rows. The place comes from the tree, the result is
/// parsed again, and it must be the tree with the condition added; else [RewriteException].
public final class RowStatement {
  private final Statement own;

  private RowStatement(Statement own) {
    this.own = own;
  }

  /// The statement as one that writes rows; empty if it is of another kind, or an `INSERT` of
  /// `VALUES`.
  public static Optional<RowStatement> of(Statement statement) {
    Node tree = statement.tree();
    boolean writes =
        switch (tree.kind()) {
          case "UpdateStmt", "DeleteStmt" -> true;
          case "InsertStmt" ->
              tree.find("selectStmt").map(s -> s.list("valuesLists").isEmpty()).orElse(false);
          default -> false;
        };
    return writes
        ? Optional.of(new RowStatement(StatementRewrite.local(statement)))
        : Optional.empty();
  }

  /// Its tree; places count in its own text.
  public Node tree() {
    return own.tree();
  }

  /// Whether its `SELECT` itself (not a sub-select) calls an aggregate or a window function, as far
  /// as syntax and PostgreSQL's built-in names tell.
  public boolean aggregates() {
    boolean[] found = {false};
    own.tree()
        .find("selectStmt")
        .ifPresent(
            select ->
                select
                    .list("targetList")
                    .forEach(
                        target ->
                            target.walkWhile(
                                node -> {
                                  found[0] |= FunctionCalls.aggregatesItself(node);
                                  return !node.is("SubLink");
                                })));
    return found[0];
  }

  /// The statement for those of its rows only that meet the condition too.
  ///
  /// @param condition over the columns the statement's own condition may read
  /// @throws RewriteException if the result cannot be proven
  public Statement onlyWhere(ParsedExpression condition) {
    List<Token> tokens = StatementRewrite.tokens(own.text());
    int end = endOfCondition(tokens);
    String added = "(" + condition.expression().rendered() + ")";
    Edits edits = new Edits();
    Optional<Node> before = selecting().find("whereClause");
    if (before.isPresent()) {
      int where = first(tokens, 0, token -> token.is("where"));
      if (where < 0 || where + 1 >= end) {
        throw new RewriteException("the condition has no place in: " + own.text());
      }
      edits.insert(tokens.get(where + 1).range().start(), "(");
      edits.insert(tokens.get(end - 1).range().end(), ") AND " + added);
    } else {
      edits.insert(tokens.get(end - 1).range().end(), " WHERE " + added);
    }
    return proven(edits, before, condition.tree());
  }

  /// The node whose `whereClause` finds the rows.
  private Node selecting() {
    return own.tree().is("InsertStmt") ? own.tree().child("selectStmt") : own.tree();
  }

  /// The number of the token behind the statement's condition.
  private int endOfCondition(List<Token> tokens) {
    if (!own.tree().is("InsertStmt")) {
      return tokens.size();
    }
    for (int i = 0; ; i++) {
      i = first(tokens, i, token -> token.is("on"));
      if (i < 0) {
        return tokens.size();
      }
      if (i + 1 < tokens.size() && tokens.get(i + 1).is("conflict")) {
        return i;
      }
    }
  }

  /// The number of the first such token outside of parentheses; -1 if there is none.
  private static int first(List<Token> tokens, int from, Predicate<Token> wanted) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if (token.is(")") || token.is("]")) {
        depth--;
      } else if (i >= from && depth == 0 && wanted.test(token)) {
        return i;
      }
    }
    return -1;
  }

  private Statement proven(Edits edits, Optional<Node> before, Node condition) {
    String text = edits.apply(own.text());
    Statement result;
    try {
      result = Grammar.statement(text);
    } catch (SqlSyntaxException e) {
      throw new RewriteException(
          "\"%s\" became \"%s\", which PostgreSQL rejects: %s"
              .formatted(own.text(), text, e.getMessage()));
    }
    Node wanted = before.map(one -> and(one, condition)).orElse(condition);
    Node expected =
        own.tree().is("InsertStmt")
            ? own.tree().with("selectStmt", selecting().with("whereClause", wanted))
            : own.tree().with("whereClause", wanted);
    if (!BooleanChains.flat(result.tree()).sameAs(BooleanChains.flat(expected))) {
      throw new RewriteException(
          "\"%s\" became \"%s\", which means something else".formatted(own.text(), text));
    }
    return result;
  }

  private static Node and(Node one, Node other) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("boolop", "AND_EXPR");
    fields.put("args", List.of(one, other));
    fields.put("location", 0L);
    return new Node("BoolExpr", fields);
  }
}
