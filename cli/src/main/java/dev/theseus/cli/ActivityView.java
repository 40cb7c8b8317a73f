package dev.theseus.cli;

import dev.theseus.event.Activity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a long statement does and waits for.
///
/// @param phase as PostgreSQL names it; empty where it does not tell
/// @param unit what `done` and `total` count: `blocks` or `tuples`
record ActivityView(
    String phase,
    long done,
    long total,
    String unit,
    long lockersDone,
    long lockersTotal,
    List<BlockerView> waitingFor) {
  static ActivityView of(Activity activity) {
    return new ActivityView(
        activity.phase(),
        activity.done(),
        activity.total(),
        activity.unit(),
        activity.lockersDone(),
        activity.lockersTotal(),
        activity.waitingFor().stream().map(BlockerView::of).toList());
  }

  /// How far it is, for people; empty where nobody knows.
  static String progress(Activity activity) {
    String counted =
        activity.total() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", %,d of %,d %s, %d %%",
                activity.done(),
                activity.total(),
                activity.unit(),
                100 * activity.done() / activity.total());
    String lockers =
        activity.lockersTotal() == 0
            ? ""
            : ", %d of %d transactions have ended"
                .formatted(activity.lockersDone(), activity.lockersTotal());
    return activity.phase() + counted + lockers;
  }

  /// Whom it waits for, for people; empty for nobody.
  static String waiting(Activity activity) {
    return activity.waitingFor().stream().map(BlockerView::text).collect(Collectors.joining("; "));
  }
}
