package dev.theseus.check.rule;

import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Effect;

/// A foreign key of a partitioned table that is NOT VALID, before PostgreSQL 18.
final class ForeignKeyNotValidPartitioned extends RefusedByServer {
  ForeignKeyNotValidPartitioned() {
    super("foreign-key-not-valid-partitioned", "NOT VALID foreign key of a partitioned table");
  }

  static boolean holds(Effect effect) {
    return !effect.failure().isEmpty() && does(effect, Act.ADD_FOREIGN_KEY);
  }

  @Override
  boolean mine(Effect effect) {
    return holds(effect);
  }

  @Override
  String instead() {
    return "Add it NOT VALID to each partition, validate it there, then add it to the parent"
        + " without NOT VALID: it finds the partitions' own and reads nothing.";
  }
}
