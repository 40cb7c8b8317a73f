package dev.theseus.model;

/// What the table's trigger does with a write, [dev.theseus.planner]'s functions in short.
enum Trigger {
  NONE,

  /// Every write is an old one and recomputes the new column.
  OLD_ONLY,

  /// The same where the conversion may fail: it is computed where the new column is empty or what
  /// it comes from changes.
  OLD_ONLY_WHERE_DUE,

  /// The side that changed is the source.
  BOTH,

  /// A design that was given up: who wrote is told by the session's path alone.
  BY_PATH,

  /// Another one: behind `complete` only writes of the new version are carried over.
  FRESH_ONLY;

  /// @param before the row as it was, with the values of before the write
  /// @param after with what the statement set
  Row updated(Row before, Row after, boolean young) {
    boolean oldChanged = after.old() != before.old();
    boolean freshChanged = after.fresh() != before.fresh();
    return switch (this) {
      case NONE -> after;
      case OLD_ONLY -> upward(after);
      case OLD_ONLY_WHERE_DUE -> after.fresh() == Row.NULL || oldChanged ? upward(after) : after;
      case BOTH -> freshChanged ? downward(after) : oldChanged ? upward(after) : after;
      case BY_PATH -> young ? downward(after) : upward(after);
      case FRESH_ONLY -> freshChanged ? downward(after) : after;
    };
  }

  Row inserted(Row row, boolean young) {
    return switch (this) {
      case NONE -> row;
      case OLD_ONLY, OLD_ONLY_WHERE_DUE -> upward(row);
      case BOTH -> row.fresh() != Row.NULL ? downward(row) : upward(row);
      case BY_PATH -> young ? downward(row) : upward(row);
      case FRESH_ONLY -> row.fresh() != Row.NULL ? downward(row) : row;
    };
  }

  private static Row upward(Row row) {
    return row.withStored(row.old(), Row.up(row.old()));
  }

  private static Row downward(Row row) {
    return row.withStored(Row.down(row.fresh()), row.fresh());
  }
}
