package dev.theseus.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server rejected a statement or could not be reached; what was committed before stays and can
/// be resumed.
public final class DatabaseFailure extends MigrationException {
  public DatabaseFailure(Problem problem) {
    super(problem);
  }

  public DatabaseFailure(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  public DatabaseFailure(List<Problem> problems) {
    super(problems, null);
  }
}
