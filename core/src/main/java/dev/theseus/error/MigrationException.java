package dev.theseus.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one unchecked root of everything Theseus throws. Holds at least one [Problem]; the message
/// is their text.
public class MigrationException extends RuntimeException {
  private final List<Problem> problems;

  public MigrationException(Problem problem) {
    this(List.of(problem), null);
  }

  public MigrationException(Problem problem, @Nullable Throwable cause) {
    this(List.of(problem), cause);
  }

  public MigrationException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception carries at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  /// The first problem; decides the exit status.
  public Problem problem() {
    return problems.getFirst();
  }
}
