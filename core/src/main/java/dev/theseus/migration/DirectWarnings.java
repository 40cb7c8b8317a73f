package dev.theseus.migration;

import dev.theseus.grammar.Node;
import java.util.Set;
import java.util.TreeSet;

/// What a statement does that its text does not tell.
final class DirectWarnings {
  private DirectWarnings() {}

  static String of(Node tree) {
    return switch (tree.kind()) {
      case "DoStmt" -> "the body of DO is not analysed: its locks and its effect are not known";
      case "UpdateStmt", "DeleteStmt", "MergeStmt" ->
          "it changes all its rows in one transaction and keeps them locked until it commits";
      case "InsertStmt" ->
          tree.find("selectStmt").map(s -> s.list("valuesLists").isEmpty()).orElse(false)
              ? "it writes all its rows in one transaction"
              : "";
      case "SelectStmt", "CallStmt" -> functions(tree);
      case "TruncateStmt" ->
          tree.text("behavior").equals("DROP_CASCADE")
              ? "all rows are lost, those of every table that references it too"
              : "all rows are lost";
      case "AlterEnumStmt" -> "an application that writes or compares the old value fails at once";
      case "CreateExtensionStmt", "AlterExtensionStmt" -> "the extension's script is not analysed";
      case "DropStmt", "DropdbStmt", "DropRoleStmt", "DropOwnedStmt" ->
          "an application that uses it fails at once";
      case "CopyStmt" -> "its locks and its effect are not known";
      case "ClusterStmt" -> "the table is written anew while it is locked";
      case "VacuumStmt" ->
          DirectReader.hasOption(tree, "full")
              ? "the table is written anew while it is locked"
              : "";
      case "LockStmt" -> "the lock is given up at once: each step is a transaction of its own";
      case "RenameStmt", "AlterObjectSchemaStmt" ->
          "an application that uses the old name fails at once";
      case "AlterTableStmt" -> "its locks are not known";
      default -> "";
    };
  }

  private static String functions(Node tree) {
    Set<String> names = new TreeSet<>();
    tree.walk(
        node -> {
          if (node.is("FuncCall")) {
            names.add(String.join(".", node.strings("funcname")));
          }
        });
    return names.isEmpty() ? "" : "what it calls is not analysed: " + String.join(", ", names);
  }
}
