package dev.theseus.internal.backfill;

/// What a comparison of both versions' columns found.
final class Compared {
  private final WrongRows wrong = new WrongRows();
  private long lastRead;
  private long unable;

  /// Rows whose two sides differ.
  WrongRows wrong() {
    return wrong;
  }

  /// Rows the last statement read.
  long lastRead() {
    return lastRead;
  }

  /// Rows that could not be asked, since their conversions fail both ways.
  long unable() {
    return unable;
  }

  void found(long read, long differing) {
    lastRead = read;
    wrong.count(differing);
  }

  void unable(long rows) {
    unable += rows;
  }

  void add(Compared more) {
    wrong.add(more.wrong);
    unable += more.unable;
  }
}
