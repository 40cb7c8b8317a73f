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
public record CheckedStatement(
    Statement statement, String text, int offsetInFile, int transaction) {
  /// Runs outside of any transaction.
  public static final int ALONE = -1;

  public CheckedStatement {
    if (transaction < ALONE) {
      throw new IllegalArgumentException("no transaction has the number " + transaction);
    }
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
