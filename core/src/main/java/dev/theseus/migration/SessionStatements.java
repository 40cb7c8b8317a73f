package dev.theseus.migration;

import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Set;

/// Statements about the session: each step runs in a session and a transaction of its own, so these
/// have no effect. Those that ask for what the engine does anyway are noted, the others refused.
final class SessionStatements {
  /// Settings without influence on what a schema change does.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "lock_timeout",
          "statement_timeout",
          "transaction_timeout",
          "idle_in_transaction_session_timeout",
          "deadlock_timeout",
          "client_encoding",
          "client_min_messages",
          "application_name",
          "maintenance_work_mem",
          "work_mem",
          "max_parallel_maintenance_workers",
          "synchronous_commit",
          "check_function_bodies",
          "xmloption",
          "row_security",
          "default_tablespace",
          "default_table_access_method");

  private SessionStatements() {}

  static boolean read(StatementContext context) {
    Node tree = context.tree();
    return switch (tree.kind()) {
      case "TransactionStmt" -> transaction(context, tree);
      case "VariableSetStmt" -> setting(context, tree.text("name"), first(tree.list("args")));
      case "VariableShowStmt" -> {
        context.note("SHOW has no effect and is left out");
        yield true;
      }
      default -> setConfig(context, tree);
    };
  }

  private static boolean transaction(StatementContext context, Node tree) {
    String kind = tree.text("kind").replace("TRANS_STMT_", "");
    if (kind.contains("PREPARE") || kind.startsWith("ROLLBACK")) {
      throw context.refused(
          context.text() + " cannot be part of a migration",
          "remove it: each step runs in a transaction of its own");
    }
    context.note(context.text() + " is left out: each step runs in a transaction of its own");
    return true;
  }

  /// `SELECT pg_catalog.set_config('…', '…', …)` and nothing else.
  private static boolean setConfig(StatementContext context, Node tree) {
    List<Node> targets = tree.list("targetList");
    if (targets.size() != 1 || tree.find("fromClause").isPresent()) {
      return false;
    }
    Node value = targets.get(0).find("val").orElse(tree);
    List<String> function = value.strings("funcname");
    if (function.isEmpty() || !function.get(function.size() - 1).equals("set_config")) {
      return false;
    }
    List<Node> arguments = value.list("args");
    return setting(
        context,
        first(arguments),
        arguments.size() < 2 ? "" : first(arguments.subList(1, arguments.size())));
  }

  private static boolean setting(StatementContext context, String name, String value) {
    if (name.equals("search_path")) {
      return searchPath(context, value);
    }
    boolean standardStrings =
        name.equals("standard_conforming_strings") && !value.equalsIgnoreCase("off");
    if (!WITHOUT_EFFECT.contains(name) && !standardStrings) {
      throw context.refused(
          "the setting " + name + " would hold for no other statement",
          "set it for the role with ALTER ROLE … SET, or write the statements so that they need it"
              + " not");
    }
    context.note(context.text() + " is left out: locks and timeouts are set for each step");
    return true;
  }

  private static boolean searchPath(StatementContext context, String schema) {
    if (!schema.isEmpty() && !schema.equals(context.options().baseSchema().toString())) {
      throw context.refused(
          "search_path is set to "
              + schema
              + ", and names without a schema are read in "
              + context.options().baseSchema(),
          "give " + schema + " as the schema, or write it in front of the names");
    }
    context.note(
        context.text()
            + " is left out: names without a schema are read in "
            + context.options().baseSchema());
    return true;
  }

  /// The text of the first argument when it is a constant.
  private static String first(List<Node> arguments) {
    return arguments.isEmpty()
        ? ""
        : arguments.get(0).find("sval").map(n -> n.text("sval")).orElse("");
  }
}
