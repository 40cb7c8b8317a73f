package dev.theseus.internal.engine;

import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Interruption;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.status.MigrationStatus;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Begins a command anew when its connection was lost before its first step or state was under way;
/// from there on [Runner] sees to that. A command may be repeated, so nothing is done twice.
final class Reconnecting {
  private static final Duration POLL = Duration.ofMillis(100);

  /// A whole command, from connecting on.
  @FunctionalInterface
  interface Command {
    MigrationStatus run() throws SQLException;
  }

  private final EngineSettings settings;
  private final Interruption interruption;
  private @Nullable MigrationException lost;
  private long lostNanos;

  Reconnecting(EngineSettings settings, Interruption interruption) {
    this.settings = settings;
    this.interruption = interruption;
  }

  MigrationStatus run(Command command) {
    while (true) {
      try {
        return command.run();
      } catch (SQLException e) {
        if (SqlFailures.cancelled(e) && interruption.requested()) {
          throw Interruption.stopped();
        }
        MigrationException failure = SqlFailures.of(e, "schema theseus");
        if (!SqlFailures.connectionLost(e)) {
          throw failure;
        }
        lost(failure);
      } catch (MigrationException e) {
        if (!passing(e)) {
          throw e;
        }
        lost(e);
      }
      interruption.sleep(POLL);
    }
  }

  /// Whether the server could not be asked what it is, or cannot be reached any more.
  private boolean passing(MigrationException failure) {
    ProblemCode code = failure.problem().code();
    return (code == ProblemCode.CONNECTION_LOST
            && failure.problem().where().equals(Session.OPENING))
        || (code == ProblemCode.CANNOT_CONNECT && lost != null)
        || (code == ProblemCode.DATABASE_ERROR
            && failure.getCause() instanceof SQLException cause
            && SqlFailures.connectionLost(cause));
  }

  private void lost(MigrationException failure) {
    MigrationException first = lost;
    if (first == null) {
      lost = failure;
      lostNanos = settings.time().nanos();
      first = failure;
    }
    if (settings.time().since(lostNanos).compareTo(settings.reconnecting()) >= 0) {
      throw first;
    }
  }
}
