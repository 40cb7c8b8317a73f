package dev.theseus.planner;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// Makes a filled column required without scanning it under a strong lock: `CHECK … NOT VALID`,
/// VALIDATE, `SET NOT NULL` (which the valid check proves, PostgreSQL 12 on), and only then, in a
/// statement of its own, the check goes.
///
/// @param constraint the name the NOT NULL constraint gets on PostgreSQL 18
record NotNull(QualifiedName table, Identifier column, Identifier constraint) {

  void addTo(Steps steps, Phase phase, ServerVersion server) {
    Identifier proof = Identifier.derived(Names.PREFIX, column.name(), "_proof");
    Map<String, Object> parts = Map.of("table", table, "column", column, "proof", proof);
    Sql dropProof =
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {proof}",
            Map.of("table", table, "proof", proof));
    String key = table + "." + column;
    steps.transaction(
        steps.head(
            phase,
            key + ".check",
            "refuse NULL in " + column + " of " + table + " from now on",
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(
            Sql.of(
                "ALTER TABLE {table} ADD CONSTRAINT {proof} CHECK ({column} IS NOT NULL) NOT VALID",
                parts)),
        Undo.of(dropProof));
    steps.add(
        new Step.ValidateConstraint(
            steps.head(
                phase,
                key + ".validate",
                "prove that no row of " + table + " holds NULL in " + column,
                List.of(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table))),
            table,
            proof));
    steps.transaction(
        steps.head(
            phase,
            key + ".not-null",
            "make " + column + " of " + table + " required (proven, so no scan)",
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(require(server), dropProof),
        Undo.of(
            Sql.of(
                "ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL",
                Map.of("table", table, "column", column))));
  }

  private Sql require(ServerVersion server) {
    return server.atLeast(18)
        ? Sql.of(
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} NOT NULL {column}",
            Map.of("table", table, "constraint", constraint, "column", column))
        : Sql.of(
            "ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL",
            Map.of("table", table, "column", column));
  }
}
