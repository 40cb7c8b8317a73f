package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.Operation;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Constraints, written for a table or inline with a column.
final class ConstraintReader {
  private static final Set<String> NOT_ALWAYS_ENFORCED = Set.of("CONSTR_CHECK", "CONSTR_FOREIGN");

  private final StatementContext context;
  private final QualifiedName table;

  ConstraintReader(StatementContext context, QualifiedName table) {
    this.context = context;
    this.table = table;
  }

  /// @param tokens `[CONSTRAINT name] CHECK (…) …`
  /// @return empty for what has no operation of its own: EXCLUDE, storage options
  Optional<Operation> ofTable(Node tree, TokenRun tokens) {
    TokenRun definition = unnamed(tokens);
    boolean deferrable = tree.flag("deferrable");
    boolean deferred = tree.flag("initdeferred");
    if (NOT_ALWAYS_ENFORCED.contains(tree.text("contype")) && !tree.flag("is_enforced")) {
      return Optional.empty(); // nothing to prove: it runs as written
    }
    return switch (tree.text("contype")) {
      case "CONSTR_CHECK" -> Optional.of(check(tree, definition));
      case "CONSTR_FOREIGN" ->
          Optional.of(
              foreignKey(tree, names(tree, "fk_attrs"), Sql.verbatim(withoutNotValid(definition))));
      case "CONSTR_UNIQUE" ->
          hasStorage(tree)
              ? Optional.empty()
              : Optional.of(unique(tree, names(tree, "keys"), deferrable, deferred));
      case "CONSTR_PRIMARY" ->
          hasStorage(tree)
              ? Optional.empty()
              : Optional.of(primaryKey(tree, names(tree, "keys"), deferrable, deferred));
      case "CONSTR_NOTNULL" -> Optional.of(notNull(tree));
      default -> Optional.empty();
    };
  }

  private SetNotNull notNull(Node tree) {
    return new SetNotNull(
        table,
        names(tree, "keys").getFirst(),
        written(tree).map(this::taken),
        tree.flag("is_no_inherit"),
        !tree.flag("skip_validation"));
  }

  /// @param attributes `DEFERRABLE`, `DEFERRED`, … behind it
  Optional<Operation> ofColumn(
      Identifier column, Node tree, TokenRun tokens, List<String> attributes) {
    TokenRun definition = unnamed(tokens);
    boolean deferred = attributes.contains("DEFERRED");
    boolean deferrable = deferred || attributes.contains("DEFERRABLE");
    List<Identifier> columns = List.of(column);
    return switch (tree.text("contype")) {
      case "CONSTR_CHECK" -> Optional.of(check(tree, definition));
      case "CONSTR_FOREIGN" ->
          Optional.of(foreignKey(tree, columns, inlineForeignKey(column, definition, attributes)));
      case "CONSTR_UNIQUE" -> Optional.of(unique(tree, columns, deferrable, deferred));
      case "CONSTR_PRIMARY" -> Optional.of(primaryKey(tree, columns, deferrable, deferred));
      default -> Optional.empty();
    };
  }

  private static TokenRun unnamed(TokenRun tokens) {
    return tokens.is(0, "CONSTRAINT") ? tokens.from(2) : tokens;
  }

  private static List<Identifier> names(Node tree, String field) {
    return tree.strings(field).stream().map(Identifier::of).toList();
  }

  /// `WITH (…)`, `USING INDEX TABLESPACE` and `WITHOUT OVERLAPS` have no place in the operation.
  private static boolean hasStorage(Node tree) {
    return !tree.list("options").isEmpty()
        || !tree.text("indexspace").isEmpty()
        || tree.flag("without_overlaps");
  }

  private static Optional<Identifier> written(Node tree) {
    return Optional.of(tree.text("conname")).filter(n -> !n.isEmpty()).map(Identifier::of);
  }

  private Identifier taken(Identifier name) {
    context.names().takeConstraint(table, name);
    return name;
  }

  private Operation check(Node tree, TokenRun definition) {
    int open = definition.indexOf("(");
    TokenRun condition = definition.between(open + 1, definition.closing(open));
    String text = ProvenExpression.of(condition.written(), tree.child("raw_expr")).text();
    List<Identifier> columns = SqlFragments.columns(text);
    Identifier name =
        written(tree).map(this::taken).orElseGet(() -> context.names().check(table, columns));
    return new AddCheck(
        table,
        name,
        columns,
        Sql.verbatim(withoutNotValid(definition)),
        !tree.flag("skip_validation"));
  }

  private Operation foreignKey(Node tree, List<Identifier> columns, Sql definition) {
    Identifier name =
        written(tree).map(this::taken).orElseGet(() -> context.names().foreignKey(table, columns));
    return new AddForeignKey(
        table,
        name,
        columns,
        context.relation(tree.child("pktable")),
        names(tree, "pk_attrs"),
        definition,
        !tree.flag("skip_validation"));
  }

  private static Sql inlineForeignKey(
      Identifier column, TokenRun references, List<String> attributes) {
    StringBuilder timing = new StringBuilder();
    for (String attribute : attributes) {
      timing.append(
          switch (attribute) {
            case "DEFERRED" -> " INITIALLY DEFERRED";
            case "IMMEDIATE" -> " INITIALLY IMMEDIATE";
            default -> " " + attribute.replace('_', ' ');
          });
    }
    Sql definition =
        Sql.of(
            "FOREIGN KEY ({column}) {references}",
            Map.of("column", column, "references", Sql.verbatim(references.written())));
    return Sql.verbatim(definition.text() + timing);
  }

  private Operation unique(
      Node tree, List<Identifier> columns, boolean deferrable, boolean deferred) {
    Optional<Identifier> index = existingIndex(tree);
    Identifier name =
        written(tree)
            .or(() -> index)
            .map(this::taken)
            .orElseGet(() -> context.names().unique(table, columns));
    return new AddUnique(
        table,
        name,
        columns,
        names(tree, "including"),
        tree.flag("nulls_not_distinct"),
        deferrable,
        deferred,
        index);
  }

  private Operation primaryKey(
      Node tree, List<Identifier> columns, boolean deferrable, boolean deferred) {
    Optional<Identifier> index = existingIndex(tree);
    Identifier name =
        written(tree)
            .or(() -> index)
            .map(this::taken)
            .orElseGet(() -> context.names().primaryKey(table));
    return new AddPrimaryKey(
        table, name, columns, names(tree, "including"), deferrable, deferred, index);
  }

  private static Optional<Identifier> existingIndex(Node tree) {
    return Optional.of(tree.text("indexname")).filter(n -> !n.isEmpty()).map(Identifier::of);
  }

  /// The definition without the tokens `NOT VALID`.
  private static String withoutNotValid(TokenRun definition) {
    int not = -1;
    for (int i = 0; i + 1 < definition.size(); i++) {
      if (definition.is(i, "NOT") && definition.is(i + 1, "VALID")) {
        not = i;
      }
    }
    int close = definition.closing(definition.indexOf("("));
    if (not <= close) {
      return definition.written();
    }
    String before = definition.until(not).written();
    String after = definition.from(not + 2).written();
    return after.isEmpty() ? before : before + " " + after;
  }
}
