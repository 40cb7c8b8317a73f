package dev.theseus.internal.backfill;

/// Blocks of a heap, from inclusive, to exclusive.
record Range(long from, long to) {
  long blocks() {
    return to - from;
  }

  /// The first blocks of this range, at most this many.
  Range first(long blocks) {
    return new Range(from, Math.min(to, from + blocks));
  }
}
