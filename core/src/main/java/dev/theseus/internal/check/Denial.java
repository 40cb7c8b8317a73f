package dev.theseus.internal.check;

import dev.theseus.grammar.Node;
import java.sql.SQLException;
import java.util.Set;

/// What a scratch database refuses because files run on it as an ordinary owner. A runner may be
/// more: that is no fault of the files.
final class Denial {
  private static final String NOT_ALLOWED = "42501";

  /// Statements that make nothing which is judged: without them the verdicts are the same.
  private static final Set<String> UNMISSED =
      Set.of(
          "AlterDefaultPrivilegesStmt",
          "AlterEventTrigStmt",
          "AlterFunctionStmt",
          "AlterOwnerStmt",
          "AlterRoleSetStmt",
          "AlterRoleStmt",
          "CommentStmt",
          "CreateEventTrigStmt",
          "CreateRoleStmt",
          "DropOwnedStmt",
          "DropRoleStmt",
          "GrantRoleStmt",
          "GrantStmt",
          "ReassignOwnedStmt",
          "SecLabelStmt",
          "VariableSetStmt");

  private static final Set<String> UNMISSED_PARTS =
      Set.of(
          "AT_ChangeOwner",
          "AT_DisableTrigAll",
          "AT_DisableTrigUser",
          "AT_DisableTrig",
          "AT_EnableTrigAll",
          "AT_EnableTrigUser",
          "AT_EnableTrig",
          "AT_EnableAlwaysTrig",
          "AT_EnableReplicaTrig");

  private Denial() {}

  /// Whether the statement was denied and nothing that is judged depends on it.
  static boolean excuses(SQLException failure, Node tree) {
    return is(failure) && isUnmissed(tree);
  }

  static boolean is(SQLException failure) {
    return NOT_ALLOWED.equals(failure.getSQLState());
  }

  private static boolean isUnmissed(Node tree) {
    return tree.is("AlterTableStmt")
        ? tree.all("AlterTableCmd").stream()
            .allMatch(part -> UNMISSED_PARTS.contains(part.text("subtype")))
        : UNMISSED.contains(tree.kind());
  }
}
