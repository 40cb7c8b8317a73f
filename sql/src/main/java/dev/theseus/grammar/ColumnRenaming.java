package dev.theseus.grammar;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Renames the columns of one table in one statement. Columns in expressions have a place in the
/// tree; columns in lists (`(a, b)` of a key) are plain strings there, so their list is looked for
/// in the tokens behind the place of what it belongs to.
final class ColumnRenaming {

  private final Statement statement;
  private final QualifiedName table;
  private final Map<Identifier, Identifier> names;
  private final List<Token> tokens;
  private final Edits edits = new Edits();

  /// Places of the column references that are renamed.
  private final Set<Integer> references = new HashSet<>();

  ColumnRenaming(Statement statement, QualifiedName table, Map<Identifier, Identifier> names) {
    this.statement = statement;
    this.table = table;
    this.names = Map.copyOf(names);
    tokens = StatementRewrite.tokens(statement.text());
  }

  private Node tree() {
    return statement.tree();
  }

  private RewriteException problem(String why) {
    return new RewriteException(
        "columns of %s cannot be renamed in \"%s\": %s".formatted(table, statement.text(), why));
  }

  private void requireTable(Node relation) {
    if (!StatementRewrite.isRelation(relation, table)) {
      throw problem("it is about " + relation.text("relname"));
    }
  }

  Statement index() {
    requireTable(tree().child("relation"));
    int place = tree().child("relation").location();
    place = elements(tree().list("indexParams"), place);
    elements(tree().list("indexIncludingParams"), place);
    tree().list("indexParams").forEach(this::expressions);
    tree().find("whereClause").ifPresent(this::expressions);
    return StatementRewrite.proven(
        statement,
        edits,
        node -> node.is("IndexElem") ? renamedText(node, "name") : renamedReference(node));
  }

  Statement statistics() {
    requireTable(tree().list("relations").getFirst());
    for (Node element : tree().list("exprs")) {
      expressions(element);
    }
    List<String> plain = tree().list("exprs").stream().map(node -> node.text("name")).toList();
    // They stand without parentheses behind ON, so each is the first token of its part.
    int on = indexOf("on", 0);
    int from = indexOf("from", on);
    renameParts(parts(on + 1, from), plain);
    return StatementRewrite.proven(
        statement,
        edits,
        node -> node.is("StatsElem") ? renamedText(node, "name") : renamedReference(node));
  }

  Statement constraints() {
    boolean own = StatementRewrite.isRelation(tree().child("relation"), table);
    boolean touched = own;
    for (Node command : tree().list("cmds")) {
      Optional<Node> constraint =
          command.find("def").filter(definition -> definition.is("Constraint"));
      if (constraint.isEmpty()) {
        throw problem("only ADD CONSTRAINT is supported");
      }
      touched |= constraint(constraint.orElseThrow(), own);
    }
    if (!touched) {
      throw problem("it is about " + tree().child("relation").text("relname"));
    }
    return StatementRewrite.proven(statement, edits, node -> renamedConstraint(node, own));
  }

  /// @return whether it references the table
  private boolean constraint(Node constraint, boolean own) {
    boolean referencing = constraint.find("pktable").filter(this::isTable).isPresent();
    int place = constraint.location();
    if (own) {
      constraint.find("raw_expr").ifPresent(this::expressions);
      constraint.find("where_clause").ifPresent(this::expressions);
      for (String list : List.of("keys", "including", "fk_attrs")) {
        place = list(constraint.strings(list), place);
      }
      List<Node> exclusions =
          constraint.list("exclusions").stream()
              .map(pair -> pair.list("items").getFirst())
              .toList();
      elements(exclusions, place);
      exclusions.forEach(this::expressions);
    }
    if (referencing) {
      list(constraint.strings("pk_attrs"), constraint.child("pktable").location());
    }
    List<String> reset = constraint.strings("fk_del_set_cols");
    if (own && !reset.isEmpty()) {
      int set = indexOf("set", tokenAt(constraint.child("pktable").location()));
      list(reset, tokens.get(set).range().start());
    }
    return referencing;
  }

  private boolean isTable(Node relation) {
    return StatementRewrite.isRelation(relation, table);
  }

  private Node renamedConstraint(Node node, boolean own) {
    Node result = renamedReference(node);
    if (own && node.is("IndexElem")) {
      return renamedText(node, "name");
    }
    if (!node.is("Constraint")) {
      return result;
    }
    if (own) {
      for (String list : List.of("keys", "including", "fk_attrs", "fk_del_set_cols")) {
        result = renamedList(result, list);
      }
    }
    return node.find("pktable").filter(this::isTable).isPresent()
        ? renamedList(result, "pk_attrs")
        : result;
  }

  /// @param field where the query is
  Statement view(String field) {
    Node query = tree().child(field);
    List<Node> from = query.list("fromClause");
    boolean simple =
        query.is("SelectStmt")
            && from.size() == 1
            && from.getFirst().is("RangeVar")
            && isTable(from.getFirst())
            && query.all("SelectStmt").size() == 1;
    if (!simple) {
      throw problem("only a view of this table alone is supported");
    }
    boolean star = query.all("ColumnRef").stream().anyMatch(ColumnPlaces::isStar);
    if (star) {
      throw problem("its * does not say which columns are meant; list them");
    }
    expressions(query);
    Set<Integer> named = new HashSet<>();
    for (Node target : query.list("targetList")) {
      Node value = target.child("val");
      if (target.text("name").isEmpty()
          && value.is("ColumnRef")
          && references.contains(value.location())) {
        // The view's own column keeps its name.
        Token last = ColumnPlaces.names(statement.text(), value).getLast();
        Identifier old = ColumnPlaces.column(value);
        Identifier renamed = names.getOrDefault(old, old);
        edits.replace(last.range(), renamed.quoted() + " AS " + old.quoted());
        named.add(value.location());
      }
    }
    return StatementRewrite.proven(statement, edits, node -> renamedInView(node, named));
  }

  private Node renamedInView(Node node, Set<Integer> named) {
    if (node.is("ResTarget")) {
      Optional<Node> value = node.find("val").filter(v -> named.contains(v.location()));
      if (value.isPresent()) {
        // Children come first, so the reference has its new name by now.
        Identifier now = ColumnPlaces.column(value.orElseThrow());
        return names.entrySet().stream()
            .filter(entry -> entry.getValue().equals(now))
            .findFirst()
            .map(entry -> node.with("name", entry.getKey().name()))
            .orElse(node);
      }
    }
    return renamedReference(node);
  }

  private void expressions(Node below) {
    for (Node reference : ColumnPlaces.outer(below)) {
      if (names.containsKey(ColumnPlaces.column(reference))) {
        references.add(reference.location());
        ColumnPlaces.rename(statement.text(), reference, names, edits);
      }
    }
  }

  private Node renamedReference(Node node) {
    return node.is("ColumnRef") && references.contains(node.location())
        ? ColumnPlaces.renamed(node, names)
        : node;
  }

  private Node renamedText(Node node, String field) {
    String old = node.text(field);
    return old.isEmpty() ? node : node.with(field, renamed(old));
  }

  private Node renamedList(Node node, String field) {
    List<Node> changed =
        node.list(field).stream()
            .map(item -> item.is("String") ? renamedText(item, "sval") : item)
            .toList();
    return changed.isEmpty() ? node : node.with(field, changed);
  }

  private String renamed(String column) {
    Identifier old = Identifier.of(column);
    return names.getOrDefault(old, old).name();
  }

  /// Renames in the next list behind a place; elements that are expressions are passed over.
  ///
  /// @return the place behind the list
  private int elements(List<Node> elements, int place) {
    return list(elements.stream().map(element -> element.text("name")).toList(), place);
  }

  /// @param columns the names in the list, empty for an expression
  private int list(List<String> columns, int place) {
    if (columns.isEmpty()) {
      return place;
    }
    for (int i = tokenAt(place); i < tokens.size(); i++) {
      if (tokens.get(i).is("(")) {
        int close = closing(i);
        List<Token> firsts = parts(i + 1, close);
        if (matches(firsts, columns)) {
          renameParts(firsts, columns);
          return tokens.get(close).range().end();
        }
        i = close;
      }
    }
    throw problem("its list of columns was not found");
  }

  private static boolean matches(List<Token> firsts, List<String> columns) {
    if (firsts.size() != columns.size()) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      boolean same = firsts.get(i).name().filter(name -> name.name().equals(column)).isPresent();
      if (!column.isEmpty() && !same) {
        return false;
      }
    }
    return true;
  }

  private void renameParts(List<Token> firsts, List<String> columns) {
    if (!matches(firsts, columns)) {
      throw problem("its list of columns was not found");
    }
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      Identifier to = column.isEmpty() ? null : names.get(Identifier.of(column));
      if (to != null) {
        edits.replace(firsts.get(i).range(), to.quoted());
      }
    }
  }

  /// The first token of each part between the commas of a range of tokens.
  private List<Token> parts(int start, int end) {
    List<Token> firsts = new ArrayList<>();
    boolean first = true;
    for (int i = start; i < end; i++) {
      if (first) {
        firsts.add(tokens.get(i));
      }
      first = tokens.get(i).is(",");
      if (tokens.get(i).is("(")) {
        i = closing(i);
      }
    }
    return firsts;
  }

  private int closing(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw problem("a parenthesis stays open");
  }

  private int tokenAt(int place) {
    int i = 0;
    while (i < tokens.size() && tokens.get(i).range().start() < place) {
      i++;
    }
    return i;
  }

  private int indexOf(String word, int from) {
    for (int i = from; i < tokens.size(); i++) {
      if (tokens.get(i).is(word)) {
        return i;
      }
    }
    throw problem("no " + word + " found");
  }
}
