package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.DropConstraint;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Drops a constraint. What loosens goes before the new version is published; keys go at contract,
/// because the old version may rely on them.
///
/// @param users what may rely on a key
record ConstraintDrop(Steps steps, Catalog catalog, KeyUsers users, Problems problems) {

  /// A CHECK that an earlier start dropped may be missing: rollback leaves it off where rows break
  /// it.
  void add(Pending pending, DropConstraint drop, Phase phase) {
    Table table = pending.draft().original();
    Constraint constraint = table.constraint(drop.constraint()).orElseThrow();
    boolean loosens =
        constraint.kind() == Constraint.Kind.CHECK
            || constraint.kind() == Constraint.Kind.FOREIGN_KEY;
    if (phase != (loosens ? Phase.BACKFILL : Phase.CONTRACT)
        || (!loosens && refused(pending, table, constraint, drop.cascade()))
        || ReplacedKey.isExchanged(pending, users.folding())) {
      return;
    }
    QualifiedName name = loosens ? table.name() : pending.draft().name();
    Map<String, SqlPart> parts =
        Map.of(
            "table",
            name,
            "constraint",
            drop.constraint(),
            "missing",
            constraint.kind() == Constraint.Kind.CHECK
                ? Sql.verbatim("IF EXISTS ")
                : Nothing.NOTHING,
            "cascade",
            drop.cascade() ? Sql.verbatim(" CASCADE") : Nothing.NOTHING);
    List<LockUse> locks = new ArrayList<>(Steps.brief(LockLevel.ACCESS_EXCLUSIVE, name));
    locks.addAll(Relatives.of(table, constraint));
    steps.transaction(
        steps.head(
            phase,
            table.name() + "." + drop.constraint() + ".drop",
            "drop constraint " + drop.constraint() + " of " + table.name(),
            locks),
        List.of(
            Sql.of("ALTER TABLE {table} DROP CONSTRAINT {missing}{constraint}{cascade}", parts)),
        loosens ? putBack(table, constraint) : new Undo.Restore("the constraint is gone"),
        constraint.kind() == Constraint.Kind.FOREIGN_KEY ? adding(table, constraint) : locks);
  }

  private boolean apart(Table table) {
    return table.kind() == Table.Kind.PARTITIONED && !catalog.server().atLeast(18);
  }

  private List<LockUse> adding(Table table, Constraint key) {
    QualifiedName target = key.target().orElseThrow().table();
    Stream<QualifiedName> below =
        catalog.partitions().below(table.name()).stream().map(Partition::table);
    List<LockUse> locks =
        Stream.concat(Stream.of(table.name()), below)
            .map(one -> LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, one))
            .collect(Collectors.toCollection(ArrayList::new));
    locks.add(
        LockUse.brief(
            apart(table) ? LockLevel.ACCESS_EXCLUSIVE : LockLevel.SHARE_ROW_EXCLUSIVE, target));
    return locks;
  }

  private boolean refused(Pending pending, Table table, Constraint constraint, boolean cascade) {
    if (constraint.inherited()) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "constraint \"%s\" of \"%s\" comes from the table above it"
              .formatted(constraint.name(), table.name()),
          pending.source().place(),
          "drop the constraint of that table, or detach the partition in an earlier release");
      return true;
    }
    Identifier index = constraint.index().orElse(constraint.name());
    return !cascade
        && users.refused(pending, table, index, "constraint \"" + constraint.name() + "\"");
  }

  private Undo putBack(Table table, Constraint constraint) {
    if (constraint.kind() == Constraint.Kind.FOREIGN_KEY && apart(table)) {
      return putBackByPartition(table, constraint);
    }
    Sql add = add(table.name(), constraint.name(), constraint, constraint.validated());
    return constraint.validated()
        ? new Undo.AddConstraint(
            table.name(),
            constraint.name(),
            add,
            List.of(),
            breaking(table, constraint),
            comment(table, constraint))
        : new Undo.Statements(
            Stream.concat(Stream.of(add), comment(table, constraint).stream()).toList());
  }

  private static Optional<Sql> comment(Table table, Constraint constraint) {
    return constraint
        .comment()
        .map(
            text ->
                Sql.of(
                    "COMMENT ON CONSTRAINT {constraint} ON {table} IS {text}",
                    Map.of(
                        "constraint",
                        constraint.name(),
                        "table",
                        table.name(),
                        "text",
                        Literal.of(text))));
  }

  private Optional<Sql> breaking(Table table, Constraint constraint) {
    return constraint.kind() == Constraint.Kind.CHECK
        ? Optional.of(
            new ViolationSearch(steps, catalog)
                .query(table.name(), Tokens.endsWithNoInherit(constraint.definition()))
                .breaking(Tokens.checkCondition(constraint.definition())))
        : Optional.empty();
  }

  /// Before PostgreSQL 18 a partitioned table has no foreign key NOT VALID: see
  /// [PartitionedForeignKey].
  private Undo putBackByPartition(Table table, Constraint key) {
    return new Undo.AddConstraint(
        table.name(),
        key.name(),
        add(table.name(), key.name(), key, false),
        catalog.partitions().below(table.name()).stream()
            .filter(Partition::leaf)
            .map(one -> onPartition(one.table(), key))
            .toList(),
        Optional.empty(),
        comment(table, key));
  }

  private Undo.OnPartition onPartition(QualifiedName leaf, Constraint key) {
    Identifier name =
        catalog.table(leaf).stream()
            .flatMap(one -> one.constraints().stream())
            .filter(own -> own.inherited() && own.kind() == Constraint.Kind.FOREIGN_KEY)
            .filter(own -> own.definition().equals(key.definition()))
            .map(Constraint::name)
            .findFirst()
            .orElse(key.name());
    return new Undo.OnPartition(leaf, name, add(leaf, name, key, true));
  }

  private static Sql add(
      QualifiedName table, Identifier name, Constraint constraint, boolean notValid) {
    return Sql.of(
        "ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}{valid}",
        Map.of(
            "table",
            table,
            "constraint",
            name,
            "definition",
            Sql.verbatim(constraint.definition()),
            "valid",
            notValid ? Sql.verbatim(" NOT VALID") : Nothing.NOTHING));
  }
}
