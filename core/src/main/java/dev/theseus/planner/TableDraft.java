package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One table of the new version while the operations are folded. Lives inside one planning call.
final class TableDraft {
  private final Optional<Table> origin;
  private final QualifiedName physical;
  private final List<ColumnDraft> columns = new ArrayList<>();
  private final List<Dropped> dropped = new ArrayList<>();
  private QualifiedName name;
  private boolean gone;

  /// A column of the old version that the new one does not have.
  ///
  /// @param cascade whether dependent objects go with it
  record Dropped(Column column, boolean cascade, String place) {}

  TableDraft(Table origin) {
    this.origin = Optional.of(origin);
    this.physical = origin.name();
    this.name = origin.name();
    origin.columns().forEach(column -> columns.add(new ColumnDraft(column)));
  }

  /// A table the release itself creates: later operations on it run as written.
  TableDraft(QualifiedName created) {
    this.origin = Optional.empty();
    this.physical = created;
    this.name = created;
  }

  boolean created() {
    return origin.isEmpty();
  }

  /// What the catalog holds; only for tables the release did not create.
  Table original() {
    return origin.orElseThrow();
  }

  /// The name in the database until contract.
  QualifiedName physical() {
    return physical;
  }

  /// The name in the new version.
  QualifiedName name() {
    return name;
  }

  void rename(Identifier to) {
    name = name.withName(to);
  }

  boolean renamed() {
    return !name.equals(physical);
  }

  boolean gone() {
    return gone;
  }

  void drop() {
    gone = true;
  }

  List<ColumnDraft> columns() {
    return columns;
  }

  List<Dropped> dropped() {
    return dropped;
  }

  Optional<ColumnDraft> column(Identifier wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  /// The name PostgreSQL 18 gives to a NOT NULL constraint at this point of the release
  /// (`ChooseConstraintName`): of a dropped column's it takes the name again.
  Identifier freeNotNullName(ColumnDraft column) {
    Set<Identifier> taken =
        origin.stream()
            .flatMap(table -> table.constraints().stream())
            .filter(one -> one.kind() != Constraint.Kind.NOT_NULL || !isDropped(one.columns()))
            .map(Constraint::name)
            .collect(Collectors.toSet());
    columns.forEach(one -> one.notNullName().ifPresent(taken::add));
    Identifier chosen = Names.notNull(name, column.name(), "");
    for (int pass = 1; taken.contains(chosen); pass++) {
      chosen = Names.notNull(name, column.name(), String.valueOf(pass));
    }
    return chosen;
  }

  private boolean isDropped(List<Identifier> names) {
    return dropped.stream().anyMatch(one -> names.contains(one.column().name()));
  }

  /// The draft that continues a column of the old version.
  Optional<ColumnDraft> continuing(Identifier oldName) {
    return columns.stream()
        .filter(column -> column.origin().filter(o -> o.name().equals(oldName)).isPresent())
        .findFirst();
  }

  void add(ColumnDraft column) {
    columns.add(column);
  }

  void drop(ColumnDraft column, boolean cascade, String place) {
    columns.remove(column);
    dropped.add(new Dropped(column.original(), cascade, place));
  }

  boolean needsView() {
    return !created()
        && !gone
        && (renamed()
            || !dropped.isEmpty()
            || columns.stream().anyMatch(ColumnDraft::needsView)
            || (shownByEarlierVersion()
                && columns.stream().anyMatch(one -> one.origin().isEmpty())));
  }

  /// An application on an earlier version's path sees the table through that version's view, which
  /// lacks what is new.
  private boolean shownByEarlierVersion() {
    return original().views().stream().anyMatch(View::version);
  }

  /// Whether somebody has rights on some columns alone.
  boolean grantsColumns() {
    return original().columns().stream().anyMatch(one -> !one.grants().isEmpty());
  }

  /// Columns whose values stand beside the old ones, in the order of the new version.
  List<ColumnDraft> hidden() {
    return columns.stream().filter(ColumnDraft::hidden).toList();
  }

  List<ColumnDraft> of(ColumnDraft.Kind kind) {
    return columns.stream().filter(column -> column.is(kind)).toList();
  }

  /// Columns of the old version whose values move to a second column, by their old name.
  Map<Identifier, ColumnDraft> copied() {
    Map<Identifier, ColumnDraft> result = new LinkedHashMap<>();
    of(ColumnDraft.Kind.COPIED).forEach(copy -> result.put(copy.original().name(), copy));
    return result;
  }
}
