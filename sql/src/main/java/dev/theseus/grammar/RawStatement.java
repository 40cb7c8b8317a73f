package dev.theseus.grammar;

import java.util.List;

/// A statement that was told apart but not parsed.
///
/// @param text the statement without its semicolon and the comments before it
/// @param range where the text stands
/// @param leadingComments the comments between the statement before and this one
public record RawStatement(String text, SourceRange range, List<Comment> leadingComments) {

  public RawStatement {
    leadingComments = List.copyOf(leadingComments);
  }
}
