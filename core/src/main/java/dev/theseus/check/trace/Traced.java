package dev.theseus.check.trace;

import dev.theseus.grammar.Position;
import dev.theseus.grammar.SourceRange;
import java.time.Duration;
import java.util.List;

/// One statement that was run and measured.
///
/// @param file the file's name as it is shown
/// @param range where the statement stands in the file's text
/// @param start where it starts, for people
/// @param seen what it did to tables and views that were there before; its failure is the server's
/// @param scansCounted whether reading in full was counted: not outside of a transaction, and not
///   for queries, which read what the server chooses
/// @param took how long it ran, zero for one that failed
/// @param differences in which points the verdict says something else, in words
public record Traced(
    String file,
    SourceRange range,
    Position start,
    Facts seen,
    boolean scansCounted,
    Duration took,
    List<String> differences) {
  public Traced {
    differences = List.copyOf(differences);
  }

  /// Whether it was run to its end.
  public boolean ran() {
    return seen.failure().isEmpty();
  }
}
