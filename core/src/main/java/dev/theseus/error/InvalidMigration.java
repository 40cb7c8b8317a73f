package dev.theseus.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The migration cannot be planned as it is written; nothing has been changed.
public final class InvalidMigration extends MigrationException {
  public InvalidMigration(Problem problem) {
    super(problem);
  }

  public InvalidMigration(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  public InvalidMigration(List<Problem> problems) {
    super(problems, null);
  }
}
