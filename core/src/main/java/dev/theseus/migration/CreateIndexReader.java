package dev.theseus.migration;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Script;
import dev.theseus.operation.CreateIndex;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `CREATE INDEX`. The statement is kept with its name filled in, the table's schema written out,
/// and without CONCURRENTLY and IF NOT EXISTS; the result is parsed again and compared.
final class CreateIndexReader {
  private CreateIndexReader() {}

  static boolean read(StatementContext context) {
    Node tree = context.tree();
    QualifiedName table = context.relation(tree.child("relation"));
    Identifier name;
    if (tree.text("idxname").isEmpty()) {
      name = context.names().index(table, ChosenNames.indexColumns(ColumnNames.ofIndex(tree)));
    } else {
      name = Identifier.of(tree.text("idxname"));
      context.names().takeRelation(table.withName(name));
    }
    context.add(
        new CreateIndex(
            table,
            name,
            tree.flag("unique"),
            tree.flag("if_not_exists"),
            columns(tree),
            rebuilt(context, table, name)));
    return true;
  }

  private static List<Identifier> columns(Node tree) {
    Set<Identifier> columns = new LinkedHashSet<>();
    for (String field : List.of("indexParams", "indexIncludingParams")) {
      for (Node element : tree.list(field)) {
        if (element.text("name").isEmpty()) {
          columns.addAll(ColumnNames.readBy(element));
        } else {
          columns.add(Identifier.of(element.text("name")));
        }
      }
    }
    tree.find("whereClause").map(ColumnNames::readBy).ifPresent(columns::addAll);
    return List.copyOf(columns);
  }

  private static Sql rebuilt(StatementContext context, QualifiedName table, Identifier name) {
    Node tree = context.tree();
    TokenRun all = TokenRun.of(context.statement());
    int on = all.indexOf("ON");
    int index = all.indexOf("INDEX");
    int relation = all.size() - all.startingAt(tree.child("relation").location()).size();
    int end = relation + (all.is(relation + 1, ".") ? 3 : 1);
    // CREATE [UNIQUE] INDEX | name | ON [ONLY] | table | the rest as written
    List<String> parts = new ArrayList<>();
    parts.add(all.until(index + 1).joined());
    parts.add(name.quoted());
    parts.add(all.between(on, relation).joined());
    parts.add(table.quoted());
    String rest = all.from(end).written();
    Sql sql = Sql.verbatim(String.join(" ", parts) + (all.is(end, "(") ? rest : " " + rest));
    prove(sql, tree, context);
    return sql;
  }

  private static void prove(Sql sql, Node tree, StatementContext context) {
    Script script = Grammar.parse(sql.text());
    Node rebuilt = script.statements().get(0).tree();
    boolean same =
        script.statements().size() == 1
            && context
                .relation(rebuilt.child("relation"))
                .equals(context.relation(tree.child("relation")))
            && rebuilt.flag("unique") == tree.flag("unique")
            && rebuilt.flag("nulls_not_distinct") == tree.flag("nulls_not_distinct")
            && !rebuilt.flag("concurrent")
            && !rebuilt.flag("if_not_exists")
            && rebuilt.text("accessMethod").equals(tree.text("accessMethod"))
            && rebuilt.text("tableSpace").equals(tree.text("tableSpace"))
            && rebuilt.child("relation").flag("inh") == tree.child("relation").flag("inh");
    for (String field : List.of("indexParams", "indexIncludingParams", "options")) {
      same = same && sameNodes(rebuilt.list(field), tree.list(field));
    }
    same =
        same
            && sameNodes(
                rebuilt.find("whereClause").stream().toList(),
                tree.find("whereClause").stream().toList());
    if (!same) {
      throw new IllegalStateException("rebuilt another index than was written: " + sql);
    }
  }

  private static boolean sameNodes(List<Node> one, List<Node> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).sameAs(other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
