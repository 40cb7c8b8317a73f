package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration.Authored;
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
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Folds the operations of a release, in order, into one draft of the new version. All pending
/// migrations become one version, so what counts is where each column ends, not the way it took.
final class Folding {
  private final Catalog catalog;
  private final Problems problems;
  private final ColumnFolding columns;
  private final WrittenStatements written;
  private final Map<Authored, Authored> authored = new HashMap<>();
  private final Map<QualifiedName, TableDraft> current = new LinkedHashMap<>();
  private final List<TableDraft> tables = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final Map<ColumnDraft, TableDraft> constrained = new LinkedHashMap<>();

  Folding(Catalog catalog, Directives directives, WrittenStatements written, Problems problems) {
    this.catalog = catalog;
    this.written = written;
    this.problems = problems;
    this.columns = new ColumnFolding(catalog, directives, problems);
  }

  List<TableDraft> tables() {
    return tables;
  }

  List<Pending> pending() {
    return pending;
  }

  /// Whether the release takes a constraint away before the new version is published.
  boolean drops(Constraint constraint) {
    return pending.stream()
        .filter(one -> one.table().filter(t -> t.physical().equals(constraint.table())).isPresent())
        .anyMatch(
            one ->
                one.source().operation() instanceof DropConstraint drop
                    && drop.constraint().equals(constraint.name()));
  }

  /// Whether the release drops a view before the columns that it reads are exchanged.
  boolean dropsView(QualifiedName view) {
    return pending.stream()
        .map(one -> one.source().operation())
        .anyMatch(
            one ->
                Removals.isView(one)
                    && one instanceof DirectStatement drop
                    && drop.tables().contains(view));
  }

  /// The foreign keys that point at a table of the database.
  List<Constraint> pointingAt(QualifiedName table) {
    return catalog.table(table).map(Table::referencedBy).orElse(List.of());
  }

  /// Whether other tables inherit from an ordinary one.
  boolean hasChildren(Table parent) {
    String name = parent.name().schema().name() + "." + parent.name().name().name();
    return parent.kind() == Table.Kind.ORDINARY
        && catalog.tables().values().stream()
            .flatMap(one -> one.otherDependents().stream())
            .filter(one -> one.kind().equals("parent table"))
            .anyMatch(one -> one.name().replace("\"", "").equals(name.replace("\"", "")));
  }

  /// The exchanged columns of a table of the database; none when the release leaves it alone.
  Map<Identifier, ColumnDraft> copied(QualifiedName physical) {
    return tables.stream()
        .filter(one -> !one.created() && one.physical().equals(physical))
        .findFirst()
        .map(TableDraft::copied)
        .orElse(Map.of());
  }

  void fold(Authored source) {
    Optional<String> needless = new NothingToDo(catalog, this).reason(source);
    if (needless.isPresent()) {
      problems.warn(source.place() + ": " + needless.get());
    } else {
      carryOut(source);
    }
  }

  private void carryOut(Authored source) {
    switch (source.operation()) {
      case AddColumn add -> addColumn(source, add);
      case DropColumn drop ->
          onColumn(source, drop.table(), drop.column(), (t, c) -> columns.drop(source, t, c, drop));
      case RenameColumn to ->
          onColumn(source, to.table(), to.from(), (t, c) -> columns.rename(source, t, c, to));
      case ChangeType to ->
          onColumn(source, to.table(), to.column(), (t, c) -> columns.changeType(source, t, c, to));
      case SetNotNull set ->
          onColumn(
              source,
              set.table(),
              set.column(),
              (t, c) -> columns.require(source, t, c, set, ProvenNotNull.refused(t, c, pending)));
      case DropNotNull drop ->
          onColumn(source, drop.table(), drop.column(), (t, c) -> columns.relax(source, t, c));
      case SetDefault set ->
          onColumn(source, set.table(), set.column(), (t, c) -> columns.setDefault(c, set));
      case DropDefault drop ->
          onColumn(source, drop.table(), drop.column(), (t, c) -> columns.dropDefault(c));
      case CreateTable create -> createTable(source, create);
      case RenameTable rename -> renameTable(source, rename);
      case DropTable drop -> dropTable(source, drop);
      case CreateIndex create -> createIndex(source, create);
      case DropIndex drop -> onIndex(source, drop.index());
      case RenameIndex rename -> onIndex(source, rename.index());
      case AddCheck add -> constrain(source, add.table(), add.columns());
      case AddForeignKey add -> constrain(source, add.table(), add.columns());
      case AddUnique add -> constrain(source, add.table(), add.columns());
      case AddPrimaryKey add -> constrain(source, add.table(), add.columns());
      case DropConstraint drop -> onConstraint(source, drop.table(), drop.constraint());
      case RenameConstraint rename -> onConstraint(source, rename.table(), rename.from());
      case SetComment comment -> comment(source, comment);
      case AddEnumValue add -> asWritten(source);
      case DirectStatement direct ->
          written.decide(source, direct, pending).ifPresent(one -> decided(source, one));
    }
  }

  /// Gives columns a second copy where a constraint comes or goes and the author says how values
  /// differ between the versions. Called when everything is folded.
  void separate() {
    constrained.forEach((column, table) -> columns.separate(table, column));
    tables.stream().filter(table -> !table.created()).forEach(columns::meetIdentities);
  }

  private void constrain(Authored source, QualifiedName name, List<Identifier> names) {
    onColumns(source, name, names, "online");
    find(name)
        .filter(table -> !table.created())
        .ifPresent(
            table ->
                names.forEach(
                    one -> table.column(one).ifPresent(column -> constrained.put(column, table))));
  }

  private void decided(Authored source, WrittenStatements.Decision decision) {
    authored.put(decision.source(), source);
    pending.add(new Pending(decision.source(), Optional.empty(), Map.of(), decision.strategy()));
    if (decision.source().operation() instanceof DirectStatement direct
        && direct.kind().equals("create table as")
        && find(direct.target()).isEmpty()) {
      TableDraft draft = new TableDraft(direct.target());
      current.put(direct.target(), draft);
      tables.add(draft);
    }
  }

  /// What the author wrote, where it is carried out in another form.
  Authored asAuthored(Authored source) {
    return authored.getOrDefault(source, source);
  }

  private void asWritten(Authored source) {
    pending.add(new Pending(source, Optional.empty(), Map.of(), "direct"));
  }

  /// What one operation does to a table; gives how it is carried out, or empty when it was refused.
  interface OnTable {
    Optional<String> apply(TableDraft table);
  }

  /// What one operation does to a column.
  interface OnColumn {
    Optional<String> apply(TableDraft table, ColumnDraft column);
  }

  /// The draft of a table by the name it has at this point, for directives' tables too.
  Optional<TableDraft> find(QualifiedName name) {
    TableDraft known = current.get(name);
    if (known != null) {
      return known.gone() ? Optional.empty() : Optional.of(known);
    }
    boolean taken = tables.stream().anyMatch(draft -> draft.physical().equals(name));
    Optional<Table> origin = taken ? Optional.empty() : catalog.table(name);
    return origin.map(
        table -> {
          TableDraft draft = new TableDraft(table);
          current.put(name, draft);
          tables.add(draft);
          return draft;
        });
  }

  /// The draft of a table of the database, whatever the release has named it since.
  private Optional<TableDraft> standing(Table table) {
    return tables.stream()
        .filter(draft -> !draft.created() && draft.physical().equals(table.name()))
        .findFirst()
        .or(() -> find(table.name()));
  }

  private void onTable(Authored source, QualifiedName name, OnTable work) {
    Optional<TableDraft> table = changeable(source, name);
    table
        .flatMap(work::apply)
        .ifPresent(strategy -> pending.add(new Pending(source, table, Map.of(), strategy)));
  }

  /// The table an operation changes; empty when there is none, or when the release created it, so
  /// the operation runs as written.
  private Optional<TableDraft> changeable(Authored source, QualifiedName name) {
    Optional<TableDraft> table = known(source, name);
    if (table.isPresent() && table.get().created()) {
      pending.add(new Pending(source, table, Map.of(), "direct"));
      return Optional.empty();
    }
    return table;
  }

  private void addColumn(Authored source, AddColumn add) {
    Optional<TableDraft> table = changeable(source, add.table());
    if (table.isEmpty()) {
      return;
    }
    Optional<String> strategy = columns.add(source, table.get(), add);
    Optional<ColumnDraft> added = table.get().column(add.column());
    if (strategy.isPresent() && added.isPresent()) {
      pending.add(new Pending(source, table, Map.of(add.column(), added.get()), strategy.get()));
    }
  }

  private void onColumn(Authored source, QualifiedName name, Identifier columnName, OnColumn work) {
    Optional<TableDraft> table = changeable(source, name);
    Optional<ColumnDraft> column = table.flatMap(one -> knownColumn(source, one, columnName));
    if (table.isPresent() && column.isPresent()) {
      work.apply(table.get(), column.get())
          .ifPresent(
              strategy ->
                  pending.add(
                      new Pending(source, table, Map.of(columnName, column.get()), strategy)));
    }
  }

  private void onColumns(
      Authored source, QualifiedName name, List<Identifier> names, String strategy) {
    Optional<TableDraft> table = changeable(source, name);
    if (table.isEmpty()) {
      return;
    }
    Map<Identifier, ColumnDraft> found = new LinkedHashMap<>();
    for (Identifier one : names) {
      knownColumn(source, table.get(), one).ifPresent(column -> found.put(one, column));
    }
    if (found.size() == names.stream().distinct().count()) {
      pending.add(new Pending(source, table, found, strategy));
    }
  }

  private void createIndex(Authored source, CreateIndex create) {
    Optional<Authored> onView = ViewIndex.of(source, create, catalog, pending);
    if (onView.isEmpty()) {
      onColumns(source, create.table(), create.columns(), "online");
    } else if (!ViewIndex.exists(source, create, new NamesSoFar(catalog, pending), problems)) {
      decided(source, new WrittenStatements.Decision(onView.get(), "online"));
    }
  }

  private void onIndex(Authored source, QualifiedName index) {
    Optional<Authored> onView =
        source.operation() instanceof DropIndex drop && catalog.tableOfIndex(index).isEmpty()
            ? ViewIndex.dropped(source, drop, catalog)
            : Optional.empty();
    if (onView.isPresent()) {
      decided(source, new WrittenStatements.Decision(onView.get(), "online"));
      return;
    }
    IndexNames names = new IndexNames(catalog, pending, problems);
    if (!names.refused(source, index)) {
      Optional<TableDraft> table =
          names.made(index).or(() -> catalog.tableOfIndex(index).flatMap(this::standing));
      pending.add(new Pending(source, table, Map.of(), "online"));
    }
  }

  private void onConstraint(Authored source, QualifiedName name, Identifier constraint) {
    Optional<TableDraft> table = changeable(source, name);
    if (table.isEmpty()) {
      return;
    }
    if (source.operation() instanceof DropConstraint
        && added(constraint).takenBack(source, table.get(), problems)) {
      return;
    }
    NamesSoFar names = new NamesSoFar(catalog, pending);
    if (table.get().original().constraint(constraint).isEmpty()
        || !names.stands(table.get(), constraint)) {
      problems.add(
          ProblemCode.UNKNOWN_OBJECT,
          "constraint \"" + constraint + "\" of table \"" + name + "\" does not exist",
          source.place(),
          "correct its name, or drop the statement if an earlier run removed it");
      return;
    }
    Optional<Authored> nullable = NotNullDrop.of(source, table.get());
    if (nullable.isPresent()) {
      authored.put(nullable.get(), source);
      carryOut(nullable.get());
      return;
    }
    if (source.operation() instanceof RenameConstraint rename
        && names.stands(table.get(), rename.to())) {
      taken(source, "constraint \"%s\" of \"%s\"".formatted(rename.to(), name));
      return;
    }
    if (source.operation() instanceof DropConstraint) {
      unconstrain(table.get(), constraint);
    }
    pending.add(added(constraint).placeOf(source), new Pending(source, table, Map.of(), "direct"));
  }

  private AddedConstraint added(Identifier constraint) {
    return new AddedConstraint(pending, constraint);
  }

  /// At contract, when it would be renamed, there is no way back.
  private void taken(Authored source, String what) {
    problems.add(
        ProblemCode.ALREADY_EXISTS,
        what + " already exists",
        source.place(),
        "choose another name, or drop or rename the other one before it");
  }

  private void unconstrain(TableDraft table, Identifier constraint) {
    List<Identifier> names =
        table.original().constraint(constraint).map(Constraint::columns).orElse(List.of());
    table.columns().stream()
        .filter(one -> one.origin().map(Column::name).filter(names::contains).isPresent())
        .forEach(one -> constrained.put(one, table));
  }

  private void createTable(Authored source, CreateTable create) {
    if (find(create.table()).isPresent() || catalog.relations().contains(create.table())) {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "table \"" + create.table() + "\" already exists",
          source.place(),
          "rename it, or drop the statement if an earlier run created it");
      return;
    }
    TableDraft draft = new TableDraft(create.table());
    current.put(create.table(), draft);
    tables.add(draft);
    pending.add(new Pending(source, Optional.of(draft), Map.of(), "direct"));
  }

  private void renameTable(Authored source, RenameTable rename) {
    QualifiedName to = rename.table().withName(rename.to());
    onTable(
        source,
        rename.table(),
        table -> {
          if (find(to).isPresent() || catalog.relations().contains(to)) {
            problems.add(
                ProblemCode.ALREADY_EXISTS,
                "relation \"" + to + "\" already exists",
                source.place(),
                "choose another name for table \"" + rename.table() + "\"");
            return Optional.empty();
          }
          current.remove(rename.table());
          current.put(to, table);
          table.rename(rename.to());
          return Optional.of("expand/contract");
        });
  }

  private void dropTable(Authored source, DropTable drop) {
    onTable(
        source,
        drop.table(),
        table -> {
          if (table.needsView()) {
            problems.add(
                ProblemCode.UNSUPPORTED_STATEMENT,
                "table \"" + drop.table() + "\" is changed and dropped in the same release",
                source.place(),
                "drop the changes");
            return Optional.empty();
          }
          table.drop();
          return Optional.of("expand/contract");
        });
  }

  private void comment(Authored source, SetComment comment) {
    Optional<TableDraft> table = find(comment.object());
    Map<Identifier, ColumnDraft> found = new LinkedHashMap<>();
    if (table.isPresent() && comment.column().isPresent() && !table.get().created()) {
      Optional<ColumnDraft> column = knownColumn(source, table.get(), comment.column().get());
      if (column.isEmpty()) {
        return;
      }
      found.put(comment.column().get(), column.get());
    }
    pending.add(new Pending(source, table, found, "direct"));
  }

  private Optional<TableDraft> known(Authored source, QualifiedName name) {
    Optional<TableDraft> table = find(name);
    if (table.isEmpty()) {
      problems.add(
          ProblemCode.UNKNOWN_TABLE,
          "table \"" + name + "\" does not exist",
          source.place(),
          catalog.relations().contains(name)
              ? "it is not a table; only tables can be changed this way"
              : "correct its name or schema, or create it first");
    }
    return table;
  }

  private Optional<ColumnDraft> knownColumn(Authored source, TableDraft table, Identifier name) {
    Optional<ColumnDraft> column = table.column(name);
    if (column.isEmpty()) {
      String known =
          String.join(", ", table.columns().stream().map(one -> one.name().name()).toList());
      problems.add(
          ProblemCode.UNKNOWN_COLUMN,
          "column \"" + name + "\" of table \"" + table.name() + "\" does not exist",
          source.place(),
          "its columns at this point are " + known);
    }
    return column;
  }
}
