package dev.theseus.internal.backfill;

import dev.theseus.internal.backfill.ValueFinder.Culprit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What verification found: rows that are wrong, and rows whose old value the way back does not
/// give.
final class RowsFound {
  private final WrongRows wrong = new WrongRows();
  private final WrongRows lost = new WrongRows();
  private final List<Culprit> unable = new ArrayList<>();

  WrongRows wrong() {
    return wrong;
  }

  WrongRows lost() {
    return lost;
  }

  /// The way back fails at this row; no further one was asked.
  void unable(Culprit row) {
    unable.add(row);
  }

  void add(RowsFound more) {
    wrong.add(more.wrong);
    lost.add(more.lost);
    unable.addAll(more.unable);
  }

  /// What to tell of the way back; empty when it gives every old value.
  Optional<String> wayBack(String table) {
    if (!unable.isEmpty()) {
      Culprit first = unable.getFirst();
      return Optional.of(
          ("the down of %s fails at the row where %s (%s); rows after it were not asked whether"
                  + " their old values come back. Correct the down, or go on if that is meant")
              .formatted(
                  table,
                  first.row().text(),
                  String.valueOf(first.failure().getMessage()).lines().findFirst().orElse("")));
    }
    return lost.rows() == 0
        ? Optional.empty()
        : Optional.of(
            ("%d rows of %s hold old values that their down does not give back (%s%s): they stay"
                    + " until the row is written by the new version, or until contract. Correct the"
                    + " down, or go on if that is meant")
                .formatted(
                    lost.rows(),
                    table,
                    String.join("; ", lost.keys()),
                    lost.rows() > lost.keys().size() ? "; …" : ""));
  }
}
