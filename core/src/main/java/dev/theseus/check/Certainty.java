package dev.theseus.check;

/// How sure a verdict is.
public enum Certainty {
  /// The catalog says so, or the statement alone decides it.
  PROVED,
  /// Judged by the statement alone, without the catalog: the table, or partitions of it that are
  /// made elsewhere, might make a difference.
  LIKELY,
  /// It depends on the session that runs it or on the rows; the message says on what.
  DEPENDS
}
