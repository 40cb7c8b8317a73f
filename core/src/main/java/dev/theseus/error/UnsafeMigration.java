package dev.theseus.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refused because going on could lose data or fail a statement of the application; nothing has
/// been changed.
public final class UnsafeMigration extends MigrationException {
  public UnsafeMigration(Problem problem) {
    super(problem);
  }

  public UnsafeMigration(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  public UnsafeMigration(List<Problem> problems) {
    super(problems, null);
  }
}
