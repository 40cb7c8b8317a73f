package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The locks of statements that are carried out as written, as measured on PostgreSQL 14 to 18.
final class DirectLocks {
  private DirectLocks() {}

  /// @return empty when nothing is known
  static List<LockUse> of(StatementContext context, Node tree, List<QualifiedName> tables) {
    return switch (tree.kind()) {
      case "CreateTrigStmt" -> relation(context, tree, LockLevel.SHARE_ROW_EXCLUSIVE);
      case "RuleStmt" -> relation(context, tree, LockLevel.ACCESS_EXCLUSIVE);
      case "CreatePolicyStmt", "AlterPolicyStmt" -> table(context, tree);
      case "CreateStatsStmt" -> all(tables, LockLevel.SHARE_UPDATE_EXCLUSIVE);
      case "TruncateStmt", "AlterObjectSchemaStmt", "RenameStmt" ->
          all(tables, LockLevel.ACCESS_EXCLUSIVE);
      case "DropStmt" -> all(DirectReader.dropped(context, tree), LockLevel.ACCESS_EXCLUSIVE);
      case "RefreshMatViewStmt" ->
          scanning(
              tables,
              tree.flag("concurrent") ? LockLevel.EXCLUSIVE : LockLevel.ACCESS_EXCLUSIVE,
              !tree.flag("concurrent"));
      case "ClusterStmt" -> scanning(tables, LockLevel.ACCESS_EXCLUSIVE, true);
      case "VacuumStmt" -> vacuum(tree, tables);
      case "ReindexStmt" ->
          scanning(
              tables,
              DirectReader.hasOption(tree, "concurrently")
                  ? LockLevel.SHARE_UPDATE_EXCLUSIVE
                  : LockLevel.SHARE,
              true);
      case "ViewStmt", "CreateTableAsStmt", "SelectStmt" -> all(tables, LockLevel.ACCESS_SHARE);
      case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> written(context, tree, tables);
      case "CreateStmt" -> parents(context, tree);
      case "AlterSeqStmt" ->
          all(
              tree.find("sequence").map(context::relation).stream().toList(),
              LockLevel.SHARE_ROW_EXCLUSIVE);
      default -> List.of();
    };
  }

  private static List<LockUse> all(List<QualifiedName> tables, LockLevel level) {
    return tables.stream().map(t -> LockUse.brief(level, t)).toList();
  }

  private static List<LockUse> scanning(
      List<QualifiedName> tables, LockLevel level, boolean rewrites) {
    return tables.stream().map(t -> new LockUse(level, t, true, rewrites)).toList();
  }

  private static List<LockUse> relation(StatementContext context, Node tree, LockLevel level) {
    return all(tree.find("relation").map(context::relation).stream().toList(), level);
  }

  private static List<LockUse> table(StatementContext context, Node tree) {
    return all(
        tree.find("table").map(context::relation).stream().toList(), LockLevel.ACCESS_EXCLUSIVE);
  }

  private static List<LockUse> vacuum(Node tree, List<QualifiedName> tables) {
    boolean full = DirectReader.hasOption(tree, "full");
    return scanning(
        tables, full ? LockLevel.ACCESS_EXCLUSIVE : LockLevel.SHARE_UPDATE_EXCLUSIVE, full);
  }

  private static List<LockUse> written(
      StatementContext context, Node tree, List<QualifiedName> tables) {
    Optional<QualifiedName> target = tree.find("relation").map(context::relation);
    List<LockUse> locks = new ArrayList<>();
    target.ifPresent(t -> locks.add(LockUse.brief(LockLevel.ROW_EXCLUSIVE, t)));
    for (QualifiedName table : tables) {
      if (target.filter(table::equals).isEmpty()) {
        locks.add(LockUse.brief(LockLevel.ACCESS_SHARE, table));
      }
    }
    return locks;
  }

  /// `PARTITION OF` locks the parent against everything, on every version; `INHERITS` less.
  private static List<LockUse> parents(StatementContext context, Node tree) {
    boolean partition = tree.find("partbound").isPresent();
    return all(
        tree.list("inhRelations").stream().map(context::relation).toList(),
        partition ? LockLevel.ACCESS_EXCLUSIVE : LockLevel.SHARE_UPDATE_EXCLUSIVE);
  }
}
