package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.Trigger;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The user's triggers that a backfill would fire: those of the table, and those that a partition
/// or a table that inherits has of its own, because chunks change these tables by themselves.
record FillTriggers(Catalog catalog, Problems problems) {

  /// The names of those that a session can keep from firing; warns of the others.
  List<Identifier> kept(Table table) {
    Map<QualifiedName, Table> read = new LinkedHashMap<>();
    List<QualifiedName> unread = new ArrayList<>();
    read.put(table.name(), table);
    heirs(table, read);
    for (Partition one : catalog.partitions().below(table.name())) {
      catalog
          .table(one.table())
          .ifPresentOrElse(found -> read.put(one.table(), found), () -> unread.add(one.table()));
    }
    Set<Identifier> kept = names(read, Trigger.Firing.ORIGIN).keySet();
    names(read, Trigger.Firing.ALWAYS)
        .forEach(
            (name, owner) ->
                problems.warn(
                    "trigger \"%s\" of \"%s\" is ENABLE ALWAYS: it fires for rows that the backfill fills"
                        .formatted(name, owner)));
    if (!kept.isEmpty()) {
      names(read, Trigger.Firing.REPLICA)
          .forEach(
              (name, owner) ->
                  problems.warn(
                      "trigger \"%s\" of \"%s\" is ENABLE REPLICA: it fires for rows that the backfill fills, because other triggers are kept from firing"
                          .formatted(name, owner)));
    } else if (!unread.isEmpty()) {
      problems.warn(
          "partition \"%s\" of \"%s\" is in a schema that was not read: `theseus start` keeps triggers of its own from firing for rows that the backfill fills, files of `theseus plan --write` do not"
              .formatted(unread.getFirst(), table.name()));
    }
    return List.copyOf(kept);
  }

  /// By name, with the first table that has it; a trigger of a partitioned table stands under the
  /// same name on each partition.
  private static Map<Identifier, QualifiedName> names(
      Map<QualifiedName, Table> tables, Trigger.Firing firing) {
    Map<Identifier, QualifiedName> names = new LinkedHashMap<>();
    for (Table table : tables.values()) {
      table.triggers().stream()
          .filter(trigger -> trigger.firing() == firing && trigger.onAnyUpdate())
          .filter(trigger -> trigger.row() || table.kind() != Table.Kind.PARTITIONED)
          .forEach(trigger -> names.putIfAbsent(trigger.name(), table.name()));
    }
    return names;
  }

  private void heirs(Table parent, Map<QualifiedName, Table> found) {
    String name = unquoted(parent.name().quoted());
    List<Table> heirs =
        catalog.tables().values().stream()
            .filter(one -> !found.containsKey(one.name()))
            .filter(
                one ->
                    one.otherDependents().stream()
                        .filter(other -> other.kind().equals("parent table"))
                        .anyMatch(other -> unquoted(other.name()).equals(name)))
            .sorted(Comparator.comparing(one -> one.name().quoted()))
            .toList();
    heirs.forEach(one -> found.put(one.name(), one));
    heirs.forEach(one -> heirs(one, found));
  }

  /// As `regclass` and as we write it.
  private static String unquoted(String name) {
    return name.replace("\"", "");
  }
}
