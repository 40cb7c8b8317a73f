package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.StatementRewrite;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.SetNotNull;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Indexes and constraints of the release: built, added and validated in the ways that block no
/// writer.
final class OnlineSteps {
  private final Steps steps;
  private final Catalog catalog;
  private final Folding folding;
  private final Problems problems;
  private final TakenIndex takenIndex;
  private final PartitionedIndexes partitioned;

  OnlineSteps(Steps steps, Catalog catalog, Folding folding, Problems problems) {
    this.takenIndex = new TakenIndex(catalog, problems);
    this.steps = steps;
    this.catalog = catalog;
    this.folding = folding;
    this.problems = problems;
    this.partitioned = new PartitionedIndexes(steps, catalog, problems);
  }

  void setNotNull(Pending pending, SetNotNull set, Phase phase) {
    ColumnDraft column = pending.columns().get(set.column());
    if (column == null || column.hidden() || phase != Phase.BACKFILL) {
      return;
    }
    if (column.is(ColumnDraft.Kind.FILLED)) {
      return;
    }
    QualifiedName table = pending.draft().physical();
    Optional<Constraint> standing =
        column.notNullName().isPresent()
            ? Optional.empty()
            : AdoptedIndex.unproven(pending.draft().original(), column.original());
    NotNull required =
        new NotNull(
                table,
                column.physical(),
                standing.map(Constraint::name).or(column::notNullName).orElseThrow(),
                partitioned.below(table),
                column.notNullConstraint())
            .keepingOwn(catalog, problems);
    if (!set.asConstraint() && ProvenNotNull.proved(pending.draft(), column, folding.pending())) {
      required.addProven(steps, phase, catalog.server());
      return;
    }
    if (set.validate()) {
      required.search(steps, phase, catalog);
    }
    if (standing.isPresent()) {
      validate(table, standing.get().name(), phase);
    } else {
      required.addTo(steps, phase, catalog.server());
    }
  }

  void createIndex(Pending pending, CreateIndex create, Phase phase) {
    TableDraft draft = pending.draft();
    IndexAnew anew = IndexAnew.of(pending, create, catalog, folding);
    if (phase == Phase.CONTRACT && anew.waits()) {
      anew.rename(steps);
    }
    if (phase != Phase.BACKFILL
        || (!anew.waits() && takenIndex.blocks(pending, anew, create.ifNotExists()))) {
      return;
    }
    Sql statement = statement(pending, create);
    if (anew.waits()) {
      if (!anew.refused(problems)) {
        build(Phase.BACKFILL, draft.physical(), anew.hidden(), anew.hidden(statement));
      }
      return;
    }
    if (draft.original().kind() == Table.Kind.PARTITIONED) {
      partitioned.createIndex(pending, create, statement);
      return;
    }
    build(Phase.BACKFILL, draft.physical(), create.index(), statement);
  }

  /// The statement over the columns as they stand until contract.
  static Sql statement(Pending pending, CreateIndex create) {
    Map<Identifier, Identifier> names = physical(pending, create.columns());
    Sql statement =
        names.isEmpty()
            ? create.statement()
            : Sql.verbatim(
                StatementRewrite.renameColumns(
                        Grammar.parse(create.statement().text()).statements().getFirst(),
                        create.table(),
                        names)
                    .text());
    return Tokens.createIndex(
        create.unique(),
        true,
        create.index(),
        pending.draft().physical(),
        Tokens.indexBody(statement.text()));
  }

  static Sql statement(Pending pending, AddUnique add) {
    Sql body = keyColumns(pending, add.columns(), add.include(), add.nullsNotDistinct());
    return Tokens.createIndex(true, true, add.constraint(), pending.draft().physical(), body);
  }

  static Sql statement(Pending pending, AddPrimaryKey add) {
    Sql body = keyColumns(pending, add.columns(), add.include(), false);
    return Tokens.createIndex(true, true, add.constraint(), pending.draft().physical(), body);
  }

  private void build(Phase phase, QualifiedName table, Identifier index, Sql create) {
    steps.add(
        new Step.CreateIndexConcurrently(
            steps.head(
                phase,
                table + "." + index,
                "build index " + index + " on " + table + " without blocking writers",
                List.of(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table))),
            table,
            table.withName(index),
            create));
  }

  /// Old-name to physical-name for the columns that stand under another name until contract.
  static Map<Identifier, Identifier> physical(Pending pending, List<Identifier> columns) {
    Map<Identifier, Identifier> names = new HashMap<>();
    for (Identifier column : columns) {
      ColumnDraft draft = pending.columns().get(column);
      if (draft != null && !draft.physical().equals(column)) {
        names.put(column, draft.physical());
      }
    }
    return names;
  }

  private static List<Identifier> mapped(Pending pending, List<Identifier> columns) {
    Map<Identifier, Identifier> names = physical(pending, columns);
    return columns.stream().map(column -> names.getOrDefault(column, column)).toList();
  }

  static boolean onHidden(Pending pending) {
    return pending.columns().values().stream().anyMatch(ColumnDraft::hidden);
  }

  /// On columns the old version shares, the check stands at once; on hidden ones a guard serves
  /// until the old version is retired.
  void addCheck(Pending pending, AddCheck add, Phase phase) {
    Phase due = onHidden(pending) ? Phase.STOP_OLD_WRITES : Phase.BACKFILL;
    if (phase != due) {
      return;
    }
    Expression condition = Tokens.checkCondition(add.definition().text());
    Map<Identifier, Identifier> names = physical(pending, add.columns());
    Expression physical =
        names.isEmpty()
            ? condition
            : Grammar.expression(condition.text()).renameColumns(names).expression();
    boolean noInherit = Tokens.endsWithNoInherit(add.definition().text());
    Sql definition =
        Sql.of(
            "CHECK ({condition}){inherit}",
            Map.of(
                "condition",
                physical,
                "inherit",
                noInherit ? Sql.verbatim(" NO INHERIT") : Nothing.NOTHING));
    QualifiedName table = pending.draft().physical();
    if (add.validate()) {
      new ViolationSearch(steps, catalog).add(phase, table, add.constraint(), physical, noInherit);
    }
    new Check(table, add.constraint(), definition, add.validate(), partitioned.below(table))
        .addTo(steps, phase);
  }

  void addForeignKey(Pending pending, AddForeignKey add, Phase phase) {
    if (phase != Phase.BACKFILL) {
      return;
    }
    boolean divided = pending.draft().original().kind() == Table.Kind.PARTITIONED;
    boolean apart = divided && !catalog.server().atLeast(18);
    if (apart && !add.validate()) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "table \"%s\" is partitioned and a foreign key NOT VALID on it needs PostgreSQL 18"
              .formatted(pending.draft().name()),
          pending.source().place(),
          "leave NOT VALID away: each partition's is proved without blocking its writers");
      return;
    }
    List<Identifier> columns = mapped(pending, add.columns());
    if (divided && PartitionedForeignKey.refused(pending, catalog, columns, problems)) {
      return;
    }
    Optional<TableDraft> target = folding.find(add.references());
    if (target.isEmpty()) {
      problems.add(
          ProblemCode.UNKNOWN_TABLE,
          "table \"%s\" that foreign key \"%s\" points at does not exist"
              .formatted(add.references(), add.constraint()),
          pending.source().place(),
          "correct its name or schema, or create it first");
      return;
    }
    foreignKey(pending, add, target.get());
  }

  private void foreignKey(Pending pending, AddForeignKey add, TableDraft to) {
    QualifiedName table = pending.draft().physical();
    new OrphanSearch(steps, catalog, Phase.BACKFILL)
        .add(
            pending,
            mapped(pending, add.columns()),
            to,
            physical(to, AdoptedIndex.pointedAt(pending, add, to, folding)));
    if (pending.draft().original().kind() == Table.Kind.PARTITIONED
        && !catalog.server().atLeast(18)) {
      new PartitionedForeignKey(
              table,
              to.physical(),
              add.constraint(),
              mapped(pending, add.columns()),
              one -> foreignKey(pending, add, to, one))
          .addTo(steps, Phase.BACKFILL, catalog);
      return;
    }
    new ForeignKey(table, to.physical(), add.constraint(), add.validate(), partitioned.below(table))
        .addTo(
            steps,
            Phase.BACKFILL,
            foreignKey(pending, add, to, new PartitionedForeignKey.Addition(table, false)));
  }

  private Sql foreignKey(
      Pending pending, AddForeignKey add, TableDraft target, PartitionedForeignKey.Addition to) {
    Map<String, SqlPart> parts = new HashMap<>();
    parts.put("table", to.table());
    parts.put("constraint", add.constraint());
    parts.put("columns", SqlList.of(mapped(pending, add.columns())));
    parts.put("target", target.physical());
    parts.put(
        "referenced", referenced(target, AdoptedIndex.pointedAt(pending, add, target, folding)));
    parts.put("actions", Tokens.foreignKeyActions(add.definition().text()));
    parts.put("valid", to.valid() ? Nothing.NOTHING : Sql.verbatim(" NOT VALID"));
    return Sql.of(
        """
        ALTER TABLE {table} ADD CONSTRAINT {constraint}
          FOREIGN KEY ({columns}) REFERENCES {target}{referenced}{actions}{valid}
        """,
        parts);
  }

  private static SqlPart referenced(TableDraft target, List<Identifier> columns) {
    return columns.isEmpty()
        ? Nothing.NOTHING
        : Sql.verbatim(" (" + SqlList.of(physical(target, columns)).rendered() + ")");
  }

  private static List<Identifier> physical(TableDraft target, List<Identifier> columns) {
    return columns.stream()
        .map(name -> target.column(name).map(ColumnDraft::physical).orElse(name))
        .toList();
  }

  void addUnique(Pending pending, AddUnique add, Phase phase) {
    addKey(
        pending,
        new Key(
            add.constraint(),
            "UNIQUE",
            () -> keyColumns(pending, add.columns(), add.include(), add.nullsNotDistinct()),
            add.existingIndex(),
            Deferrable.of(add.deferrable(), add.initiallyDeferred())),
        Phase.BACKFILL,
        phase);
  }

  void addPrimaryKey(Pending pending, AddPrimaryKey add, Phase phase) {
    Phase due = onHidden(pending) ? Phase.STOP_OLD_WRITES : Phase.BACKFILL;
    if (phase == due) {
      requireKey(pending, add, phase);
    }
    addKey(
        pending,
        new Key(
            add.constraint(),
            "PRIMARY KEY",
            () -> keyColumns(pending, add.columns(), add.include(), false),
            add.existingIndex(),
            Deferrable.of(add.deferrable(), add.initiallyDeferred())),
        due,
        phase);
  }

  private void requireKey(Pending pending, AddPrimaryKey add, Phase phase) {
    TableDraft draft = pending.draft();
    for (Identifier name :
        AdoptedIndex.columns(pending, add.columns(), add.existingIndex(), folding)) {
      Optional<ColumnDraft> found = AdoptedIndex.column(pending, name);
      if (found.isEmpty()) {
        continue;
      }
      ColumnDraft column = found.get();
      if (!column.notNull()) {
        new NotNull(
                draft.physical(),
                column.physical(),
                draft.freeNotNullName(column),
                partitioned.below(draft.physical()))
            .keepingOwn(catalog, problems)
            .addTo(steps, phase, catalog.server());
      }
      column
          .origin()
          .filter(origin -> !column.hidden())
          .flatMap(origin -> AdoptedIndex.unproven(draft.original(), origin))
          .ifPresent(proof -> validate(draft.physical(), proof.name(), phase));
    }
  }

  private void validate(QualifiedName table, Identifier constraint, Phase phase) {
    steps.add(
        new Step.ValidateConstraint(
            steps.head(
                phase,
                table + "." + constraint + ".validate",
                "check " + constraint + " for the rows that exist",
                List.of(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table))),
            table,
            constraint));
  }

  /// @param columns the columns of an index to build, and what it includes
  private record Key(
      Identifier constraint,
      String kind,
      Supplier<Sql> columns,
      Optional<Identifier> existingIndex,
      SqlPart deferrable) {}

  private void partitionedKey(Pending pending, Phase phase) {
    PartitionedKey key = PartitionedKey.of(pending);
    if (!takenIndex.blocks(pending, pending.draft().physical().withName(key.constraint()), false)) {
      partitioned.addKey(pending, key, phase);
    }
  }

  /// @param due when its index is built
  private void addKey(Pending pending, Key key, Phase due, Phase phase) {
    Optional<ReplacedKey> replaced = ReplacedKey.of(pending, folding);
    Phase adopted =
        replaced.isPresent()
            ? Phase.CONTRACT
            : AdoptedIndex.due(pending.draft(), key.existingIndex(), due);
    if (phase == due && ReplacedKey.refused(pending, replaced, folding, problems)) {
      return;
    }
    if (pending.draft().original().kind() == Table.Kind.PARTITIONED) {
      if (phase == adopted && replaced.isEmpty()) {
        partitionedKey(pending, phase);
      }
      return;
    }
    if (phase == due
        && AdoptedIndex.refused(pending, key.kind(), key.existingIndex(), folding, problems)) {
      return;
    }
    Identifier index =
        key.existingIndex().orElseGet(() -> ReplacedKey.index(replaced, key.constraint()));
    if (phase == due && key.existingIndex().isEmpty()) {
      QualifiedName table = pending.draft().physical();
      if (takenIndex.blocks(pending, table.withName(index), false)) {
        return;
      }
      build(phase, table, index, Tokens.createIndex(true, true, index, table, key.columns().get()));
    }
    if (phase == adopted) {
      adopt(pending, key, index, phase);
    }
  }

  private void adopt(Pending pending, Key key, Identifier index, Phase phase) {
    boolean late = phase == Phase.CONTRACT;
    QualifiedName table = late ? pending.draft().name() : pending.draft().physical();
    List<Sql> statements = new ArrayList<>();
    List<LockUse> locks = new ArrayList<>(Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table));
    ReplacedKey.of(pending, folding)
        .ifPresent(
            old -> {
              statements.addAll(old.dropping(table));
              locks.addAll(old.locks());
            });
    statements.add(
        Sql.of(
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} {kind} USING INDEX"
                + " {index}{deferrable}",
            Map.of(
                "table", table,
                "constraint", key.constraint(),
                "kind", Sql.of(key.kind()),
                "index", index,
                "deferrable", key.deferrable())));
    steps.transaction(
        steps.head(
            phase,
            table + "." + key.constraint() + ".adopt",
            "make index %s the %s constraint %s".formatted(index, key.kind(), key.constraint()),
            locks),
        statements,
        late
            ? new Undo.Restore("the constraint would take its index along")
            : dropConstraint(table, key.constraint()));
  }

  private static Undo dropConstraint(QualifiedName table, Identifier constraint) {
    return Undo.of(
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}",
            Map.of("table", table, "constraint", constraint)));
  }

  static Sql keyColumns(
      Pending pending,
      List<Identifier> columns,
      List<Identifier> include,
      boolean nullsNotDistinct) {
    SqlPart including =
        include.isEmpty()
            ? Nothing.NOTHING
            : Sql.verbatim(" INCLUDE (" + SqlList.of(mapped(pending, include)).rendered() + ")");
    return Sql.of(
        "({columns}){include}{nulls}",
        Map.of(
            "columns",
            SqlList.of(mapped(pending, columns)),
            "include",
            including,
            "nulls",
            nullsNotDistinct ? Sql.verbatim(" NULLS NOT DISTINCT") : Nothing.NOTHING));
  }

  /// The definition of an index that is dropped, for the way back.
  static Sql recreate(QualifiedName table, Index index) {
    return Tokens.createIndex(
        index.unique(), true, index.name().name(), table, Tokens.indexBody(index.definition()));
  }
}
