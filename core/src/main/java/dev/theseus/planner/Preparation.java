package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Table;
import dev.theseus.plan.Agreement;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Phases 1 to 3 of one table: hidden columns together with their sync trigger, the backfill, the
/// proof that every row is right, and the objects that stand on the new columns.
final class Preparation {
  private final PlannedTable planned;
  private final Steps steps;

  Preparation(PlannedTable planned, Steps steps) {
    this.planned = planned;
    this.steps = steps;
  }

  private Table table() {
    return planned.table();
  }

  private QualifiedName name() {
    return planned.table().name();
  }

  /// Columns and trigger appear in one transaction, so no write can meet one without the other
  /// (invariant 1).
  void dualWrite() {
    if (planned.draft().hidden().isEmpty() && planned.sync().isEmpty()) {
      return;
    }
    List<Sql> statements = new ArrayList<>();
    List<Sql> undo = new ArrayList<>();
    planned.sync().ifPresent(sync -> undo.add(sync.drop()));
    for (ColumnDraft column : planned.draft().hidden()) {
      statements.add(addHidden(column));
      column.origin().map(Column::grants).orElse(List.of()).stream()
          .map(grant -> Grants.on(name(), column.physical(), grant))
          .forEach(statements::add);
      undo.add(
          Sql.of(
              "ALTER TABLE {table} DROP COLUMN IF EXISTS {column}",
              Map.of("table", name(), "column", column.physical())));
    }
    planned.functions().stream()
        .flatMap(function -> Stream.of(function.create(), function.grant()))
        .forEach(statements::add);
    planned
        .sync()
        .ifPresent(
            sync -> {
              boolean fromStart = sync.groups().stream().anyMatch(one -> !one.news().isEmpty());
              statements.add(
                  sync.function(fromStart ? SyncTrigger.Mode.OLD_ONLY : SyncTrigger.Mode.BOTH));
              statements.addAll(sync.createForOld());
              undo.add(sync.dropFunction());
            });
    planned.functions().forEach(function -> undo.add(function.drop()));
    steps.transaction(
        steps.head(
            Phase.DUAL_WRITE,
            name().toString(),
            "add the new columns of " + name() + " together with the trigger that fills them",
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, name())),
        statements,
        new Undo.Statements(undo));
  }

  private Sql addHidden(ColumnDraft column) {
    return Sql.of(
        "ALTER TABLE {table} ADD COLUMN {column} {type}{collation}",
        Map.of(
            "table", name(),
            "column", column.physical(),
            "type", column.type().sql(),
            "collation", collation(column)));
  }

  private static SqlPart collation(ColumnDraft column) {
    return column
        .collation()
        .<SqlPart>map(name -> Sql.verbatim(" " + Sql.of("COLLATE {c}", Map.of("c", name)).text()))
        .orElse(Nothing.NOTHING);
  }

  void backfill(FillTriggers triggers) {
    List<Assignment> assignments = new ArrayList<>();
    List<Identifier> required = new ArrayList<>();
    for (PlannedTable.Fill fill : planned.fills()) {
      assignments.add(
          new Assignment(
              fill.column().physical(), fill.value().overColumns(), Assignment.Rule.MISSING));
      required.add(fill.column().physical());
    }
    for (SyncGroup group : planned.groups()) {
      for (SyncGroup.New one : group.news()) {
        assignments.add(one.assignment());
        if (one.column().notNull()) {
          required.add(one.physical());
        }
      }
    }
    if (assignments.isEmpty()) {
      return;
    }
    addFilling(assignments, triggers.kept(table()));
    List<Assignment> waysBack =
        planned.groups().stream()
            .flatMap(group -> group.olds().stream())
            .flatMap(old -> old.asked().stream())
            .toList();
    steps.add(
        new Step.Verify(
            steps.head(
                Phase.BACKFILL,
                name() + ".verify",
                "check every row of " + name(),
                List.of(LockUse.scanning(LockLevel.ACCESS_SHARE, name()))),
            name(),
            assignments,
            required,
            waysBack,
            agreements()));
  }

  /// Keys that rows of two tables share hold what the other table's row holds, not what `up` gives.
  private List<Agreement> agreements() {
    List<Identifier> elsewhere =
        planned.sync().stream()
            .flatMap(sync -> sync.lookups().stream())
            .map(KeyLookup::old)
            .toList();
    return planned.groups().stream()
        .filter(group -> group.olds().stream().noneMatch(one -> elsewhere.contains(one.physical())))
        .flatMap(group -> group.agreement(DivergenceRecord.key(planned.table())).stream())
        .toList();
  }

  private void addFilling(List<Assignment> assignments, List<Identifier> fired) {
    steps.add(
        new Step.Backfill(
            steps.head(
                Phase.BACKFILL,
                name() + ".fill",
                "fill " + columns(assignments) + " of " + name() + " in chunks",
                List.of(LockUse.brief(LockLevel.ROW_EXCLUSIVE, name())),
                notes(fired)),
            name(),
            assignments,
            fired));
  }

  private static String[] notes(List<Identifier> fired) {
    return fired.isEmpty()
        ? new String[0]
        : new String[] {
          "the triggers "
              + String.join(", ", fired.stream().map(Identifier::name).toList())
              + " are kept from firing where the role may set session_replication_role; elsewhere"
              + " they fire once per row"
        };
  }

  private static String columns(List<Assignment> assignments) {
    return String.join(", ", assignments.stream().map(one -> one.column().name()).toList());
  }

  /// A filled column becomes required as soon as it is filled: its default serves every insert.
  void requireFilled() {
    for (PlannedTable.Fill fill : planned.fills()) {
      ColumnDraft column = fill.column();
      if (column.notNull() || column.numbered()) {
        new NotNull(
                name(),
                column.physical(),
                column.notNullName().orElseThrow(),
                List.of(),
                column.notNullConstraint())
            .addTo(steps, Phase.BACKFILL, planned.server());
      }
      if (column.identity().isPresent()) {
        new OwnSequence(name(), column).attach(steps, fill.value());
      }
    }
  }

  void keptIndexes() {
    for (KeptObjects.KeptIndex kept : planned.kept().indexes()) {
      steps.add(
          new Step.CreateIndexConcurrently(
              steps.head(
                  Phase.BACKFILL,
                  name() + "." + kept.hidden(),
                  "build what " + kept.original().name().name() + " is for the new column",
                  List.of(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, name()))),
              name(),
              name().withName(kept.hidden()),
              kept.create()));
    }
  }

  void keptForeignKeys() {
    for (KeptObjects.KeptForeignKey kept : planned.kept().foreignKeys()) {
      QualifiedName target = kept.original().target().orElseThrow().table();
      new ForeignKey(kept.table(), target, kept.hidden(), kept.original().validated())
          .addTo(steps, Phase.BACKFILL, kept.add());
    }
  }

  /// From here on the row decides which version wrote.
  void bothWays() {
    planned
        .sync()
        .ifPresent(
            sync ->
                steps.transaction(
                    steps.head(
                        Phase.BACKFILL,
                        name() + ".both-ways",
                        "let the row decide which version wrote to " + name(),
                        Steps.brief(LockLevel.SHARE_ROW_EXCLUSIVE, name())),
                    with(sync.function(SyncTrigger.Mode.BOTH), sync.createForBoth()),
                    new Undo.Statements(
                        with(sync.function(SyncTrigger.Mode.OLD_ONLY), sync.createForOld()))));
  }

  private static List<Sql> with(Sql function, List<Sql> trigger) {
    List<Sql> statements = new ArrayList<>(trigger);
    statements.addFirst(function);
    return statements;
  }

  /// Adds the columns that need no trigger.
  static Sql addColumn(QualifiedName table, ColumnDraft column) {
    SqlPart value =
        switch (column.defaultValue()) {
          case Column.Default.None none -> Nothing.NOTHING;
          case Column.Default.Value given -> Sql.verbatim(" DEFAULT " + given.expression().text());
          case Column.Default.Generated generated ->
              Sql.verbatim(
                  " GENERATED ALWAYS AS ("
                      + generated.expression().text()
                      + (generated.stored() ? ") STORED" : ") VIRTUAL"));
        };
    return Sql.of(
        "ALTER TABLE {table} ADD COLUMN {column} {type}{collation}{default}{required}",
        Map.of(
            "table",
            table,
            "column",
            column.physical(),
            "type",
            column.type().sql(),
            "collation",
            collation(column),
            "default",
            value,
            "required",
            column.notNull() ? required(table, column) : Nothing.NOTHING));
  }

  /// With a name where PostgreSQL 18 would choose another than it does in the plain SQL, which may
  /// have renamed the table before.
  private static Sql required(QualifiedName table, ColumnDraft column) {
    Identifier byItself = Names.notNull(table, column.physical(), "");
    return column
        .notNullName()
        .filter(name -> !name.equals(byItself))
        .map(name -> Sql.of("CONSTRAINT {name} NOT NULL", Map.of("name", name)).rendered())
        .map(named -> Sql.verbatim(" " + named))
        .orElseGet(() -> Sql.verbatim(" NOT NULL"));
  }
}
