package dev.theseus.planner;

import dev.theseus.sql.Nothing;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;

/// The deferral clause at the end of a constraint's printed definition.
final class Deferrable {
  private Deferrable() {}

  static SqlPart of(String definition) {
    boolean deferrable =
        definition.contains(" DEFERRABLE") && !definition.contains(" NOT DEFERRABLE");
    return of(deferrable, definition.endsWith(" INITIALLY DEFERRED"));
  }

  static SqlPart of(boolean deferrable, boolean initiallyDeferred) {
    if (!deferrable) {
      return Nothing.NOTHING;
    }
    return Sql.verbatim(initiallyDeferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE");
  }
}
