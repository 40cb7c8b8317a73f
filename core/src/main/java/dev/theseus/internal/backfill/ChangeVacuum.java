package dev.theseus.internal.backfill;

import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Vacuums the table that a data change rewrites, as a backfill does. Not for partitioned tables,
/// nor where rows are only inserted.
final class ChangeVacuum {
  private static final Progress USUAL = new Progress(0, 1, 1, 1, 50, false);

  private final Optional<HeapVacuum> vacuum;

  ChangeVacuum(Job job, Step.ChangeRows step, TimeLimit limit) throws SQLException {
    boolean same = step.target().equals(step.key().table());
    List<Heap> heaps = same ? Heap.below(step.target(), job.session()) : List.of();
    this.vacuum =
        heaps.size() == 1
            ? Optional.of(new HeapVacuum(job, heaps.getFirst(), limit))
            : Optional.empty();
  }

  void changed(long rows) throws SQLException {
    if (vacuum.isPresent()) {
      vacuum.get().moved(rows);
      vacuum.get().consider(USUAL);
    }
  }
}
