package dev.theseus.internal.engine;

import dev.theseus.internal.jdbc.Session;
import java.sql.SQLException;

/// The places where tests let the engine die.
@FunctionalInterface
interface Seam {
  /// Where in the work the engine is.
  enum Point {
    /// The state row was written, nothing else.
    STATE_ENTERED,
    BEFORE_STEP,
    /// Everything was sent but the commit.
    BEFORE_COMMIT,
    /// Committed on the server, before the engine goes on.
    AFTER_STEP,
    BEFORE_UNDO,
    AFTER_UNDO
  }

  /// @param step the step's id; the new state's code at [Point#STATE_ENTERED]
  void at(Point point, String step, Session session) throws SQLException;

  static Seam none() {
    return (point, step, session) -> {};
  }
}
