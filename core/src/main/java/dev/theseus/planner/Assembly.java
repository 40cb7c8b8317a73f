package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.View;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.AddEnumValue;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.CreateTable;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropNotNull;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.RenameColumn;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.operation.SetComment;
import dev.theseus.operation.SetDefault;
import dev.theseus.operation.SetNotNull;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.plan.Version;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Lays the steps of a folded release out in their phases.
final class Assembly {
  private final Release release;
  private final Catalog catalog;
  private final Folding folding;
  private final List<PlannedTable> tables;
  private final Optional<Version> version;
  private final Steps steps = new Steps();
  private final PartitionSteps partitions;
  private final DirectSteps direct;
  private final OnlineSteps online;
  private final TableDrop drops;
  private final DataOrder order;
  private final DuplicateSearch search;
  private final IndexDrop indexDrops;
  private final ConstraintDrop constraintDrops;
  private final FillTriggers fillTriggers;
  private final TakenAlong takenAlong;
  private final Dependents dependents;

  /// @param folding the folded operations
  /// @param tables the tables of the release with everything resolved
  record Input(
      Release release,
      Catalog catalog,
      Folding folding,
      List<PlannedTable> tables,
      Optional<Version> version) {}

  Assembly(Input input, Problems problems) {
    this.release = input.release();
    this.catalog = input.catalog();
    this.folding = input.folding();
    this.tables = input.tables();
    this.version = input.version();
    Map<ColumnDraft, PlannedTable.Fill> fills = new HashMap<>();
    tables.forEach(table -> table.fills().forEach(fill -> fills.put(fill.column(), fill)));
    this.partitions = new PartitionSteps(steps, catalog, problems);
    Tables named = new Tables(catalog, release.base());
    this.order = DataOrder.of(folding, named, problems);
    this.search = new DuplicateSearch(steps, catalog, folding, order);
    DataChanges changes = new DataChanges(named, steps, problems);
    DirectSteps.Instead instead =
        new DirectSteps.Instead(
            partitions,
            changes,
            order,
            MadeAnew.of(named, folding, problems),
            RebuiltViews.of(folding, tables));
    this.direct = new DirectSteps(steps, folding, problems, fills, instead);
    this.online = new OnlineSteps(steps, catalog, folding, problems);
    this.drops = new TableDrop(steps, folding, problems);
    KeyUsers users = new KeyUsers(folding, problems);
    this.indexDrops = new IndexDrop(steps, catalog, users, problems);
    this.constraintDrops = new ConstraintDrop(steps, catalog, users, problems);
    this.fillTriggers = new FillTriggers(catalog, problems);
    this.takenAlong = new TakenAlong(folding, problems);
    this.dependents = new Dependents(catalog, folding, problems);
  }

  List<Step> steps() {
    search.first();
    for (Pending pending : folding.pending()) {
      expand(pending);
      search.behind(pending, Phase.EXPAND);
    }
    for (PlannedTable table : tables) {
      new Preparation(table, steps).dualWrite();
    }
    for (PlannedTable table : tables) {
      Preparation preparation = new Preparation(table, steps);
      preparation.backfill(fillTriggers);
      preparation.requireFilled();
    }
    // Until here nothing stands on a column that only a trigger fills, so that sync may be shed.
    tables.forEach(table -> new Preparation(table, steps).keptIndexes());
    tables.forEach(table -> new Preparation(table, steps).keptForeignKeys());
    for (Pending pending : folding.pending()) {
      constrain(pending, Phase.BACKFILL);
      search.behind(pending, Phase.BACKFILL);
    }
    tables.forEach(table -> new Preparation(table, steps).bothWays());
    publish();
    tables.forEach(table -> new Retirement(table, steps).addSteps());
    folding.pending().forEach(pending -> constrain(pending, Phase.STOP_OLD_WRITES));
    contract();
    return steps.all();
  }

  private void expand(Pending pending) {
    if (pending.table().filter(TableDraft::created).isPresent()) {
      created(pending, Phase.EXPAND);
      return;
    }
    switch (pending.source().operation()) {
      case CreateTable create -> {}
      case AddColumn add -> direct.addColumn(pending, add);
      case ChangeType change -> direct.changeType(pending, change);
      case SetDefault set -> setDefault(pending, set, Phase.EXPAND);
      case DropDefault drop -> {}
      case DropNotNull drop -> direct.dropNotNull(pending, drop.column());
      case AddEnumValue add -> direct.enumValue(add);
      case SetComment comment -> direct.comment(pending, comment, Phase.EXPAND);
      case DirectStatement statement -> direct.statement(pending, statement, Phase.EXPAND);
      case DropColumn drop -> {}
      case RenameColumn rename -> {}
      case SetNotNull set -> {}
      case RenameTable rename -> {}
      case DropTable drop -> {}
      case CreateIndex create -> {}
      case DropIndex drop -> {}
      case RenameIndex rename -> {}
      case AddCheck add -> {}
      case AddForeignKey add -> {}
      case AddUnique add -> {}
      case AddPrimaryKey add -> {}
      case DropConstraint drop -> {}
      case RenameConstraint rename -> {}
    }
  }

  /// A table of the release, and what the release does to it.
  private void created(Pending pending, Phase phase) {
    if (phase != order.due(pending)) {
      return;
    }
    if (pending.source().operation() instanceof CreateTable create) {
      direct.createTable(create, phase);
    } else if (pending.source().operation() instanceof SetComment comment) {
      direct.comment(pending, comment, phase);
    } else {
      direct.onCreated(pending, phase);
    }
  }

  private void setDefault(Pending pending, SetDefault set, Phase phase) {
    if (phase == order.due(pending)) {
      direct.setDefault(pending, set, phase);
    }
  }

  private void constrain(Pending pending, Phase phase) {
    if (pending.table().filter(TableDraft::created).isPresent()) {
      created(pending, phase);
      return;
    }
    switch (pending.source().operation()) {
      case SetNotNull set -> online.setNotNull(pending, set, phase);
      case CreateIndex create -> online.createIndex(pending, create, phase);
      case AddCheck add -> online.addCheck(pending, add, phase);
      case AddForeignKey add -> online.addForeignKey(pending, add, phase);
      case AddUnique add -> online.addUnique(pending, add, phase);
      case AddPrimaryKey add -> online.addPrimaryKey(pending, add, phase);
      case DropConstraint drop -> constraintDrops.add(pending, drop, phase);
      case AddColumn add -> {}
      case DropColumn drop -> {}
      case RenameColumn rename -> {}
      case ChangeType change -> {}
      case DropNotNull drop -> {}
      case SetDefault set -> setDefault(pending, set, phase);
      case DropDefault drop -> {}
      case CreateTable create -> {}
      case RenameTable rename -> {}
      case DropTable drop -> {}
      case DropIndex drop -> {}
      case RenameIndex rename -> {}
      case RenameConstraint rename -> {}
      case SetComment comment -> direct.comment(pending, comment, phase);
      case AddEnumValue add -> {}
      case DirectStatement statement -> direct.statement(pending, statement, phase);
    }
  }

  private List<TableDraft> shown() {
    return folding.tables().stream().filter(TableDraft::needsView).toList();
  }

  private void publish() {
    if (version.isEmpty()) {
      return;
    }
    VersionViews views = new VersionViews(catalog, version.get(), release.name());
    List<LockUse> locks =
        shown().stream().map(one -> LockUse.brief(LockLevel.ACCESS_SHARE, one.physical())).toList();
    steps.transaction(
        steps.head(
            Phase.BACKFILL,
            "publish." + version.get().schema(),
            "publish the new version as schema " + version.get().schema(),
            locks),
        views.publish(shown()),
        new Undo.Statements(views.withdraw(shown())),
        shown().stream()
            .map(one -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, views.viewName(one)))
            .toList());
  }

  private void contract() {
    withdrawEarlier();
    List<View> anew = tables.stream().flatMap(one -> one.kept().views().views().stream()).toList();
    List<Pending> first =
        folding.pending().stream().filter(one -> dependents.goesFirst(one, anew)).toList();
    first.forEach(this::contract);
    tables.forEach(
        one -> dependents.rebuild(one.kept().views().views(), one.table().name().toString()));
    Identifier schema = Names.version(release.base(), release.name());
    tables.forEach(table -> new Contraction(table, schema, steps).dropSharedForeignKeys());
    tables.forEach(table -> new Contraction(table, schema, steps).addSteps());
    dependents.contracted();
    folding.pending().stream().filter(one -> !first.contains(one)).forEach(this::contract);
    tables.stream()
        .filter(table -> !table.draft().needsView() && table.sync().isEmpty())
        .forEach(this::dropFills);
  }

  /// Earlier versions are retired when the release after them is; a release without a version
  /// leaves them, but for the views of the tables it drops.
  private void withdrawEarlier() {
    Set<QualifiedName> gone =
        folding.tables().stream()
            .filter(TableDraft::gone)
            .map(TableDraft::physical)
            .collect(Collectors.toSet());
    EarlierVersions earlier =
        EarlierVersions.of(
            catalog, release.base(), table -> version.isPresent() || gone.contains(table));
    dependents.withdraw(earlier.views());
    if (version.isPresent() || !earlier.views().isEmpty()) {
      steps.transaction(
          steps.head(
              Phase.CONTRACT,
              "earlier-versions",
              "withdraw the views of earlier versions",
              earlier.locks()),
          earlier.drops(),
          new Undo.Restore("the earlier version is retired"));
    }
  }

  private void dropFills(PlannedTable table) {
    List<Sql> drops = table.fills().stream().map(fill -> fill.value().drop()).toList();
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            table.table().name() + ".functions",
            "drop the functions that filled " + table.table().name(),
            List.of()),
        drops,
        new Undo.Nothing());
  }

  private void contract(Pending pending) {
    if (pending.table().filter(TableDraft::created).isPresent()
        || takenAlong.leavesNothing(pending)) {
      return;
    }
    dependents.pass(pending);
    switch (pending.source().operation()) {
      case DropTable drop -> {
        catalog
            .partitions()
            .find(drop.table())
            .ifPresent(one -> partitions.detach(one.under(drops.now(one.parent())), false));
        drops.add(pending, drop);
      }
      case DropIndex drop -> indexDrops.add(pending, drop);
      case RenameIndex rename -> renameIndex(pending, rename);
      case RenameConstraint rename -> renameConstraint(pending, rename);
      case DropConstraint drop -> constraintDrops.add(pending, drop, Phase.CONTRACT);
      case SetComment comment -> direct.comment(pending, comment, Phase.CONTRACT);
      case AddColumn add -> {}
      case DropColumn drop -> {}
      case RenameColumn rename -> {}
      case ChangeType change -> {}
      case SetNotNull set -> {}
      case DropNotNull drop -> {}
      case SetDefault set -> {}
      case DropDefault drop -> direct.dropDefault(pending, drop.column());
      case CreateTable create -> {}
      case RenameTable rename -> {}
      case CreateIndex create -> online.createIndex(pending, create, Phase.CONTRACT);
      case AddCheck add -> {}
      case AddForeignKey add -> {}
      case AddUnique add -> online.addUnique(pending, add, Phase.CONTRACT);
      case AddPrimaryKey add -> online.addPrimaryKey(pending, add, Phase.CONTRACT);
      case AddEnumValue add -> {}
      case DirectStatement statement -> direct.statement(pending, statement, Phase.CONTRACT);
    }
  }

  private void renameIndex(Pending pending, RenameIndex rename) {
    rename(
        pending,
        rename.index().toString(),
        Sql.of(
            "ALTER INDEX {index} RENAME TO {name}",
            Map.of("index", rename.index(), "name", rename.to())));
  }

  private void renameConstraint(Pending pending, RenameConstraint rename) {
    Map<String, SqlPart> parts =
        Map.of("table", pending.draft().name(), "from", rename.from(), "name", rename.to());
    rename(
        pending,
        rename.table() + "." + rename.from(),
        Sql.of("ALTER TABLE {table} RENAME CONSTRAINT {from} TO {name}", parts));
  }

  private void rename(Pending pending, String key, Sql statement) {
    QualifiedName table = pending.draft().name();
    boolean index = pending.source().operation() instanceof RenameIndex;
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            key + ".rename",
            "rename " + key,
            index ? List.of() : Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(statement),
        new Undo.Restore("the old name is gone"));
  }
}
