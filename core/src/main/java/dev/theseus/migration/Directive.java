package dev.theseus.migration;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// How a column's value is computed for the other version.
///
/// @param direction [Direction#UP]: the new version's column from an old row; [Direction#DOWN]: the
///   old version's column from a new row
/// @param table the table, by its old or its new name
/// @param column for UP the column's name in the new version, for DOWN its name in the old version
/// @param expression over the column names of the version it reads
public record Directive(
    Direction direction,
    QualifiedName table,
    Identifier column,
    Expression expression,
    String place) {

  /// Which way a value goes.
  public enum Direction {
    UP,
    DOWN
  }
}
