package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.SetComment;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a comment is on, where that is an index or a constraint of a table.
record Commented(Optional<Identifier> name) {
  private static final Map<String, String> OF_TABLES =
      Map.of(
          "OBJECT_TABCONSTRAINT", "CONSTRAINT",
          "OBJECT_TRIGGER", "TRIGGER",
          "OBJECT_POLICY", "POLICY",
          "OBJECT_RULE", "RULE");
  private static final Set<String> PARTS = Set.of("OBJECT_INDEX", "OBJECT_TABCONSTRAINT");

  Commented(SetComment comment) {
    this(part(Grammar.statement(comment.statement().text()).tree()));
  }

  private static Optional<Identifier> part(Node tree) {
    List<String> names =
        PARTS.contains(tree.text("objtype")) ? tree.child("object").strings("items") : List.of();
    return names.isEmpty() ? Optional.empty() : Optional.of(Identifier.of(names.getLast()));
  }

  /// Whether the release makes it, or gives it this name, before: at contract it is there.
  boolean isMade(List<Pending> all, Pending comment) {
    return name.filter(one -> maker(all, comment, one).isPresent()).isPresent();
  }

  /// What the release makes, or gives, that name with before a comment.
  static Optional<Pending> maker(List<Pending> all, Pending comment, Identifier name) {
    return all.subList(0, all.indexOf(comment)).stream()
        .filter(one -> one.table().filter(TableDraft::created).isEmpty())
        .filter(one -> made(one.source().operation()).equals(Optional.of(name)))
        .reduce((first, last) -> last);
  }

  /// The comment under the names that table and column have in the end.
  static Sql atContract(Pending pending, SetComment comment) {
    TableDraft draft = pending.draft();
    Node tree = Grammar.statement(comment.statement().text()).tree();
    String type = tree.text("objtype");
    Map<String, SqlPart> parts = new HashMap<>();
    parts.put("table", draft.name());
    parts.put("text", comment.text().map(Literal::of).orElse(Literal.ofNull()));
    if (type.equals("OBJECT_TABLE")) {
      return Sql.of("COMMENT ON TABLE {table} IS {text}", parts);
    }
    if (type.equals("OBJECT_COLUMN")) {
      ColumnDraft column = pending.columns().get(comment.column().orElseThrow());
      parts.put("column", Objects.requireNonNull(column).name());
      return Sql.of("COMMENT ON COLUMN {table}.{column} IS {text}", parts);
    }
    if (!OF_TABLES.containsKey(type)) {
      return comment.statement();
    }
    parts.put("kind", Sql.verbatim(OF_TABLES.get(type)));
    parts.put("name", Identifier.of(tree.child("object").strings("items").getLast()));
    return Sql.of("COMMENT ON {kind} {name} ON {table} IS {text}", parts);
  }

  /// The index or constraint that an operation makes, or gives a name.
  static Optional<Identifier> made(Operation operation) {
    if (operation instanceof CreateIndex create) {
      return Optional.of(create.index());
    } else if (operation instanceof RenameIndex rename) {
      return Optional.of(rename.to());
    } else if (operation instanceof SetNotNull set) {
      return set.constraint();
    }
    return NamesSoFar.constraint(operation);
  }
}
