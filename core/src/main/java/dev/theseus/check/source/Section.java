package dev.theseus.check.source;

import dev.theseus.check.CheckedStatement.Part;
import dev.theseus.grammar.SourceRange;

/// A part of a file that a runner executes in one way.
///
/// @param part what of the file is released with it
record Section(SourceRange range, Sending sending, Part part) {

  static Section of(int start, int end, Sending sending) {
    return new Section(new SourceRange(start, Math.max(start, end)), sending, Part.WHOLE);
  }

  Section sent(Sending other) {
    return new Section(range, other, part);
  }

  Section in(Part other) {
    return new Section(range, sending, other);
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
