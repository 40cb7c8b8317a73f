package dev.theseus.planner;

import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.Operation;
import dev.theseus.operation.SetComment;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;

/// A CHECK or foreign key that the release may have added when a DROP of its name comes.
///
/// @param pending what the release does so far
record AddedConstraint(List<Pending> pending, Identifier constraint) {

  /// Of one statement's commands PostgreSQL runs a DROP before an ADD, in whatever order they
  /// stand.
  int placeOf(Authored drop) {
    for (int i = 0; i < pending.size(); i++) {
      if (adds(pending.get(i)) && sameStatement(pending.get(i), drop)) {
        return i;
      }
    }
    return pending.size();
  }

  private static boolean sameStatement(Pending one, Authored other) {
    return one.source().place().equals(other.place())
        && one.source().statement().equals(other.statement());
  }

  /// One that the release both adds and drops is left out.
  boolean takenBack(Authored drop, TableDraft table, Problems problems) {
    boolean taken =
        pending.removeIf(
            one ->
                one.table().filter(table::equals).isPresent()
                    && adds(one)
                    && !sameStatement(one, drop));
    if (taken) {
      pending.removeIf(
          one ->
              one.table().filter(table::equals).isPresent()
                  && one.source().operation() instanceof SetComment comment
                  && new Commented(comment).name().equals(Optional.of(constraint)));
      problems.warn(
          "constraint \"%s\" of \"%s\" is added and dropped by the same release: neither is done"
              .formatted(constraint, table.name()));
    }
    return taken;
  }

  /// Whether an operation adds a CHECK or foreign key of this name.
  boolean adds(Pending pending) {
    Operation operation = pending.source().operation();
    if (operation instanceof AddCheck check) {
      return check.constraint().equals(constraint);
    }
    return operation instanceof AddForeignKey key && key.constraint().equals(constraint);
  }
}
