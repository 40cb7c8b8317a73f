package dev.theseus.migration;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.grammar.Node;
import dev.theseus.operation.AddColumn;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `ADD COLUMN`: the column, then its inline constraints as operations of their own.
final class AddColumnReader {
  private final StatementContext context;
  private final QualifiedName table;

  AddColumnReader(StatementContext context, QualifiedName table) {
    this.context = context;
    this.table = table;
  }

  /// A constraint with its tokens and the attributes behind it (`DEFERRABLE`, …), which the grammar
  /// gives as constraints of their own.
  private record Inline(Node tree, TokenRun tokens, List<String> attributes) {}

  void read(Node command, TokenRun slice) {
    Node def = command.child("def");
    Identifier column = Identifier.of(def.text("colname"));
    List<Inline> inline = inline(def, slice);
    PgType written = type(def, slice, inline);
    Optional<PgType> serial = PgTypes.serial(written);
    Column.Default defaultValue = new Column.Default.None();
    Column.Identity identity = Column.Identity.NONE;
    Optional<Sql> options = Optional.empty();
    boolean notNull = serial.isPresent();
    for (Inline each : inline) {
      switch (each.tree().text("contype")) {
        case "CONSTR_NOTNULL", "CONSTR_PRIMARY" -> notNull = true;
        case "CONSTR_DEFAULT" -> defaultValue = value(each);
        case "CONSTR_GENERATED" -> defaultValue = generated(each);
        case "CONSTR_IDENTITY" -> {
          notNull = true;
          identity = identity(each.tree());
          options = sequenceOptions(each);
        }
        default -> {}
      }
    }
    context.add(
        new AddColumn(
            table,
            column,
            serial.orElse(written),
            AlterTableReader.collation(context, def),
            notNull,
            defaultValue,
            identity,
            serial.isPresent(),
            options,
            command.flag("missing_ok"),
            notNullConstraint(inline)));
    constraints(column, inline);
  }

  private static Column.Identity identity(Node tree) {
    return tree.text("generated_when").equals("a")
        ? Column.Identity.ALWAYS
        : Column.Identity.BY_DEFAULT;
  }

  private static Optional<Identifier> notNullConstraint(List<Inline> inline) {
    return inline.stream()
        .map(Inline::tree)
        .filter(tree -> tree.text("contype").equals("CONSTR_NOTNULL"))
        .map(tree -> tree.text("conname"))
        .filter(name -> !name.isEmpty())
        .map(Identifier::of)
        .findFirst();
  }

  private static Optional<Sql> sequenceOptions(Inline identity) {
    if (identity.tree().list("options").isEmpty()) {
      return Optional.empty();
    }
    TokenRun tokens = identity.tokens();
    int open = tokens.indexOf("(");
    return Optional.of(Sql.verbatim(tokens.between(open + 1, tokens.closing(open)).written()));
  }

  private void constraints(Identifier column, List<Inline> inline) {
    ConstraintReader constraints = new ConstraintReader(context, table);
    for (Inline each : inline) {
      constraints
          .ofColumn(column, each.tree(), each.tokens(), each.attributes())
          .ifPresent(context::add);
    }
  }

  /// From the type's place to what comes behind it.
  private static PgType type(Node def, TokenRun slice, List<Inline> inline) {
    int start = def.child("typeName").location();
    TokenRun tokens = slice.startingAt(start);
    for (Inline each : inline) {
      tokens = tokens.endingBefore(each.tree().location());
    }
    int end = tokens.size();
    for (String word : List.of("COLLATE", "STORAGE", "COMPRESSION", "OPTIONS")) {
      int at = tokens.indexOf(word);
      end = at < 0 ? end : Math.min(end, at);
    }
    return SqlFragments.type(tokens.until(end).joined());
  }

  private static List<Inline> inline(Node def, TokenRun slice) {
    List<Integer> starts = new ArrayList<>();
    def.list("constraints").forEach(c -> starts.add(c.location()));
    def.find("collClause").ifPresent(c -> starts.add(c.location()));
    List<Inline> found = new ArrayList<>();
    for (Node constraint : def.list("constraints")) {
      String kind = constraint.text("contype");
      if (kind.startsWith("CONSTR_ATTR_") && !found.isEmpty()) {
        found.get(found.size() - 1).attributes().add(kind.substring("CONSTR_ATTR_".length()));
        continue;
      }
      int from = constraint.location();
      int next =
          starts.stream().filter(s -> s > from).sorted().findFirst().orElse(Integer.MAX_VALUE);
      found.add(
          new Inline(constraint, slice.startingAt(from).endingBefore(next), new ArrayList<>()));
    }
    return found;
  }

  private static Column.Default value(Inline inline) {
    TokenRun tokens = inline.tokens();
    String text = tokens.from(tokens.indexOf("DEFAULT") + 1).written();
    Expression expression = ProvenExpression.of(text, inline.tree().child("raw_expr"));
    return new Column.Default.Value(expression, Volatility.of(expression));
  }

  private Column.Default generated(Inline inline) {
    TokenRun tokens = inline.tokens();
    int open = tokens.indexOf("(");
    String text = tokens.between(open + 1, tokens.closing(open)).written();
    // the keyword may be left out on PostgreSQL 18 and then means VIRTUAL
    return new Column.Default.Generated(
        ProvenExpression.of(text, inline.tree().child("raw_expr")), tokens.indexOf("STORED") >= 0);
  }
}
