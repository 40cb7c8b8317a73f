package dev.theseus.grammar;

import java.util.List;
import java.util.function.IntUnaryOperator;

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

  /// The same statement with every place moved, those in the tree too: for a text that was made
  /// from another one, whose places are wanted.
  ///
  /// @param place from a place in the text that was parsed to the place in the other text, never
  ///   falling
  public Statement relocated(IntUnaryOperator place) {
    Node moved =
        tree.rewrite(
            node -> {
              Node result = node;
              for (String field : node.fields()) {
                if (Node.isPosition(field) && node.integer(field) > 0) {
                  result = result.with(field, (long) place.applyAsInt(node.integer(field)));
                }
              }
              return result;
            });
    SourceRange elsewhere =
        new SourceRange(place.applyAsInt(range.start()), place.applyAsInt(range.end()));
    return new Statement(text, elsewhere, moved, List.of());
  }
}
