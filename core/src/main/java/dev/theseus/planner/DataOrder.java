package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Partitions;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
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
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameColumn;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.operation.SetComment;
import dev.theseus.operation.SetDefault;
import dev.theseus.operation.SetNotNull;
import dev.theseus.plan.Phase;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Puts changes of data where the order of the release has them.
///
/// Fills, indexes and constraints come to a table in use in the backfill phase. A change of data
/// behind one of them in the file, on a table it concerns, waits for it; every change of data
/// behind one that waits waits too, and so does what they would meet otherwise: triggers, defaults
/// and the tables they fill. What waits runs in the order of the file.
final class DataOrder {
  private static final Set<String> ACTING =
      Set.of("create trigger", "create rule", "cluster", "vacuum", "analyze", "lock");

  private final Folding folding;
  private final Tables tables;
  private final Problems problems;
  private final LaterAtContract later;
  private final IdentityHashMap<Pending, Phase> due = new IdentityHashMap<>();
  private final IdentityHashMap<Pending, List<Pending>> keysBehind = new IdentityHashMap<>();
  private final List<Pending> changes = new ArrayList<>();
  private final Set<QualifiedName> late = new HashSet<>();
  private final Set<QualifiedName> changed = new HashSet<>();
  private final Set<QualifiedName> made = new HashSet<>();
  private final Set<QualifiedName> whole = new HashSet<>();
  private final Set<String> called = new HashSet<>();
  private boolean waiting;

  private DataOrder(Folding folding, Tables tables, Problems problems) {
    this.folding = folding;
    this.tables = tables;
    this.problems = problems;
    this.later = new LaterAtContract(folding, tables, problems);
  }

  /// The order of a folded release. What cannot be had in the order of the file is refused.
  static DataOrder of(Folding folding, Tables tables, Problems problems) {
    DataOrder order = new DataOrder(folding, tables, problems);
    folding.pending().forEach(order::place);
    return order;
  }

  /// When an operation runs that is due in the first phase unless it waits.
  Phase due(Pending pending) {
    return due.getOrDefault(pending, Phase.EXPAND);
  }

  /// The new keys and unique indexes that a change of data is the last one before that may write to
  /// their table.
  List<Pending> keysBehind(Pending change) {
    return keysBehind.getOrDefault(change, List.of());
  }

  /// All that some change of data may write to the table of before.
  List<Pending> keysBehindAny() {
    return keysBehind.values().stream().flatMap(List::stream).toList();
  }

  private void place(Pending pending) {
    Operation operation = pending.source().operation();
    boolean created = pending.table().filter(TableDraft::created).isPresent();
    if (operation instanceof DirectStatement direct) {
      statement(pending, direct);
    } else if (operation instanceof SetComment comment) {
      waitIf(made.contains(comment.object()), pending);
      if (new Commented(comment).isMade(folding.pending(), pending)) {
        due.put(pending, Phase.CONTRACT);
      }
    } else if (created) {
      onCreated(pending, operation);
    } else {
      standing(pending, operation);
    }
  }

  private void waitIf(boolean waits, Pending pending) {
    if (waits) {
      due.put(pending, Phase.BACKFILL);
    }
  }

  /// What the release does to a table of its own must not come before the rows that wait.
  private void onCreated(Pending pending, Operation operation) {
    QualifiedName table = pending.draft().physical();
    boolean waits =
        operation instanceof CreateTable create
            ? create.references().stream().anyMatch(made::contains)
            : changed.contains(table) || made.contains(table);
    waitIf(waits, pending);
    if (waits) {
      made.add(table);
    }
  }

  private void standing(Pending pending, Operation operation) {
    later.see(pending);
    if (operation instanceof SetDefault) {
      waitIf(changed.contains(pending.draft().physical()), pending);
    }
    if (operation instanceof AddColumn add && whole.contains(pending.draft().physical())) {
      refuse(
          pending,
          "column \"%s\" of \"%s\" would stand before a statement that reads all columns runs"
              .formatted(add.column(), pending.draft().name()),
          "name the columns that the statement reads, or put ADD COLUMN into a release of its own"
              + " after this one");
    }
    lookedOverBehind(pending, operation);
    changesLate(pending, operation).forEach(table -> late.addAll(related(table)));
  }

  private void lookedOverBehind(Pending pending, Operation operation) {
    boolean key =
        operation instanceof CreateIndex
            || operation instanceof AddUnique
            || operation instanceof AddPrimaryKey;
    if (!key) {
      return;
    }
    Set<QualifiedName> concerned = related(pending.draft().physical());
    for (Pending change : changes.reversed()) {
      if (writes((DirectStatement) change.source().operation(), concerned)) {
        keysBehind.computeIfAbsent(change, one -> new ArrayList<>()).add(pending);
        return;
      }
    }
  }

  /// Whether a statement may write to one of the tables, by a foreign key's CASCADE too.
  private boolean writes(DirectStatement direct, Set<QualifiedName> concerned) {
    return direct.tables().isEmpty()
        || direct.tables().stream()
            .anyMatch(
                table ->
                    concerned.contains(table)
                        || folding.pointingAt(table).stream()
                            .anyMatch(key -> concerned.contains(key.table())));
  }

  /// The tables that an operation changes behind the first phase, before the new version comes.
  private List<QualifiedName> changesLate(Pending pending, Operation operation) {
    List<QualifiedName> here = pending.table().map(TableDraft::physical).stream().toList();
    return switch (operation) {
      case CreateIndex create -> here;
      case AddCheck add -> here;
      case AddUnique add -> here;
      case AddPrimaryKey add -> here;
      case SetNotNull set -> here;
      case AddForeignKey add -> with(here, folding.find(add.references()));
      case DropConstraint drop -> loosened(pending.draft().original(), drop);
      case AddColumn add ->
          Optional.ofNullable(pending.columns().get(add.column()))
                  .filter(column -> column.is(ColumnDraft.Kind.FILLED))
                  .isPresent()
              ? here
              : List.of();
      case DropColumn drop -> List.of();
      case RenameColumn rename -> List.of();
      case ChangeType change -> List.of();
      case DropNotNull drop -> List.of();
      case SetDefault set -> List.of();
      case DropDefault drop -> List.of();
      case CreateTable create -> List.of();
      case RenameTable rename -> List.of();
      case DropTable drop -> List.of();
      case DropIndex drop -> List.of();
      case RenameIndex rename -> List.of();
      case RenameConstraint rename -> List.of();
      case SetComment comment -> List.of();
      case AddEnumValue add -> List.of();
      case DirectStatement direct -> List.of();
    };
  }

  private static List<QualifiedName> with(List<QualifiedName> here, Optional<TableDraft> other) {
    List<QualifiedName> all = new ArrayList<>(here);
    other.map(TableDraft::physical).ifPresent(all::add);
    return all;
  }

  private static List<QualifiedName> loosened(Table table, DropConstraint drop) {
    return table.constraint(drop.constraint()).stream()
        .filter(LaterAtContract::loosens)
        .flatMap(
            one ->
                Stream.concat(
                    Stream.of(table.name()), one.target().map(Constraint.Target::table).stream()))
        .toList();
  }

  /// The table with what shows its rows: partitions, tables it is a partition of, and views.
  private Set<QualifiedName> related(QualifiedName table) {
    Partitions partitions = tables.catalog().partitions();
    Set<QualifiedName> all = new LinkedHashSet<>();
    all.add(table);
    partitions.below(table).stream().map(Partition::table).forEach(all::add);
    for (Optional<Partition> one = partitions.find(table);
        one.isPresent();
        one = partitions.find(one.get().parent())) {
      all.add(one.get().parent());
    }
    for (QualifiedName one : List.copyOf(all)) {
      tables.catalog().table(one).map(Table::views).orElse(List.of()).stream()
          .map(View::name)
          .forEach(all::add);
    }
    return all;
  }

  private void statement(Pending pending, DirectStatement direct) {
    if (direct.atContract()) {
      due.put(pending, Phase.CONTRACT);
      return;
    }
    WrittenData data = new WrittenData(direct);
    if (!data.isData()) {
      if (waiting && waitsForData(pending, data)) {
        due.put(pending, Phase.BACKFILL);
        made.addAll(data.makes());
      }
      return;
    }
    later.refuse(pending, direct, data.tree());
    changes.add(pending);
    if (waitsItself(data)) {
      due.put(pending, Phase.BACKFILL);
      waiting = true;
      direct.tables().forEach(table -> changed.addAll(related(table)));
      if (data.readsAllColumns()) {
        whole.addAll(direct.tables());
      }
      called.addAll(data.called());
      made.addAll(data.makes());
    }
  }

  private boolean waitsItself(WrittenData data) {
    DirectStatement direct = data.direct();
    if (direct.kind().equals("do") && data.says(Set.of("create"))) {
      // later statements build on what it makes
      return names(data, late) || names(data, changed);
    }
    return waiting
        || direct.tables().stream().anyMatch(late::contains)
        || (data.opaque() && !late.isEmpty());
  }

  private static boolean names(WrittenData data, Set<QualifiedName> objects) {
    return objects.stream().anyMatch(one -> data.says(Set.of(one.name().name())));
  }

  /// Whether a statement that changes no data comes too early before data that waits.
  private boolean waitsForData(Pending pending, WrittenData data) {
    DirectStatement direct = data.direct();
    String kind = direct.kind();
    if (direct.tables().stream().anyMatch(made::contains) || made.contains(direct.target())) {
      return true;
    }
    if (kind.equals("alter table attach partition") || kind.equals("create table")) {
      refusePartition(pending, direct);
      return false;
    }
    boolean function = data.functions().stream().anyMatch(called::contains);
    boolean acts =
        ACTING.contains(kind) || kind.startsWith("alter table") || kind.startsWith("drop ");
    return function
        || kind.equals("alter sequence")
        || (acts && direct.tables().stream().anyMatch(changed::contains));
  }

  /// A partition comes in the first phase: rows that wait to be moved out of its way are there.
  private void refusePartition(Pending pending, DirectStatement direct) {
    boolean attach = direct.tables().size() > 1;
    boolean blocked =
        direct.tables().stream()
                .flatMap(parent -> tables.catalog().partitions().defaultOf(parent).stream())
                .anyMatch(one -> changed.contains(one.table()))
            || (attach && changed.contains(direct.tables().getLast()));
    if (blocked) {
      refuse(
          pending,
          "%s on \"%s\" would run before the rows that a statement before it changes"
              .formatted(direct.kind(), direct.tables().getFirst()),
          "put it into a release of its own after this one");
    }
  }

  private void refuse(Pending pending, String what, String fix) {
    problems.add(ProblemCode.DEPENDS_ON_CONTRACT, what, pending.source().place(), fix);
  }
}
