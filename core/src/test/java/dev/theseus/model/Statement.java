package dev.theseus.model;

import java.util.List;
import java.util.Optional;

/// What an application sends.
///
/// @param value the value it stores, as its version writes it; 0 where it stores none
record Statement(Kind kind, int value) {
  enum Kind {
    SET,
    /// Writes a column both versions share and neither converts.
    TOUCH,
    INSERT,
    DELETE
  }

  private static final List<Statement> OLD = menu(1, 2);
  private static final List<Statement> YOUNG = menu(13, 20);

  static List<Statement> menu(boolean young) {
    return young ? YOUNG : OLD;
  }

  private static List<Statement> menu(int one, int other) {
    return List.of(
        new Statement(Kind.SET, one),
        new Statement(Kind.SET, other),
        new Statement(Kind.TOUCH, 0),
        new Statement(Kind.INSERT, one),
        new Statement(Kind.DELETE, 0));
  }

  /// The row behind it, with what it ought to be then.
  ///
  /// @param row the newest version of the row; empty when there is none
  Optional<Row> on(Optional<Row> row, Trigger trigger, boolean young) {
    return switch (kind) {
      case INSERT -> row.isPresent() ? row : Optional.of(inserted(trigger, young));
      case DELETE -> Optional.empty();
      case TOUCH -> row.map(it -> trigger.updated(it, it, young));
      case SET -> row.map(it -> due(it, trigger.updated(it, set(it, young), young), young));
    };
  }

  private Row inserted(Trigger trigger, boolean young) {
    Row bare =
        young
            ? new Row(Row.NULL, value, Row.down(value), value)
            : new Row(value, Row.NULL, value, Row.up(value));
    return trigger.inserted(bare, young);
  }

  private Row set(Row row, boolean young) {
    return young ? row.withStored(row.old(), value) : row.withStored(value, row.fresh());
  }

  /// A write of the value that stands there already changes nothing for the other version.
  private Row due(Row before, Row after, boolean young) {
    if (young) {
      return value == before.dueFresh() ? after : after.withDue(Row.down(value), value);
    }
    return value == before.dueOld() ? after : after.withDue(value, Row.up(value));
  }

  @Override
  public String toString() {
    return kind + (value == 0 ? "" : " " + value);
  }
}
