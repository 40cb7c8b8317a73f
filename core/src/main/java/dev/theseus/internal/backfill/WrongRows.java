package dev.theseus.internal.backfill;

import java.util.ArrayList;
import java.util.List;

/// The rows that do not hold what they should: how many, and the names of the first few.
final class WrongRows {
  private static final int NAMED = 5;

  private long rows;
  private final List<String> keys = new ArrayList<>();

  long rows() {
    return rows;
  }

  List<String> keys() {
    return List.copyOf(keys);
  }

  /// How many more names are wanted.
  int room() {
    return NAMED - keys.size();
  }

  void name(String key) {
    keys.add(key);
  }

  void count(long more) {
    rows += more;
  }

  void add(WrongRows more) {
    rows += more.rows;
    more.keys.stream().limit(room()).forEach(keys::add);
  }
}
