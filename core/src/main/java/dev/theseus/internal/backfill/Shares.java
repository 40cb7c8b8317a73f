package dev.theseus.internal.backfill;

/// Whether a window's rows are updated in shares, so that new versions fit on their own pages, or
/// whole. Learns from the server's counters how many did. Not thread-safe.
final class Shares {
  /// Twelve shares leave a twelfth of the table to move elsewhere; more gain little and cost scans.
  static final int COUNT = 12;

  /// At most 8 MB: long enough that the transactions which still see the last share's old versions
  /// are over when the next share comes by, short enough to stay in shared buffers.
  private static final long MAX_WINDOW = 1024;

  private static final long MIN_WINDOW = 128;
  private static final int WINDOWS = 20;

  private static final int HASHES = 1024;
  private static final long SMALL_TABLE = 64;
  private static final double WORTH = 0.5;
  private static final int ENOUGH_ROWS = 100;
  private static final int FIRST_REST = 16;
  private static final int LONGEST_REST = 256;

  private long updated;
  private long stayed;
  private int rest;
  private int nextRest = FIRST_REST;

  /// Rows picked by the hash of their place.
  ///
  /// @param from lowest hash, inclusive
  /// @param to highest hash, exclusive
  record Share(int from, int to) {
    static final Share ALL = new Share(0, HASHES);

    boolean all() {
      return from == 0 && to == HASHES;
    }
  }

  /// The share with this number; the last one takes whatever is still due.
  static Share share(int number) {
    return number == COUNT - 1
        ? Share.ALL
        : new Share(HASHES * number / COUNT, HASHES * (number + 1) / COUNT);
  }

  /// How many blocks are finished before the next ones are begun.
  static long windowBlocks(long heapBlocks) {
    return Math.clamp(heapBlocks / WINDOWS, MIN_WINDOW, MAX_WINDOW);
  }

  /// How many shares the next window is updated in.
  int next(long heapBlocks) {
    updated = 0;
    stayed = 0;
    if (heapBlocks < SMALL_TABLE) {
      return 1;
    }
    if (rest > 0) {
      rest--;
      return 1;
    }
    return COUNT;
  }

  /// Counters of one chunk; the first share moves by design and does not count.
  void count(int number, long rows, long onOwnPage) {
    if (number > 0) {
      updated += rows;
      stayed += onOwnPage;
    }
  }

  /// A window that was updated in shares is done.
  void windowDone() {
    if (updated < ENOUGH_ROWS) {
      return;
    }
    if (stayed < WORTH * updated) {
      rest = nextRest;
      nextRest = Math.min(LONGEST_REST, nextRest * 2);
    } else {
      nextRest = FIRST_REST;
    }
  }
}
