package dev.theseus.check.rule;

import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Effect;

/// CONCURRENTLY on a partitioned table's index.
final class ConcurrentlyPartitioned extends RefusedByServer {
  ConcurrentlyPartitioned() {
    super("concurrently-partitioned", "CONCURRENTLY on a partitioned table");
  }

  static boolean holds(Effect effect) {
    return !effect.failure().isEmpty()
        && (does(effect, Act.CREATE_INDEX) || does(effect, Act.DROP_INDEX));
  }

  @Override
  boolean mine(Effect effect) {
    return holds(effect);
  }

  @Override
  String instead() {
    return "CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, then"
        + " ALTER INDEX … ATTACH PARTITION each. To drop: DROP INDEX with a lock_timeout.";
  }
}
