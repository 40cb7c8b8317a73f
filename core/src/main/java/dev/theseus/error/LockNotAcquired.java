package dev.theseus.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lock budget ended before the lock was granted; nothing has been changed and the call may be
/// repeated.
public final class LockNotAcquired extends MigrationException {
  public LockNotAcquired(Problem problem) {
    super(problem);
  }

  public LockNotAcquired(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  public LockNotAcquired(List<Problem> problems) {
    super(problems, null);
  }
}
