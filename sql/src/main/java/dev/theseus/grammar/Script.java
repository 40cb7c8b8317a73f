package dev.theseus.grammar;

import java.util.List;

/// A parsed text.
///
/// @param text the whole text
/// @param statements its statements in order
/// @param comments all its comments in order, those inside statements too
public record Script(String text, List<Statement> statements, List<Comment> comments) {

  public Script {
    statements = List.copyOf(statements);
    comments = List.copyOf(comments);
  }

  /// Where an offset is, for messages.
  public Position position(int offset) {
    return Position.of(text, offset);
  }
}
