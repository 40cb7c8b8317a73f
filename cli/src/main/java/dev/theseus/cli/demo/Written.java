package dev.theseus.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The rows the applications have inserted into the table that changes: while the old version is
/// retired they are kept, to be looked for afterwards; all others may be deleted again. Thread
/// safe.
final class Written {
  private final ConcurrentLinkedQueue<Long> disposable = new ConcurrentLinkedQueue<>();
  private final List<Row> kept = new ArrayList<>();
  private boolean keeping;

  /// @param value what was written, as text
  record Row(long id, String value) {}

  synchronized void keep(boolean on) {
    keeping = on;
  }

  synchronized void inserted(long id, String value) {
    if (keeping) {
      kept.add(new Row(id, value));
    } else {
      disposable.add(id);
    }
  }

  /// A row to delete, handed out once.
  @Nullable Long disposable() {
    return disposable.poll();
  }

  synchronized List<Row> kept() {
    return List.copyOf(kept);
  }
}
