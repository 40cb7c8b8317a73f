package dev.theseus.migration;

import dev.theseus.catalog.PgType;
import dev.theseus.grammar.Node;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropNotNull;
import dev.theseus.operation.Operation;
import dev.theseus.operation.SetDefault;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `ALTER TABLE`: one operation per subcommand, in the order written.
final class AlterTableReader {
  private final StatementContext context;
  private final QualifiedName table;
  private final boolean single;

  private AlterTableReader(StatementContext context, QualifiedName table, boolean single) {
    this.context = context;
    this.table = table;
    this.single = single;
  }

  static boolean read(StatementContext context) {
    Node tree = context.tree();
    Optional<Node> relation = tree.find("relation");
    if (!tree.text("objtype").equals("OBJECT_TABLE") || relation.isEmpty()) {
      return false;
    }
    List<Node> commands = tree.list("cmds");
    TokenRun body = commands(TokenRun.of(context.statement()));
    List<TokenRun> slices = commands.size() == 1 ? List.of(body) : body.splitAtCommas();
    if (slices.size() != commands.size()) {
      throw new IllegalStateException("cannot tell the subcommands apart: " + context.text());
    }
    if (tree.flag("missing_ok")) {
      context.note("IF EXISTS of ALTER TABLE has no effect: the table must exist");
    }
    AlterTableReader reader =
        new AlterTableReader(context, context.relation(relation.get()), commands.size() == 1);
    for (int i = 0; i < commands.size(); i++) {
      reader.command(commands.get(i), slices.get(i));
    }
    return true;
  }

  /// What follows `ALTER TABLE [IF EXISTS] [ONLY] name [*]`.
  private static TokenRun commands(TokenRun all) {
    int at = 2;
    if (all.is(at, "IF")) {
      at += 2;
    }
    if (all.is(at, "ONLY")) {
      at++;
    }
    if (all.is(at, "(")) {
      return all.from(all.closing(at) + 1);
    }
    at++;
    while (all.is(at, ".")) {
      at += 2;
    }
    return all.from(all.is(at, "*") ? at + 1 : at);
  }

  private void command(Node command, TokenRun slice) {
    switch (command.text("subtype")) {
      case "AT_AddColumn" -> addColumn(command, slice);
      case "AT_AddConstraint" -> addConstraint(command, slice);
      case "AT_ValidateConstraint" -> validate(command, slice);
      case "AT_DropColumn" ->
          context.add(
              new DropColumn(table, column(command), cascade(command), command.flag("missing_ok")));
      case "AT_DropConstraint" -> {
        context.names().freeConstraint(table, column(command));
        context.add(
            new DropConstraint(
                table, column(command), cascade(command), command.flag("missing_ok")));
      }
      case "AT_SetNotNull" -> context.add(new SetNotNull(table, column(command)));
      case "AT_DropNotNull" -> context.add(new DropNotNull(table, column(command)));
      case "AT_ColumnDefault" -> context.add(columnDefault(command, slice));
      case "AT_AlterColumnType" -> context.add(changeType(command, slice));
      default -> direct(command, slice);
    }
  }

  /// A constraint that is not enforced is no operation, so its column runs as written too.
  private void addColumn(Node command, TokenRun slice) {
    boolean unenforced =
        command.child("def").list("constraints").stream()
            .anyMatch(one -> one.text("contype").equals("CONSTR_ATTR_NOT_ENFORCED"));
    if (unenforced) {
      direct(command, slice);
    } else {
      new AddColumnReader(context, table).read(command, slice);
    }
  }

  private static Identifier column(Node command) {
    return Identifier.of(command.text("name"));
  }

  private static boolean cascade(Node command) {
    return command.text("behavior").equals("DROP_CASCADE");
  }

  private void addConstraint(Node command, TokenRun slice) {
    Node constraint = command.child("def");
    TokenRun definition = slice.from(1);
    Optional<Operation> operation =
        new ConstraintReader(context, table).ofTable(constraint, definition);
    if (operation.isPresent()) {
      context.add(operation.get());
    } else {
      direct(command, slice);
    }
  }

  private void validate(Node command, TokenRun slice) {
    if (context.draft().validateLater(table, column(command))) {
      context.note(
          "VALIDATE CONSTRAINT \""
              + command.text("name")
              + "\" is part of adding it: it runs in a transaction of its own anyway");
    } else {
      direct(command, slice);
    }
  }

  private Operation columnDefault(Node command, TokenRun slice) {
    Identifier column = column(command);
    if (command.find("def").isEmpty()) {
      return new DropDefault(table, column);
    }
    String value = slice.from(slice.indexOf("DEFAULT") + 1).written();
    return new SetDefault(table, column, ProvenExpression.of(value, command.child("def")));
  }

  private Operation changeType(Node command, TokenRun slice) {
    Node def = command.child("def");
    int type = slice.indexOf("TYPE");
    int using = slice.indexOf("USING");
    TokenRun declaration = slice.between(type + 1, using < 0 ? slice.size() : using);
    int collate = declaration.indexOf("COLLATE");
    PgType to =
        SqlFragments.type((collate < 0 ? declaration : declaration.until(collate)).joined());
    Optional<Expression> conversion =
        def.find("raw_default")
            .map(tree -> ProvenExpression.of(slice.from(using + 1).written(), tree));
    return new ChangeType(table, column(command), to, collation(context, def), conversion);
  }

  static Optional<QualifiedName> collation(StatementContext context, Node def) {
    return def.find("collClause")
        .map(clause -> clause.strings("collname"))
        .map(parts -> parts.size() == 1 ? collationNamed(parts.get(0)) : context.name(parts));
  }

  /// Collations written without a schema are those of the system but for the user's own, which the
  /// path finds as well; `pg_catalog` is what the catalog says for nearly all of them.
  private static QualifiedName collationNamed(String name) {
    return QualifiedName.of("pg_catalog", name);
  }

  private void direct(Node command, TokenRun slice) {
    boolean only = !context.tree().child("relation").flag("inh");
    Sql statement =
        single
            ? Sql.verbatim(context.text())
            : Sql.of(
                only ? "ALTER TABLE ONLY {table} {command}" : "ALTER TABLE {table} {command}",
                Map.of("table", table, "command", Sql.verbatim(slice.written())));
    context.add(TableCommands.read(context, table, command, statement));
  }
}
