package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;

/// A part of a file that a runner executes in one way.
record Section(SourceRange range, Sending sending) {

  static Section of(int start, int end, Sending sending) {
    return new Section(new SourceRange(start, Math.max(start, end)), sending);
  }

  /// How its statements reach the server.
  enum Sending {
    /// Each by itself.
    ALONE,
    /// In one transaction of the runner.
    TRANSACTION,
    /// As one string, which is one transaction if it holds several statements.
    ONE_STRING
  }
}
