package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.ServerVersion;
import dev.theseus.operation.SetNotNull;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes a filled column required without scanning it under a strong lock: `CHECK … NOT VALID`,
/// VALIDATE, `SET NOT NULL` (which the valid check proves, PostgreSQL 12 on), and only then, in a
/// statement of its own, the check goes.
///
/// Written as a constraint of PostgreSQL 18 it comes `NOT VALID` instead, which that version knows.
///
/// @param constraint the name the NOT NULL constraint gets on PostgreSQL 18
/// @param partitions the partitions of the table at any depth, which are locked too
/// @param written what it was written as where that is more than `SET NOT NULL` can say
/// @param own those of the partitions that require the column already
record NotNull(
    QualifiedName table,
    Identifier column,
    Identifier constraint,
    List<QualifiedName> partitions,
    Optional<SetNotNull> written,
    List<QualifiedName> own) {
  NotNull {
    partitions = List.copyOf(partitions);
    own = List.copyOf(own);
  }

  NotNull(
      QualifiedName table,
      Identifier column,
      Identifier constraint,
      List<QualifiedName> partitions,
      Optional<SetNotNull> written) {
    this(table, column, constraint, partitions, written, List.of());
  }

  /// The same where partitions that require the column of their own go on doing so when it is taken
  /// back.
  NotNull keepingOwn(Catalog catalog, Problems problems) {
    List<QualifiedName> requiring =
        partitions.stream()
            .filter(
                one ->
                    catalog
                        .table(one)
                        .flatMap(partition -> partition.column(column))
                        .filter(Column::notNull)
                        .isPresent())
            .toList();
    if (!requiring.isEmpty() && !catalog.server().atLeast(18)) {
      problems.warn(
          "partition \"%s\" of \"%s\" requires %s of its own: before PostgreSQL 18 rollback takes that away with the parent's; then SET NOT NULL on the partition again"
              .formatted(requiring.getFirst(), table, column));
    }
    return new NotNull(table, column, constraint, partitions, written, requiring);
  }

  NotNull(
      QualifiedName table,
      Identifier column,
      Identifier constraint,
      List<QualifiedName> partitions) {
    this(table, column, constraint, partitions, Optional.empty());
  }

  /// The CHECK that proves it.
  private Identifier proof() {
    return Identifier.derived(Names.PREFIX, column.name(), "_proof");
  }

  /// Looks for NULL before it is refused, where nothing has done so before.
  void search(Steps steps, Phase phase, Catalog catalog) {
    new ViolationSearch(steps, catalog)
        .add(
            phase,
            table,
            written.flatMap(SetNotNull::constraint).orElseGet(this::proof),
            Sql.of("{column} IS NOT NULL", Map.of("column", column)),
            written.map(SetNotNull::noInherit).orElse(false));
  }

  void addTo(Steps steps, Phase phase, ServerVersion server) {
    if (written.isPresent()) {
      addConstraint(steps, phase, server, written.get());
    } else {
      addChecked(steps, phase, server);
    }
  }

  private void addConstraint(Steps steps, Phase phase, ServerVersion server, SetNotNull as) {
    String key = table + "." + column;
    StepHead adding =
        steps.head(
            phase,
            key + ".not-null",
            "refuse NULL in " + column + " of " + table + " from now on",
            locks(LockLevel.ACCESS_EXCLUSIVE, false));
    steps.transaction(
        adding,
        List.of(
            Sql.of(
                "ALTER TABLE {table} ADD CONSTRAINT {constraint} NOT NULL {column}{inherit} NOT"
                    + " VALID",
                Map.of(
                    "table", table,
                    "constraint", constraint,
                    "column", column,
                    "inherit", as.noInherit() ? Sql.verbatim(" NO INHERIT") : Nothing.NOTHING))),
        new Undo.Statements(relax(server)));
    if (as.validate()) {
      steps.add(
          new Step.ValidateConstraint(
              steps.head(
                  phase,
                  key + ".validate",
                  "prove that no row of " + table + " holds NULL in " + column,
                  locks(LockLevel.SHARE_UPDATE_EXCLUSIVE, true)),
              table,
              constraint,
              adding.id()));
    }
  }

  private void addChecked(Steps steps, Phase phase, ServerVersion server) {
    Identifier proof = proof();
    Map<String, Object> parts = Map.of("table", table, "column", column, "proof", proof);
    Sql dropProof =
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {proof}",
            Map.of("table", table, "proof", proof));
    String key = table + "." + column;
    StepHead adding =
        steps.head(
            phase,
            key + ".check",
            "refuse NULL in " + column + " of " + table + " from now on",
            locks(LockLevel.ACCESS_EXCLUSIVE, false));
    steps.transaction(
        adding,
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
                locks(LockLevel.SHARE_UPDATE_EXCLUSIVE, true)),
            table,
            proof,
            adding.id()));
    require(steps, phase, server, List.of(require(server), dropProof));
  }

  /// Where a CHECK stands already that proves it.
  void addProven(Steps steps, Phase phase, ServerVersion server) {
    require(steps, phase, server, List.of(require(server)));
  }

  private void require(Steps steps, Phase phase, ServerVersion server, List<Sql> statements) {
    steps.transaction(
        steps.head(
            phase,
            table + "." + column + ".not-null",
            "make " + column + " of " + table + " required (proven, so no scan)",
            locks(LockLevel.ACCESS_EXCLUSIVE, false)),
        statements,
        new Undo.Statements(relax(server)));
  }

  private List<LockUse> locks(LockLevel level, boolean scans) {
    return Stream.concat(Stream.of(table), partitions.stream())
        .map(one -> new LockUse(level, one, scans, false))
        .toList();
  }

  /// From PostgreSQL 18 on a primary key makes NOT NULL a partition's own, so that it would stay;
  /// where it was so before, it stays.
  private List<Sql> relax(ServerVersion server) {
    return Stream.concat(
            Stream.of(table),
            server.atLeast(18)
                ? partitions.stream().filter(one -> !own.contains(one))
                : Stream.<QualifiedName>empty())
        .map(
            one ->
                Sql.of(
                    "ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL",
                    Map.of("table", one, "column", column)))
        .toList();
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
