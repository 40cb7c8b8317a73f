package dev.theseus.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The recorded state of the migration does not allow the call; nothing has been changed.
public final class StateConflict extends MigrationException {
  public StateConflict(Problem problem) {
    super(problem);
  }

  public StateConflict(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  public StateConflict(List<Problem> problems) {
    super(problems, null);
  }
}
