package dev.theseus.check;

import java.util.List;

/// One file, read as its runner reads it.
///
/// @param name the file's name as it is shown
/// @param text its whole text
/// @param statements what the runner executes, in order
/// @param circumstances what the runner does around the statements
/// @param unread findings of the reading itself: what could not be parsed, and where
public record CheckedFile(
    String name,
    String text,
    List<CheckedStatement> statements,
    Circumstances circumstances,
    List<Finding> unread) {

  public CheckedFile {
    statements = List.copyOf(statements);
    unread = List.copyOf(unread);
  }

  /// Who joins statements that no `BEGIN` of the file joins.
  public enum Joining {
    /// Nobody: each such statement runs alone.
    NOBODY,
    /// The runner wraps the file in a transaction.
    RUNNER,
    /// The runner sends the file as one string, which is one implicit transaction.
    ONE_STRING
  }

  /// What surrounds the statements.
  ///
  /// @param runner the runner's name as it is shown, such as `Flyway`; empty for none
  /// @param release files with the same text are released together: tables one of them creates are
  ///   not in use yet when another changes them
  /// @param judged false for history: it is replayed, but not judged
  /// @param down whether it is a way back, which runs behind the files it takes back
  public record Circumstances(
      String runner, Joining joining, String release, boolean judged, boolean down) {

    /// Circumstances of a way forward.
    public Circumstances(String runner, Joining joining, String release, boolean judged) {
      this(runner, joining, release, judged, false);
    }

    /// A file of its own, run by nobody in particular.
    public static Circumstances plain(String file) {
      return new Circumstances("", Joining.NOBODY, file, true);
    }
  }
}
