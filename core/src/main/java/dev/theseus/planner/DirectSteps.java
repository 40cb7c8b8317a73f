package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.AddEnumValue;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.CreateTable;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.SetComment;
import dev.theseus.operation.SetDefault;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.plan.Undo;
import dev.theseus.planner.ColumnDraft.Kind;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Phase 1: what changes the catalog alone and is welcome to both versions, each in a transaction
/// of its own, in the order it was written.
final class DirectSteps {
  private static final Set<String> REPEATABLE = Set.of("reindex", "vacuum", "analyze");

  private final Steps steps;
  private final Folding folding;
  private final Problems problems;
  private final Map<ColumnDraft, PlannedTable.Fill> fills;
  private final Catalog catalog;
  private final Instead instead;
  private final Set<String> written = new HashSet<>();

  /// What carries a statement out in another way than as it is written, and when.
  ///
  /// @param anew what is dropped and made again
  /// @param rebuilt views that are made again as they were
  record Instead(
      PartitionSteps partitions,
      DataChanges changes,
      DataOrder order,
      MadeAnew anew,
      RebuiltViews rebuilt) {}

  DirectSteps(
      Steps steps,
      Folding folding,
      Problems problems,
      Map<ColumnDraft, PlannedTable.Fill> fills,
      Instead instead) {
    this.catalog = instead.anew().catalog();
    this.instead = instead;
    this.steps = steps;
    this.folding = folding;
    this.problems = problems;
    this.fills = fills;
  }

  /// An operation on a table the release itself creates: nobody uses the table yet.
  void onCreated(Pending pending, Phase phase) {
    String statement =
        pending.source().operation() instanceof CreateIndex create
            ? create.statement().text()
            : pending.source().statement();
    if (written.add(pending.source().place() + statement)) {
      QualifiedName table = pending.draft().physical();
      steps.transaction(
          steps.head(
              phase,
              table + ".new",
              "change the new table " + table,
              Steps.brief(
                  LockLevel.SHARE_ROW_EXCLUSIVE,
                  pointedAt(
                      one ->
                          one.source().place().equals(pending.source().place())
                              && one.source().statement().equals(pending.source().statement())))),
          List.of(Sql.verbatim(statement)),
          new Undo.Nothing());
    }
  }

  /// The tables of the database that foreign keys of the operations point at.
  private QualifiedName[] pointedAt(Predicate<Pending> which) {
    return folding.pending().stream()
        .filter(which)
        .map(one -> one.source().operation())
        .filter(AddForeignKey.class::isInstance)
        .map(one -> ((AddForeignKey) one).references())
        .flatMap(one -> folding.find(one).stream())
        .filter(one -> !one.created())
        .map(TableDraft::physical)
        .distinct()
        .toArray(QualifiedName[]::new);
  }

  void createTable(CreateTable create, Phase phase) {
    QualifiedName table = create.table();
    List<QualifiedName> targets =
        create.references().stream().filter(one -> !one.equals(table)).toList();
    QualifiedName[] later =
        pointedAt(one -> one.table().filter(t -> t.physical().equals(table)).isPresent());
    List<LockUse> dropping =
        Stream.concat(targets.stream(), Stream.of(later))
            .distinct()
            .map(one -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one))
            .toList();
    steps.transaction(
        steps.head(
            phase,
            table + ".create",
            "create table " + table,
            Steps.brief(LockLevel.SHARE_ROW_EXCLUSIVE, targets.toArray(QualifiedName[]::new))),
        List.of(create.statement()),
        Undo.of(Sql.of("DROP TABLE IF EXISTS {table}", Map.of("table", table))),
        dropping);
  }

  void addColumn(Pending pending, AddColumn add) {
    ColumnDraft column = pending.columns().get(add.column());
    QualifiedName table = pending.draft().physical();
    if (column == null || column.hidden()) {
      return;
    }
    List<Sql> statements = new ArrayList<>();
    List<Sql> undo = new ArrayList<>();
    undo.add(
        Sql.of(
            "ALTER TABLE {table} DROP COLUMN IF EXISTS {column}",
            Map.of("table", table, "column", column.physical())));
    if (column.is(Kind.ADDED)) {
      ColumnDraft asWritten = new ColumnDraft(Kind.ADDED, add.column(), add.type(), column.place());
      asWritten.changeType(add.type(), add.collation(), Optional.empty());
      asWritten.require(add.notNull());
      column.notNullName().ifPresent(asWritten::nameNotNull);
      asWritten.defaultTo(add.defaultValue());
      statements.add(Preparation.addColumn(table, asWritten));
    } else {
      statements.addAll(filled(table, column));
      if (column.numbered()) {
        statements.addAll(new OwnSequence(table, column).rights(pending.draft(), catalog));
      }
      PlannedTable.Fill fill = fills.get(column);
      if (fill != null) {
        statements.add(fill.value().create());
        undo.addFirst(fill.value().drop());
      }
    }
    boolean stored =
        add.defaultValue() instanceof Column.Default.Generated generated && generated.stored();
    steps.transaction(
        head(
            table + "." + column.name() + ".add",
            "add column " + column.name() + " to " + table + (stored ? ", as written" : ""),
            List.of(new LockUse(LockLevel.ACCESS_EXCLUSIVE, table, false, stored))),
        statements,
        new Undo.Statements(undo));
  }

  private static List<Sql> filled(QualifiedName table, ColumnDraft column) {
    List<Sql> statements = new ArrayList<>();
    Map<String, SqlPart> parts =
        Map.of("table", table, "column", column.physical(), "type", column.type().sql());
    if (column.domainDefault().isPresent()) {
      // empty in the rows that exist; the domain's own default is there for those that come
      return List.of(
          Sql.of("ALTER TABLE {table} ADD COLUMN {column} {type} DEFAULT NULL", parts),
          defaultTo(table, column.physical(), new Column.Default.None()));
    }
    statements.add(Sql.of("ALTER TABLE {table} ADD COLUMN {column} {type}", parts));
    if (column.numbered()) {
      statements.add(new OwnSequence(table, column).create());
    }
    statements.add(
        Sql.of(
            "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
            Map.of(
                "table", table, "column", column.physical(), "value", fillDefault(table, column))));
    return statements;
  }

  /// The default of a filled column: as written, or the next value of its own sequence.
  static SqlPart fillDefault(QualifiedName table, ColumnDraft column) {
    if (column.numbered()) {
      return new OwnSequence(table, column).next();
    }
    return column
        .domainDefault()
        .orElseGet(() -> ((Column.Default.Value) column.defaultValue()).expression());
  }

  void changeType(Pending pending, ChangeType change) {
    ColumnDraft column = pending.columns().get(change.column());
    if (column == null || !pending.strategy().equals("direct")) {
      return;
    }
    QualifiedName table = pending.draft().physical();
    Column origin = column.original();
    List<View> views = RebuiltViews.around(pending, origin);
    if (views.stream().anyMatch(View::materialized)) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "a materialized view reads column \"%s\" of \"%s\"".formatted(origin.name(), table),
          pending.source().place(),
          "drop it in an earlier release and create it again in a later one");
      return;
    }
    new Dependents(catalog, folding, problems).rebuild(views, pending.source().place());
    ViewRebuild rebuild = new ViewRebuild(views);
    List<LockUse> locks = new ArrayList<>(rebuild.locks());
    locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, table));
    locks.addAll(Relatives.of(pending.draft().original(), origin.name()));
    List<Sql> statements = new ArrayList<>(rebuild.drops());
    statements.add(
        Sql.of(
            "ALTER TABLE {table} ALTER COLUMN {column} TYPE {type}",
            Map.of("table", table, "column", origin.name(), "type", change.type().sql())));
    statements.addAll(rebuild.creates());
    steps.transaction(
        head(
            table + "." + origin.name() + ".type",
            "widen %s of %s to %s (catalog only)".formatted(origin.name(), table, change.type()),
            locks),
        statements,
        new Undo.Stays("the wider type holds every value of the old one"));
  }

  void setDefault(Pending pending, SetDefault set, Phase phase) {
    Column.Default value = new Column.Default.Value(set.value(), false);
    ColumnDraft column = pending.columns().get(set.column());
    if (column == null || column.hidden()) {
      return;
    }
    QualifiedName table = pending.draft().physical();
    Column.Default before =
        column.origin().map(Column::defaultValue).orElse(new Column.Default.None());
    steps.transaction(
        steps.head(
            phase,
            table + "." + column.name() + ".default",
            "change the default of " + column.name() + " of " + table,
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(defaultTo(table, column.physical(), value)),
        Undo.of(defaultTo(table, column.physical(), before)));
  }

  private static Sql defaultTo(QualifiedName table, Identifier column, Column.Default value) {
    return value instanceof Column.Default.Value given
        ? Sql.of(
            "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
            Map.of("table", table, "column", column, "value", given.expression()))
        : Sql.of(
            "ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
            Map.of("table", table, "column", column));
  }

  /// The old version's inserts may rely on a default, so it goes at contract, unless the release
  /// gave the column another one.
  void dropDefault(Pending pending, Identifier named) {
    ColumnDraft column = pending.columns().get(named);
    if (column == null
        || column.hidden()
        || !(column.defaultValue() instanceof Column.Default.None)) {
      return;
    }
    QualifiedName table = pending.draft().name();
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            table + "." + column.name() + ".default",
            "drop the default of " + column.name() + " of " + table,
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(defaultTo(table, column.name(), new Column.Default.None())),
        new Undo.Restore("the default is gone"));
  }

  void dropNotNull(Pending pending, Identifier named) {
    ColumnDraft column = pending.columns().get(named);
    if (column == null || !column.is(Kind.KEPT)) {
      return;
    }
    QualifiedName table = pending.draft().physical();
    steps.transaction(
        head(
            table + "." + column.name() + ".nullable",
            "allow NULL in " + column.name() + " of " + table,
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(
            Sql.of(
                "ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL",
                Map.of("table", table, "column", column.physical()))),
        new Undo.Stays("rows of the new version may hold NULL"));
  }

  void enumValue(AddEnumValue add) {
    steps.transaction(
        head(
            add.type() + "." + add.value(),
            "add value " + add.value() + " to " + add.type(),
            List.of()),
        List.of(Tokens.addEnumValueIfMissing(add.statement().text())),
        new Undo.Stays("PostgreSQL cannot remove an enum value; an unused one is harmless"));
  }

  /// A comment on what stands under its final name already; others follow at contract.
  void comment(Pending pending, SetComment comment, Phase phase) {
    if (instead.anew().carryOut(pending, phase, instead.order(), steps)) {
      return;
    }
    boolean later =
        pending.table().filter(TableDraft::needsView).isPresent()
            || instead.rebuilt().later(comment);
    if (phase != (later ? Phase.CONTRACT : instead.order().due(pending))) {
      return;
    }
    StepHead head =
        steps.head(
            phase, comment.object() + ".comment", "comment on " + comment.object(), List.of());
    boolean moved =
        later && (pending.table().filter(TableDraft::renamed).isPresent() || renamed(pending));
    Sql statement = moved ? Commented.atContract(pending, comment) : comment.statement();
    steps.transaction(head, List.of(statement), commentBefore(pending, comment, later));
  }

  private static boolean renamed(Pending pending) {
    return pending.columns().entrySet().stream()
        .anyMatch(one -> !one.getKey().equals(one.getValue().name()));
  }

  private static Undo commentBefore(Pending pending, SetComment comment, boolean later) {
    if (later || pending.table().filter(TableDraft::created).isPresent()) {
      return new Undo.Nothing();
    }
    if (comment.column().isPresent()) {
      return Optional.ofNullable(pending.columns().get(comment.column().get()))
          .filter(column -> column.origin().isPresent())
          .<Undo>map(column -> columnComment(comment, column))
          .orElse(new Undo.Nothing());
    }
    boolean onTable =
        pending.table().isPresent()
            && Grammar.statement(comment.statement().text())
                .tree()
                .text("objtype")
                .equals("OBJECT_TABLE");
    return onTable
        ? tableComment(pending, comment)
        : new Undo.Stays("the comment before it is not known");
  }

  private static Undo columnComment(SetComment comment, ColumnDraft column) {
    Literal before = column.original().comment().map(Literal::of).orElse(Literal.ofNull());
    return Undo.of(
        Sql.of(
            "COMMENT ON COLUMN {table}.{column} IS {text}",
            Map.of("table", comment.object(), "column", column.physical(), "text", before)));
  }

  private static Undo tableComment(Pending pending, SetComment comment) {
    Literal before = pending.draft().original().comment().map(Literal::of).orElse(Literal.ofNull());
    return Undo.of(
        Sql.of(
            "COMMENT ON TABLE {table} IS {text}",
            Map.of("table", comment.object(), "text", before)));
  }

  void statement(Pending pending, DirectStatement written, Phase phase) {
    if (!written.atContract() && refusedUnfinished(pending, written, phase)) {
      return;
    }
    if (instead.anew().carryOut(pending, phase, instead.order(), steps)
        || instead.partitions().statement(pending, written, phase)
        || phase != instead.order().due(pending)
        || new LockedBuild(folding, problems).refused(pending, written)) {
      return;
    }
    Optional<DirectStatement> complete =
        Truncation.is(written)
            ? new Truncation(folding, problems).complete(pending, written)
            : Optional.of(written);
    complete.ifPresent(direct -> add(pending, direct, phase));
  }

  private void add(Pending pending, DirectStatement written, Phase phase) {
    if (instead.changes().carryOut(pending, written, phase)) {
      return;
    }
    DirectStatement direct =
        new TakenAlong(folding, problems).spared(instead.changes().whole(pending, written, phase));
    if (!direct.warning().isBlank()) {
      problems.warn(pending.source().place() + ": " + direct.warning());
    }
    if (phase != Phase.CONTRACT && direct.undo() instanceof Undo.Restore restore) {
      problems.warn(
          "%s: from this step on `theseus rollback` is refused: %s"
              .formatted(pending.source().place(), restore.reason()));
    }
    String[] notes = direct.warning().isBlank() ? new String[0] : new String[] {direct.warning()};
    StepHead head =
        steps.head(phase, direct.kind(), direct.kind() + " as written", direct.locks(), notes);
    if (direct.transactional()) {
      steps.add(
          new Step.Transaction(
              head, List.of(direct.statement()), direct.undo(), undoLocks(direct)));
    } else if (direct.kind().equals(ViewIndex.KIND)) {
      steps.add(
          new Step.CreateIndexConcurrently(
              head, direct.tables().getFirst(), direct.target(), direct.statement()));
    } else if (direct.undo() instanceof Undo.CreateIndex) {
      steps.add(
          new Step.DropIndexConcurrently(
              head, direct.tables().getFirst(), direct.target(), direct.undo()));
    } else {
      steps.add(new Step.Standalone(head, direct.statement(), direct.undo(), repeatable(direct)));
    }
  }

  /// What leaves everything as it was, or as the first time did.
  private static boolean repeatable(DirectStatement direct) {
    return ViewRefresh.is(direct) || REPEATABLE.contains(direct.kind());
  }

  /// DETACH locks more than ATTACH.
  private static List<LockUse> undoLocks(DirectStatement direct) {
    return direct.kind().equals("alter table attach partition")
        ? Steps.brief(LockLevel.ACCESS_EXCLUSIVE, direct.tables().toArray(QualifiedName[]::new))
        : direct.locks();
  }

  /// Said once, and true in every phase.
  private boolean refusedUnfinished(Pending pending, DirectStatement direct, Phase phase) {
    Optional<QualifiedName> unfinished =
        direct.tables().stream().filter(this::unfinished).findFirst();
    if (phase == Phase.EXPAND) {
      unfinished.ifPresent(
          named ->
              problems.add(
                  ProblemCode.DEPENDS_ON_CONTRACT,
                  "%s names \"%s\", which has its new shape only after contract"
                      .formatted(direct.kind(), named),
                  pending.source().place(),
                  instead.anew().holds(pending)
                      ? "put the statement, and the DROP before it, into a release of its own after"
                          + " this one"
                      : "put the statement into a release of its own after this one"));
    }
    boolean lost =
        phase == Phase.EXPAND
            && instead.rebuilt().refused(instead.anew().place(pending), direct, problems);
    return unfinished.isPresent() || lost;
  }

  private boolean unfinished(QualifiedName named) {
    return folding
        .find(named)
        .filter(one -> one.needsView() || one.renamed() || one.gone())
        .isPresent();
  }

  private StepHead head(String key, String title, List<LockUse> locks) {
    return steps.head(Phase.EXPAND, key, title, locks);
  }
}
