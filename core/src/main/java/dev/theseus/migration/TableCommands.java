package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Subcommands of `ALTER TABLE` that are carried out as written, with their locks as measured on
/// PostgreSQL 14 to 18.
final class TableCommands {
  private TableCommands() {}

  static DirectStatement read(
      StatementContext context, QualifiedName table, Node command, Sql statement) {
    String subtype = command.text("subtype");
    Optional<QualifiedName> partition =
        command
            .find("def")
            .filter(def -> def.is("PartitionCmd"))
            .flatMap(def -> def.find("name"))
            .map(context::relation);
    boolean concurrent = command.find("def").map(def -> def.flag("concurrent")).orElse(false);
    Set<QualifiedName> tables = new LinkedHashSet<>(List.of(table));
    partition.ifPresent(tables::add);
    List<LockUse> locks = new ArrayList<>();
    String effect = isEnforced(command) ? subtype : "";
    locks.add(lock(effect, table, concurrent));
    partition.map(p -> partitionLock(subtype, p, concurrent)).ifPresent(locks::add);
    return new DirectStatement(
        table,
        "alter table " + words(subtype),
        statement,
        List.copyOf(tables),
        locks,
        !(subtype.equals("AT_DetachPartition") && concurrent),
        undo(subtype, table, command, partition),
        warning(effect));
  }

  /// Whether a constraint that is added builds or proves anything.
  private static boolean isEnforced(Node command) {
    return command
        .find("def")
        .filter(def -> def.is("Constraint") && !def.flag("is_enforced"))
        .filter(
            def ->
                def.text("contype").equals("CONSTR_CHECK")
                    || def.text("contype").equals("CONSTR_FOREIGN"))
        .isEmpty();
  }

  /// `AT_EnableRowSecurity` gives `enable row security`.
  private static String words(String subtype) {
    return subtype
        .replaceFirst("^AT_", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static LockUse lock(String subtype, QualifiedName table, boolean concurrent) {
    return switch (subtype) {
      case "AT_SetStatistics",
          "AT_SetOptions",
          "AT_ResetOptions",
          "AT_SetRelOptions",
          "AT_ResetRelOptions",
          "AT_ClusterOn",
          "AT_DropCluster",
          "AT_AttachPartition" ->
          LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, table);
      case "AT_ValidateConstraint" -> LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table);
      case "AT_EnableTrig",
          "AT_EnableAlwaysTrig",
          "AT_EnableReplicaTrig",
          "AT_EnableTrigAll",
          "AT_EnableTrigUser",
          "AT_DisableTrig",
          "AT_DisableTrigAll",
          "AT_DisableTrigUser",
          "AT_AlterConstraint" ->
          LockUse.brief(
              subtype.equals("AT_AlterConstraint")
                  ? LockLevel.ACCESS_EXCLUSIVE
                  : LockLevel.SHARE_ROW_EXCLUSIVE,
              table);
      case "AT_DetachPartition" ->
          LockUse.brief(
              concurrent ? LockLevel.SHARE_UPDATE_EXCLUSIVE : LockLevel.ACCESS_EXCLUSIVE, table);
      case "AT_SetLogged",
          "AT_SetUnLogged",
          "AT_SetTableSpace",
          "AT_SetAccessMethod",
          "AT_SetExpression" ->
          new LockUse(LockLevel.ACCESS_EXCLUSIVE, table, true, true);
      case "AT_AddConstraint" -> new LockUse(LockLevel.ACCESS_EXCLUSIVE, table, true, true);
      default -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, table);
    };
  }

  private static LockUse partitionLock(
      String subtype, QualifiedName partition, boolean concurrent) {
    return subtype.equals("AT_AttachPartition")
        ? LockUse.scanning(LockLevel.ACCESS_EXCLUSIVE, partition)
        : LockUse.brief(
            concurrent ? LockLevel.SHARE_UPDATE_EXCLUSIVE : LockLevel.ACCESS_EXCLUSIVE, partition);
  }

  private static Undo undo(
      String subtype, QualifiedName table, Node command, Optional<QualifiedName> partition) {
    return switch (subtype) {
      case "AT_ValidateConstraint" -> new Undo.Nothing();
      case "AT_AttachPartition" -> Undo.of(detachIfEmpty(table, partition.orElseThrow()));
      case "AT_AddConstraint" -> addedConstraint(table, command.child("def"));
      case "AT_AddColumn" -> addedColumn(table, command);
      case "AT_AddIdentity" ->
          Undo.of(
              Sql.of(
                  "ALTER TABLE {table} ALTER COLUMN {column} DROP IDENTITY",
                  Map.of("table", table, "column", Identifier.of(command.text("name")))));
      case "AT_SetLogged" -> table("ALTER TABLE {table} SET UNLOGGED", table);
      case "AT_SetUnLogged" -> table("ALTER TABLE {table} SET LOGGED", table);
      default -> new Undo.Stays("the value it had before is not known from the migration");
    };
  }

  private static Undo addedColumn(QualifiedName table, Node command) {
    return command.flag("missing_ok")
        ? new Undo.Stays("it may have been there before")
        : Undo.of(
            Sql.of(
                "ALTER TABLE {table} DROP COLUMN IF EXISTS {column}",
                Map.of(
                    "table",
                    table,
                    "column",
                    Identifier.of(command.child("def").text("colname")))));
  }

  /// Rows that came through the parent would be gone from it, and others may point at them.
  private static Sql detachIfEmpty(QualifiedName parent, QualifiedName partition) {
    return Sql.of(
        """
        DO $theseus$
        BEGIN
          IF NOT EXISTS (
            SELECT FROM pg_catalog.pg_inherits
            WHERE inhrelid = pg_catalog.to_regclass({name})
              AND inhparent = pg_catalog.to_regclass({above})
          ) THEN
            RETURN;
          END IF;
          LOCK TABLE ONLY {parent}, {partition} IN ACCESS EXCLUSIVE MODE;
          IF EXISTS (SELECT FROM {partition}) THEN
            RAISE WARNING 'partition % stays attached: it holds rows', {name};
          ELSE
            ALTER TABLE {parent} DETACH PARTITION {partition};
          END IF;
        END
        $theseus$
        """,
        Map.of(
            "name",
            Literal.of(partition.quoted()),
            "above",
            Literal.of(parent.quoted()),
            "parent",
            parent,
            "partition",
            partition));
  }

  private static Undo addedConstraint(QualifiedName table, Node constraint) {
    if (constraint.text("conname").isEmpty()) {
      return new Undo.Stays("PostgreSQL chooses the constraint's name");
    }
    return Undo.of(
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}",
            Map.of("table", table, "constraint", Identifier.of(constraint.text("conname")))));
  }

  private static Undo table(String template, QualifiedName table) {
    return Undo.of(Sql.of(template, Map.of("table", table)));
  }

  private static String warning(String subtype) {
    return switch (subtype) {
      case "AT_AddConstraint" ->
          "the index is built while the table is locked; there is no way to build it beside";
      case "AT_SetLogged",
          "AT_SetUnLogged",
          "AT_SetTableSpace",
          "AT_SetAccessMethod",
          "AT_SetExpression" ->
          "the table is written anew while it is locked";
      case "AT_AttachPartition" ->
          "the partition is scanned unless a CHECK proves its rows; a default partition is scanned"
              + " and locked";
      default -> "";
    };
  }
}
