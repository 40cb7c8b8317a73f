package dev.theseus.check;

import dev.theseus.grammar.SourceRange;
import dev.theseus.grammar.Statement;

/// One statement of a file, as its runner sends it.
///
/// @param statement the parsed statement; places in it count in the text that was parsed
/// @param text the statement as the server gets it (placeholders filled in)
/// @param offsetInFile what to add to a place in the parsed text to have the place in the file
/// @param transaction statements of a file with the same number, 0 or more, share one transaction;
///   [#ALONE] runs by itself
/// @param part the part of the file it belongs to
public record CheckedStatement(
    Statement statement, String text, int offsetInFile, int transaction, Part part) {
  /// Runs outside of any transaction.
  public static final int ALONE = -1;

  public CheckedStatement {
    if (transaction < ALONE) {
      throw new IllegalArgumentException("no transaction has the number " + transaction);
    }
  }

  /// A statement of a file that is released as a whole.
  public CheckedStatement(Statement statement, String text, int offsetInFile, int transaction) {
    this(statement, text, offsetInFile, transaction, Part.WHOLE);
  }

  /// A part of a file that is released by itself, as a changeset of Liquibase is.
  ///
  /// @param name empty for a file that is one release
  /// @param judged false for history: it is replayed, but not judged
  public record Part(String name, boolean judged) {
    public static final Part WHOLE = new Part("", true);
  }

  /// The same in a part of its file.
  public CheckedStatement in(Part other) {
    return new CheckedStatement(statement, text, offsetInFile, transaction, other);
  }

  public boolean inTransaction() {
    return transaction != ALONE;
  }

  /// Where a part of the parsed text stands in the file.
  public SourceRange inFile(SourceRange parsed) {
    return new SourceRange(parsed.start() + offsetInFile, parsed.end() + offsetInFile);
  }

  /// Where the statement stands in the file.
  public SourceRange range() {
    return inFile(statement.range());
  }
}
