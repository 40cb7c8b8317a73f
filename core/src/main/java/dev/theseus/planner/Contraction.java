package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Trigger;
import dev.theseus.grammar.Grammar;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.planner.ColumnDraft.Kind;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Phase 6 of one table: the old columns go, the new ones take their final names, and every object
/// takes the name the plain SQL gives it. One transaction of catalog changes only.
final class Contraction {
  private final PlannedTable planned;
  private final Identifier version;
  private final Steps steps;
  private final QualifiedName table;
  private final List<Sql> statements = new ArrayList<>();
  private final Set<QualifiedName> locked = new LinkedHashSet<>();

  /// @param version the version schema; only read when columns are exchanged, and then there is one
  Contraction(PlannedTable planned, Identifier version, Steps steps) {
    this.planned = planned;
    this.version = version;
    this.steps = steps;
    this.table = planned.table().name();
    locked.add(table);
  }

  void addSteps() {
    if (!planned.draft().needsView() && planned.sync().isEmpty()) {
      return;
    }
    planned.sync().ifPresent(sync -> statements.add(sync.drop()));
    statements.addAll(planned.kept().views().drops());
    dropForeignKeys();
    keepSequences();
    dropColumns();
    planned.draft().of(Kind.COPIED).stream()
        .filter(IdentityMove::needed)
        .forEach(copy -> statements.add(new IdentityMove(table, copy).end()));
    renameColumns();
    planned.kept().indexes().forEach(this::adoptIndex);
    adoptConstraints();
    for (ColumnDraft column : planned.draft().hidden()) {
      attributes(column);
      ownDefault(column).ifPresent(statements::add);
    }
    statistics();
    planAnew();
    if (planned.draft().renamed()) {
      add("ALTER TABLE {table} RENAME TO {name}", Map.of("name", planned.draft().name().name()));
    }
    statements.addAll(planned.kept().views().creates());
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            table.toString(),
            "drop what only the old version of "
                + table
                + " used; the new columns take their names",
            locks()),
        statements,
        new Undo.Restore("the old values of " + table + " are gone"));
    dropFunctions();
  }

  /// Views before their tables, as their clients lock them. Defaults of the version view go, also
  /// with an identity.
  private List<LockUse> locks() {
    List<LockUse> locks = new ArrayList<>(planned.kept().views().locks());
    if (planned.draft().hidden().stream()
        .anyMatch(one -> IdentityMove.needed(one) || ownDefault(one).isPresent())) {
      locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, view()));
    }
    locked.forEach(one -> locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one)));
    return locks;
  }

  private QualifiedName view() {
    return planned.draft().name().withSchema(version);
  }

  /// From now on the table's default holds for the version view too: where the view kept its own, a
  /// later release would change the default of the table for nobody who uses the view.
  private Optional<Sql> ownDefault(ColumnDraft column) {
    return !IdentityMove.needed(column) && column.defaultValue() instanceof Column.Default.Value
        ? Optional.of(
            Sql.of(
                "ALTER VIEW {view} ALTER COLUMN {column} DROP DEFAULT",
                Map.of("view", view(), "column", column.name())))
        : Optional.empty();
  }

  private void add(String template, Map<String, ? extends SqlPart> parts) {
    Map<String, Object> all = new HashMap<>(parts);
    all.put("table", table);
    statements.add(Sql.of(template, all));
  }

  /// Foreign keys of other tables that point at an old column stand in the way of its drop.
  private void dropForeignKeys() {
    for (KeptObjects.KeptForeignKey kept : planned.kept().foreignKeys()) {
      locked.add(kept.table());
      if (!kept.bothMove()) {
        locked.add(kept.original().target().orElseThrow().table());
        statements.add(dropForeignKey(kept));
      }
    }
    for (Constraint one : planned.table().constraints()) {
      boolean lost =
          planned.draft().dropped().stream()
              .anyMatch(dropped -> one.columns().contains(dropped.column().name()));
      if (one.kind() == Constraint.Kind.FOREIGN_KEY && lost) {
        locked.add(one.target().orElseThrow().table());
      }
    }
  }

  private static Sql dropForeignKey(KeptObjects.KeptForeignKey kept) {
    return Sql.of(
        "ALTER TABLE {other} DROP CONSTRAINT {constraint}",
        Map.of("other", kept.table(), "constraint", kept.original().name()));
  }

  /// A key between old columns of two tables stands in the way of both drops, so it goes before
  /// either; the one between the new columns holds meanwhile.
  void dropSharedForeignKeys() {
    for (KeptObjects.KeptForeignKey kept : planned.kept().foreignKeys()) {
      if (kept.bothMove()) {
        QualifiedName target = kept.original().target().orElseThrow().table();
        steps.transaction(
            steps.head(
                Phase.CONTRACT,
                kept.table() + "." + kept.original().name(),
                "drop foreign key " + kept.original().name() + " between the old columns",
                Steps.brief(LockLevel.ACCESS_EXCLUSIVE, kept.table(), target)),
            List.of(dropForeignKey(kept)),
            new Undo.Restore("the old version is being retired"));
      }
    }
  }

  /// A sequence owned by an old column would go with it.
  private void keepSequences() {
    for (ColumnDraft copy : planned.draft().of(Kind.COPIED)) {
      if (IdentityMove.needed(copy)) {
        statements.addAll(new IdentityMove(table, copy).begin(view()));
      } else {
        copy.original().ownedSequence().ifPresent(sequence -> own(copy, sequence));
      }
      copy.original().furtherSequences().forEach(sequence -> own(copy, sequence));
    }
  }

  private void own(ColumnDraft copy, QualifiedName sequence) {
    add(
        "ALTER SEQUENCE {sequence} OWNED BY {table}.{column}",
        Map.of("sequence", sequence, "column", copy.physical()));
  }

  private void dropColumns() {
    for (ColumnDraft copy : planned.draft().of(Kind.COPIED)) {
      add("ALTER TABLE {table} DROP COLUMN {column}", Map.of("column", copy.original().name()));
    }
    for (TableDraft.Dropped dropped : planned.draft().dropped()) {
      add(
          dropped.cascade()
              ? "ALTER TABLE {table} DROP COLUMN {column} CASCADE"
              : "ALTER TABLE {table} DROP COLUMN {column}",
          Map.of("column", dropped.column().name()));
    }
  }

  /// Names may be exchanged in a circle; then every column takes a hidden name first.
  private void renameColumns() {
    Map<Identifier, Identifier> renames = new LinkedHashMap<>();
    for (ColumnDraft column : planned.draft().columns()) {
      if (!column.physical().equals(column.name())) {
        renames.put(column.physical(), column.name());
      }
    }
    boolean clash = renames.values().stream().anyMatch(renames::containsKey);
    if (clash) {
      Map<Identifier, Identifier> viaHidden = new LinkedHashMap<>();
      renames.forEach(
          (from, to) -> {
            Identifier between = Identifier.derived(Names.PREFIX, to.name(), "_next");
            rename(from, between);
            viaHidden.put(between, to);
          });
      viaHidden.forEach(this::rename);
    } else {
      renames.forEach(this::rename);
    }
  }

  private void rename(Identifier from, Identifier to) {
    add("ALTER TABLE {table} RENAME COLUMN {from} TO {to}", Map.of("from", from, "to", to));
  }

  private void adoptIndex(KeptObjects.KeptIndex kept) {
    Index index = kept.original();
    QualifiedName hidden = table.withName(kept.hidden());
    if (index.constraint().isPresent()) {
      Constraint constraint = planned.table().constraint(index.constraint().get()).orElseThrow();
      add(
          index.primary()
              ? "ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX"
                  + " {index}{deferrable}"
              : "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {index}{deferrable}",
          Map.of(
              "name", constraint.name(),
              "index", kept.hidden(),
              "deferrable", Deferrable.of(constraint.definition())));
    } else {
      statements.add(
          Sql.of(
              "ALTER INDEX {index} RENAME TO {name}",
              Map.of("index", hidden, "name", index.name().name())));
    }
    if (index.clustered()) {
      add("ALTER TABLE {table} CLUSTER ON {index}", Map.of("index", index.name().name()));
    }
    if (index.replicaIdentity()) {
      add(
          "ALTER TABLE {table} REPLICA IDENTITY USING INDEX {index}",
          Map.of("index", index.name().name()));
    }
    index
        .comment()
        .ifPresent(
            text ->
                statements.add(
                    Sql.of(
                        "COMMENT ON INDEX {index} IS {text}",
                        Map.of("index", index.name(), "text", Literal.of(text)))));
  }

  private void adoptConstraints() {
    for (KeptObjects.KeptCheck check : planned.kept().checks()) {
      adopt(table, check.hidden(), check.original());
    }
    for (KeptObjects.KeptForeignKey key : planned.kept().foreignKeys()) {
      adopt(key.table(), key.hidden(), key.original());
    }
    for (KeptObjects.KeptIndex kept : planned.kept().indexes()) {
      kept.original()
          .constraint()
          .flatMap(planned.table()::constraint)
          .ifPresent(one -> comment(table, one));
    }
    if (planned.server().atLeast(18)) {
      for (ColumnDraft column : planned.draft().hidden()) {
        if (column.notNull()) {
          add(
              "ALTER TABLE {table} RENAME CONSTRAINT {hidden} TO {name}",
              Map.of(
                  "hidden", Names.hiddenNotNull(table, column.name()),
                  "name", notNullName(column)));
        }
      }
    }
  }

  private Identifier notNullName(ColumnDraft column) {
    return planned.table().constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.NOT_NULL)
        .filter(
            one ->
                column.origin().filter(origin -> one.columns().contains(origin.name())).isPresent())
        .map(Constraint::name)
        .findFirst()
        .orElseGet(
            () -> column.notNullName().orElseGet(() -> planned.draft().freeNotNullName(column)));
  }

  private void adopt(QualifiedName on, Identifier hidden, Constraint original) {
    statements.add(
        Sql.of(
            "ALTER TABLE {table} RENAME CONSTRAINT {hidden} TO {name}",
            Map.of("table", on, "hidden", hidden, "name", original.name())));
    comment(on, original);
  }

  private void comment(QualifiedName on, Constraint original) {
    original
        .comment()
        .ifPresent(
            text ->
                statements.add(
                    Sql.of(
                        "COMMENT ON CONSTRAINT {name} ON {table} IS {text}",
                        Map.of("name", original.name(), "table", on, "text", Literal.of(text)))));
  }

  private void attributes(ColumnDraft column) {
    if (column.defaultValue() instanceof Column.Default.Value value) {
      add(
          "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
          Map.of("column", column.name(), "value", value.expression()));
    }
    column.origin().ifPresent(origin -> ColumnAttributes.copy(table, column, origin, statements));
  }

  /// PL/pgSQL keeps the types of `NEW`'s columns with a session's plans and fails when they change;
  /// a function whose catalog row changed is compiled anew. Resetting a setting no function has
  /// changes nothing else.
  private void planAnew() {
    planned.table().triggers().stream()
        .map(Trigger::function)
        .distinct()
        .map(Contraction::compiledAnew)
        .forEach(statements::add);
  }

  private static Sql compiledAnew(QualifiedName function) {
    return Sql.of(
        """
        DO $theseus$
        BEGIN
          ALTER FUNCTION {function}() RESET vacuum_cost_page_hit;
        EXCEPTION WHEN insufficient_privilege THEN
          RAISE NOTICE 'trigger function of another owner: its sessions may have to reconnect';
        END
        $theseus$
        """,
        Map.of("function", function));
  }

  /// Extended statistics that named an old column went with it.
  private void statistics() {
    Map<Identifier, ColumnDraft> copied = planned.draft().copied();
    planned.table().otherDependents().stream()
        .filter(one -> one.kind().equals("statistics"))
        .filter(one -> one.columns().stream().anyMatch(copied::containsKey))
        .filter(
            one ->
                planned.draft().dropped().stream()
                    .noneMatch(dropped -> one.columns().contains(dropped.column().name())))
        .flatMap(one -> one.recreate().stream())
        .flatMap(text -> Grammar.split(text).stream())
        .forEach(statement -> statements.add(Sql.verbatim(statement.text())));
  }

  private void dropFunctions() {
    List<Sql> drops = new ArrayList<>();
    planned.sync().ifPresent(sync -> drops.add(sync.dropFunction()));
    planned.functions().forEach(function -> drops.add(function.drop()));
    planned.fills().forEach(fill -> drops.add(fill.value().drop()));
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            table + ".functions",
            "drop the functions that kept " + table + " in step",
            List.of()),
        drops,
        new Undo.Restore("the old values of " + table + " are gone"));
  }
}
