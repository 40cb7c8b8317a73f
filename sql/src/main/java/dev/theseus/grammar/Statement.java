package dev.theseus.grammar;

import java.util.List;

/// One parsed statement.
///
/// @param text the statement as written, without its semicolon and the comments before it
/// @param range where the text stands in the text that was parsed
/// @param tree PostgreSQL's parse tree; positions in it count in the text that was parsed
/// @param leadingComments the comments between the statement before and this one
public record Statement(String text, SourceRange range, Node tree, List<Comment> leadingComments) {

  public Statement {
    leadingComments = List.copyOf(leadingComments);
  }
}
