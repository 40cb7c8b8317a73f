package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/// Reads one signal; may remember what it read before. Used by one thread.
interface Probe {
  /// What was read.
  sealed interface Answer {
    /// @param limit of its own, where none was given
    record Value(long value, OptionalLong limit, String reason) implements Answer {}

    /// Whether work may go on.
    record Permission(boolean goOn, String reason) implements Answer {}

    /// There is nothing that could hold work back, nor anything that shows what this role may read.
    record Nothing(String reason) implements Answer {}

    /// This role sees nothing, or not everything.
    record Denied(String reason) implements Answer {}

    static Answer value(long value, String reason) {
      return new Value(value, OptionalLong.empty(), reason);
    }
  }

  SignalName name();

  /// How often it is worth reading.
  default Duration period() {
    return Duration.ofSeconds(1);
  }

  Answer read(Look look) throws SQLException, IOException;
}
