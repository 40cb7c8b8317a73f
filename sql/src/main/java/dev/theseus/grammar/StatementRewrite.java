package dev.theseus.grammar;

import dev.theseus.grammar.Token.Kind;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Changes the names in a statement. As with expressions, the places come from the parse tree, the
/// result is parsed again, and it must be the tree that the change means; else [RewriteException].
///
/// The result is a statement of its own: its range and places count in its own text.
public final class StatementRewrite {

  private StatementRewrite() {}

  /// The statement with columns of a table renamed. Works for `CREATE INDEX`, `ALTER TABLE … ADD
  /// CONSTRAINT` (also a foreign key of another table that references this one), `CREATE
  /// STATISTICS`, and `CREATE VIEW` and materialized views that select from this table alone, whose
  /// own columns keep their names.
  ///
  /// An unqualified table name in the statement is taken to be the table.
  ///
  /// @throws RewriteException if it is another kind of statement, is about another table, or if the
  ///   result cannot be proven
  public static Statement renameColumns(
      Statement statement, QualifiedName table, Map<Identifier, Identifier> names) {
    ColumnRenaming renaming = new ColumnRenaming(local(statement), table, names);
    return switch (statement.tree().kind()) {
      case "IndexStmt" -> renaming.index();
      case "AlterTableStmt" -> renaming.constraints();
      case "CreateStatsStmt" -> renaming.statistics();
      case "ViewStmt" -> renaming.view("query");
      case "CreateTableAsStmt" -> renaming.view("query");
      default ->
          throw new RewriteException(
              "columns cannot be renamed in a %s: %s; rename them by hand"
                  .formatted(statement.tree().kind(), statement.text()));
    };
  }

  /// The statement with one table (or view, sequence, index) called by another name, also where
  /// columns are qualified by it. An unqualified name in the statement is taken to be the table.
  ///
  /// @throws RewriteException if the statement does not name it where the tree shows places, or if
  ///   the result cannot be proven
  public static Statement renameRelation(
      Statement statement, QualifiedName from, QualifiedName to) {
    Statement own = local(statement);
    Edits edits = new Edits();
    boolean aliased =
        own.tree().all("RangeVar").stream()
            .anyMatch(node -> isRelation(node, from) && node.find("alias").isPresent());
    for (Node node : own.tree().all("RangeVar")) {
      if (isRelation(node, from)) {
        List<Token> parts = ColumnPlaces.names(own.text(), node.location(), partsOf(node));
        int start = parts.getFirst().range().start();
        edits.replace(new SourceRange(start, parts.getLast().range().end()), to.quoted());
      }
    }
    for (Node node : own.tree().all("ColumnRef")) {
      if (!aliased && ColumnPlaces.isQualifiedBy(node, from.name())) {
        List<Token> parts = ColumnPlaces.names(own.text(), node);
        SourceRange range =
            new SourceRange(
                parts.getFirst().range().start(), parts.get(parts.size() - 2).range().end());
        edits.replace(range, to.name().quoted());
      }
    }
    if (edits.isEmpty()) {
      throw new RewriteException("%s is not named in: %s".formatted(from, own.text()));
    }
    return proven(own, edits, node -> renamed(node, from, to, aliased));
  }

  private static Node renamed(Node node, QualifiedName from, QualifiedName to, boolean aliased) {
    if (node.is("RangeVar") && isRelation(node, from)) {
      return node.with("schemaname", to.schema().name()).with("relname", to.name().name());
    }
    if (node.is("ColumnRef") && !aliased && ColumnPlaces.isQualifiedBy(node, from.name())) {
      List<Node> fields = node.list("fields");
      Node qualifier = fields.get(fields.size() - 2).with("sval", to.name().name());
      return node.with("fields", List.of(qualifier, fields.getLast()));
    }
    return node;
  }

  private static int partsOf(Node relation) {
    int parts = 1;
    parts += relation.text("schemaname").isEmpty() ? 0 : 1;
    return parts + (relation.text("catalogname").isEmpty() ? 0 : 1);
  }

  /// Whether the node names the relation, qualified or not.
  static boolean isRelation(Node node, QualifiedName relation) {
    String schema = node.text("schemaname");
    return node.text("relname").equals(relation.name().name())
        && (schema.isEmpty() || schema.equals(relation.schema().name()));
  }

  /// The statement with places that count in its own text.
  static Statement local(Statement statement) {
    int start = statement.range().start();
    if (start == 0) {
      return statement;
    }
    Node tree = statement.tree().rewrite(node -> node.movedBy(-start));
    return new Statement(
        statement.text(), statement.range().moved(-start), tree, statement.leadingComments());
  }

  /// Makes the edits and proves that they mean the change.
  static Statement proven(Statement statement, Edits edits, UnaryOperator<Node> meaning) {
    if (edits.isEmpty()) {
      return statement;
    }
    String text = edits.apply(statement.text());
    Statement result;
    try {
      result = Grammar.statement(text);
    } catch (SqlSyntaxException e) {
      throw new RewriteException(
          "\"%s\" became \"%s\", which PostgreSQL rejects: %s"
              .formatted(statement.text(), text, e.getMessage()));
    }
    if (!result.tree().sameAs(statement.tree().rewrite(meaning))) {
      throw new RewriteException(
          "\"%s\" became \"%s\", which means something else; change it by hand"
              .formatted(statement.text(), text));
    }
    return new Statement(result.text(), result.range(), result.tree(), statement.leadingComments());
  }

  /// Tokens without comments.
  static List<Token> tokens(String text) {
    return Scanner.scan(text).stream().filter(token -> token.kind() != Kind.COMMENT).toList();
  }
}
