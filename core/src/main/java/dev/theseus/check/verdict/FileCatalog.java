package dev.theseus.check.verdict;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.effect.UserFunction;
import dev.theseus.check.effect.UserType;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Token;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the files themselves tell of the database, without a server: the tables they create, with
/// columns, constraints and indexes. A table that a statement changes in a way not followed here is
/// forgotten, and judged by the statement alone from then on. Not thread-safe.
final class FileCatalog implements CatalogSource, CatalogView {
  private final Map<QualifiedName, TableMemory> tables = new HashMap<>();
  private final Map<QualifiedName, QualifiedName> indexes = new HashMap<>();

  @Override
  public CatalogView view() {
    return this;
  }

  /// Only what the files made is known.
  @Override
  public boolean known() {
    return false;
  }

  @Override
  public Optional<Relation> relation(QualifiedName name) {
    TableMemory table = tables.get(name);
    if (table != null) {
      return Optional.of(table.relation(referencing(name)));
    }
    return Optional.ofNullable(indexes.get(name))
        .flatMap(on -> Optional.ofNullable(tables.get(on)))
        .map(on -> on.asIndex(name));
  }

  private List<Relation.ForeignKey> referencing(QualifiedName name) {
    return tables.values().stream().flatMap(table -> table.pointingAt(name)).toList();
  }

  @Override
  public Optional<UserType> type(QualifiedName name) {
    return Optional.empty();
  }

  @Override
  public Optional<UserFunction> function(String name) {
    return Optional.empty();
  }

  @Override
  public String judged(CheckedFile file, CheckedStatement statement) {
    Node tree = statement.statement().tree();
    switch (tree.kind()) {
      case "CreateStmt" -> create(tree, statement);
      case "AlterTableStmt" -> alter(tree, statement);
      case "IndexStmt" -> index(tree);
      case "DropStmt" -> drop(tree);
      case "RenameStmt", "AlterObjectSchemaStmt" -> tree.find("relation").ifPresent(this::forget);
      case "DoStmt" -> {
        tables.clear();
        indexes.clear();
      }
      default -> {}
    }
    return "";
  }

  private QualifiedName name(Node rangeVar) {
    return resolve(rangeVar.text("schemaname"), rangeVar.text("relname"));
  }

  private void forget(Node rangeVar) {
    forget(name(rangeVar));
  }

  private void forget(QualifiedName name) {
    tables.remove(name);
    indexes.values().removeIf(name::equals);
  }

  private void create(Node tree, CheckedStatement statement) {
    QualifiedName name = name(tree.child("relation"));
    boolean followed =
        tree.list("inhRelations").isEmpty()
            && tree.find("partspec").isEmpty()
            && tree.find("ofTypename").isEmpty()
            && tree.list("tableElts").stream().noneMatch(part -> part.is("TableLikeClause"));
    tree.list("inhRelations").forEach(this::forget);
    if (!followed || (tree.flag("if_not_exists") && tables.containsKey(name))) {
      return;
    }
    TableMemory table = new TableMemory(name, this);
    tables.put(name, table);
    boolean understood =
        tree.list("tableElts").stream()
            .allMatch(
                part ->
                    part.is("ColumnDef")
                        ? table.addColumn(part, new Source(statement))
                        : part.is("Constraint")
                            && table.addConstraint(part, new Source(statement)));
    if (!understood) {
      forget(name);
    }
  }

  private void alter(Node tree, CheckedStatement statement) {
    QualifiedName name = name(tree.child("relation"));
    TableMemory table = tables.get(name);
    if (table == null) {
      return;
    }
    for (Node command : tree.list("cmds")) {
      if (!table.alter(command, new Source(statement))) {
        forget(name);
        return;
      }
    }
  }

  private void index(Node tree) {
    QualifiedName on = name(tree.child("relation"));
    TableMemory table = tables.get(on);
    if (table != null) {
      indexes.put(table.addIndex(tree), on);
    }
  }

  private void drop(Node tree) {
    for (Node object : tree.list("objects")) {
      List<String> parts = object.strings("items");
      if (parts.isEmpty()) {
        continue;
      }
      QualifiedName name =
          resolve(parts.size() < 2 ? "" : parts.get(parts.size() - 2), parts.getLast());
      QualifiedName on = indexes.remove(name);
      if (on != null) {
        Optional.ofNullable(tables.get(on)).ifPresent(table -> table.dropIndex(name));
      } else {
        forget(name);
      }
    }
  }

  /// The statement that an expression is cut from.
  record Source(CheckedStatement statement) {

    /// The text inside the parentheses that follow a place.
    String inParentheses(int from) {
      String sql = statement.statement().text();
      int start = from - statement.statement().range().start();
      int depth = 0;
      int open = -1;
      for (Token token : Grammar.scan(sql)) {
        if (token.range().start() < start) {
          continue;
        }
        if (token.is("(") && depth++ == 0) {
          open = token.range().end();
        } else if (token.is(")") && --depth == 0) {
          return sql.substring(open, token.range().start());
        }
      }
      return "";
    }
  }
}
