package dev.theseus.planner;

import dev.theseus.catalog.Table;
import dev.theseus.catalog.Trigger;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.RowStatement;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a data change does to rows, and what of it depends on when it runs.
///
/// @param rows the statement
record Effects(Tables tables, RowStatement rows) {
  private static final Set<String> TIMES =
      Set.of(
          "now",
          "transaction_timestamp",
          "statement_timestamp",
          "clock_timestamp",
          "timeofday",
          "age");

  /// The columns an `UPDATE` sets.
  static List<Identifier> assigned(Node tree) {
    if (!tree.is("UpdateStmt")) {
      return List.of();
    }
    return tree.list("targetList").stream()
        .map(one -> one.text("name"))
        .filter(name -> !name.isEmpty())
        .distinct()
        .map(Identifier::of)
        .toList();
  }

  /// The table it changes.
  QualifiedName target() {
    return tables.name(rows.tree().child("relation"));
  }

  private List<Trigger> triggers() {
    return tables
        .find(rows.tree().child("relation"))
        .map(Table::triggers)
        .orElse(List.of())
        .stream()
        .filter(Trigger::enabled)
        .toList();
  }

  List<Identifier> columns() {
    return assigned(rows.tree());
  }

  /// Whether running it again for a row changes nothing: a deleted row is gone; an `UPDATE` whose
  /// values read no column it sets gives the same values; an `INSERT` may give way to a row that is
  /// there.
  boolean repeatable() {
    return switch (rows.tree().kind()) {
      case "DeleteStmt" -> true;
      case "UpdateStmt" -> givesTheSame();
      default ->
          rows.tree()
              .find("onConflictClause")
              .filter(one -> one.text("action").equals("ONCONFLICT_NOTHING"))
              .isPresent();
    };
  }

  private boolean givesTheSame() {
    Set<String> set = columns().stream().map(Identifier::name).collect(Collectors.toSet());
    boolean fires = triggers().stream().anyMatch(Trigger::onUpdate);
    for (Node assignment : rows.tree().list("targetList")) {
      boolean reads =
          assignment.all("ColumnRef").stream()
              .map(one -> one.list("fields").getLast())
              .anyMatch(last -> last.is("A_Star") || set.contains(last.text("sval")));
      boolean indirect = !assignment.list("indirection").isEmpty();
      if (reads || indirect || dependsOnTime(assignment) || calls(assignment)) {
        return false;
      }
    }
    return !fires;
  }

  private boolean calls(Node tree) {
    Set<String> known = tables.catalog().types().volatileFunctions();
    return tree.all("FuncCall").stream()
        .anyMatch(call -> known.contains(call.strings("funcname").getLast()));
  }

  private static boolean dependsOnTime(Node tree) {
    return !tree.all("SQLValueFunction").isEmpty()
        || tree.all("FuncCall").stream()
            .anyMatch(call -> TIMES.contains(call.strings("funcname").getLast()));
  }

  /// What is different from running it as written.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "each batch commits by itself: until the last one some rows are changed and some are not;"
            + " rows that come meanwhile may be changed or not");
    Set<QualifiedName> read = new LinkedHashSet<>();
    rows.tree().all("RangeVar").forEach(one -> read.add(tables.name(one)));
    read.remove(target());
    driver().ifPresent(read::remove);
    if (!read.isEmpty()) {
      notes.add(
          "each batch reads %s anew; an index on what it looks up there keeps batches short"
              .formatted(
                  read.stream().map(QualifiedName::toString).collect(Collectors.joining(", "))));
    }
    if (dependsOnTime(rows.tree())) {
      notes.add("now() and the like are the time of each batch");
    }
    List<String> once =
        triggers().stream()
            .filter(one -> !one.row())
            .map(Trigger::name)
            .map(Identifier::name)
            .toList();
    if (!once.isEmpty()) {
      notes.add("triggers FOR EACH STATEMENT fire for each batch: " + String.join(", ", once));
    }
    return notes;
  }

  private Optional<QualifiedName> driver() {
    return DrivingTable.of(tables, rows.tree()).map(one -> one.table().name());
  }
}
