package dev.theseus.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connection was lost between send and answer; the catalog has to be asked before anything
/// else is done.
public final class OutcomeUnknown extends MigrationException {
  public OutcomeUnknown(Problem problem) {
    super(problem);
  }

  public OutcomeUnknown(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  public OutcomeUnknown(List<Problem> problems) {
    super(problems, null);
  }
}
