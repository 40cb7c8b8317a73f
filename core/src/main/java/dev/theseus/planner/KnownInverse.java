package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.Trigger;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The inverse of an attribute's change, which the catalog knows and the statement does not.
final class KnownInverse {
  private KnownInverse() {}

  /// The statement with the way back that the catalog gives it, if it gives one.
  static DirectStatement of(DirectStatement written, Catalog catalog) {
    Optional<Table> table = catalog.table(written.target());
    Node tree = Grammar.statement(written.statement().rendered()).tree();
    List<Node> commands = tree.list("cmds");
    if (!(written.undo() instanceof Undo.Stays)
        || table.isEmpty()
        || !tree.is("AlterTableStmt")
        || commands.size() != 1) {
      return written;
    }
    return undo(table.get(), commands.getFirst()).map(written::withUndo).orElse(written);
  }

  private static Optional<Undo> undo(Table table, Node command) {
    QualifiedName name = table.name();
    return switch (command.text("subtype")) {
      case "AT_EnableRowSecurity" ->
          Optional.of(
              table.rowSecurity()
                  ? new Undo.Nothing()
                  : of("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", Map.of("table", name)));
      case "AT_DisableRowSecurity" ->
          Optional.of(
              table.rowSecurity()
                  ? of("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", Map.of("table", name))
                  : new Undo.Nothing());
      case "AT_EnableTrig" -> enabled(table, Identifier.of(command.text("name")));
      case "AT_SetStatistics" -> statistics(table, command.text("name"));
      default -> Optional.empty();
    };
  }

  /// Of an enabled trigger it is not known how it was enabled.
  private static Optional<Undo> enabled(Table table, Identifier trigger) {
    return table.triggers().stream()
        .filter(one -> one.name().equals(trigger) && !one.enabled())
        .map(Trigger::name)
        .map(
            name ->
                of(
                    "ALTER TABLE {table} DISABLE TRIGGER {trigger}",
                    Map.of("table", table.name(), "trigger", name)))
        .findFirst();
  }

  private static Optional<Undo> statistics(Table table, String column) {
    return column.isEmpty()
        ? Optional.empty()
        : table
            .column(Identifier.of(column))
            .map(
                one ->
                    of(
                        "ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}",
                        Map.of(
                            "table",
                            table.name(),
                            "column",
                            one.name(),
                            "target",
                            Sql.verbatim(String.valueOf(one.statisticsTarget().orElse(-1))))));
  }

  private static Undo of(String template, Map<String, SqlPart> parts) {
    return Undo.of(Sql.of(template, parts));
  }
}
