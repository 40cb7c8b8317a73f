package dev.theseus.model;

/// The row as it is stored, and as it ought to be.
///
/// The new version's values are finer than the old one's: `up` takes an old value times ten, `down`
/// cuts the last digit off. A value that went down and up again is another one, so whoever computes
/// once too often is found out.
///
/// @param old the old version's column
/// @param fresh the new version's column, [#NULL] while nothing filled it
/// @param dueOld what the last write of either version gave the old version to read
/// @param dueFresh what it gave the new version to read
record Row(int old, int fresh, int dueOld, int dueFresh) {
  static final int NULL = -1;

  static int up(int old) {
    return old * 10;
  }

  static int down(int fresh) {
    return fresh / 10;
  }

  /// As an application that knows the old version only wrote it.
  static Row ofOld(int old) {
    return new Row(old, NULL, old, up(old));
  }

  Row withStored(int newOld, int newFresh) {
    return new Row(newOld, newFresh, dueOld, dueFresh);
  }

  Row withDue(int newOld, int newFresh) {
    return new Row(old, fresh, newOld, newFresh);
  }

  boolean filled() {
    return fresh == up(old);
  }
}
