package dev.theseus.planner;

import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A UNIQUE or PRIMARY KEY constraint of a partitioned table.
///
/// @param kind `UNIQUE` or `PRIMARY KEY`
/// @param body what follows the table's name in the statement that builds the index
/// @param nullsNotDistinct whether the body ends with it
/// @param named the columns whose names become part of the names of the partitions' indexes
record PartitionedKey(
    Identifier constraint,
    String kind,
    Sql body,
    boolean nullsNotDistinct,
    List<Identifier> named,
    Optional<Identifier> existingIndex,
    SqlPart deferrable) {
  PartitionedKey {
    named = List.copyOf(named);
  }

  static PartitionedKey of(Pending pending) {
    if (pending.source().operation() instanceof AddUnique add) {
      return new PartitionedKey(
          add.constraint(),
          "UNIQUE",
          body(pending, add.columns(), add.include(), add.nullsNotDistinct()),
          add.nullsNotDistinct(),
          Stream.concat(add.columns().stream(), add.include().stream()).toList(),
          add.existingIndex(),
          Deferrable.of(add.deferrable(), add.initiallyDeferred()));
    }
    AddPrimaryKey add = (AddPrimaryKey) pending.source().operation();
    return new PartitionedKey(
        add.constraint(),
        "PRIMARY KEY",
        body(pending, add.columns(), add.include(), false),
        false,
        List.of(),
        add.existingIndex(),
        Deferrable.of(add.deferrable(), add.initiallyDeferred()));
  }

  private static Sql body(
      Pending pending, List<Identifier> columns, List<Identifier> include, boolean nulls) {
    return columns.isEmpty()
        ? Sql.of("()")
        : OnlineSteps.keyColumns(pending, columns, include, nulls);
  }
}
