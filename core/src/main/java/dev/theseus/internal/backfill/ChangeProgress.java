package dev.theseus.internal.backfill;

import java.util.List;

/// How far a data change is; a row of `theseus.change`. Keys are the texts of their columns.
///
/// @param last the last key that is done; empty when none is
/// @param end the greatest key when it began; empty when there was no row
/// @param keys done
/// @param estimated keys in all, as the catalog knows
/// @param rows changed
record ChangeProgress(
    List<String> last, List<String> end, long keys, long estimated, long rows, boolean finished) {
  ChangeProgress {
    last = List.copyOf(last);
    end = List.copyOf(end);
  }

  ChangeProgress advanced(List<String> key, long moreKeys, long moreRows) {
    return new ChangeProgress(key, end, keys + moreKeys, estimated, rows + moreRows, finished);
  }

  /// Keys in all, never fewer than are done.
  long total() {
    return finished ? keys : Math.max(estimated, keys);
  }
}
