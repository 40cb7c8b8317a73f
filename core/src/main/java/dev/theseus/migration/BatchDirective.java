package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Comment;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Script;
import dev.theseus.grammar.Statement;
import dev.theseus.operation.DirectStatement.Batching;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `-- theseus:batch on` or `off` before a statement that writes rows.
final class BatchDirective {
  static final String KEYWORD = "batch";

  private static final Pattern PATTERN =
      Pattern.compile(
          "(?:--|/\\*)\\s*theseus:" + KEYWORD + "\\b\\s*(.*?)\\s*(?:\\*/)?\\s*", Pattern.DOTALL);

  private BatchDirective() {}

  /// What the comments before the statement say.
  static Batching of(StatementContext context) {
    Batching said = Batching.AUTOMATIC;
    if (writesRows(context.tree())) {
      for (Comment comment : context.statement().leadingComments()) {
        Matcher matcher = PATTERN.matcher(comment.text());
        if (matcher.matches()) {
          said = word(context.source(), comment, matcher.group(1));
        }
      }
    }
    return said;
  }

  /// Fails where such a comment stands before no statement that it could mean.
  static void refuseElsewhere(SourceText source, Script script) {
    Set<Integer> meant = new HashSet<>();
    for (Statement statement : script.statements()) {
      if (writesRows(statement.tree())) {
        statement.leadingComments().forEach(comment -> meant.add(comment.range().start()));
      }
    }
    for (Comment comment : script.comments()) {
      if (PATTERN.matcher(comment.text()).matches() && !meant.contains(comment.range().start())) {
        throw invalid(
            source,
            comment,
            "theseus:batch does not stand before an UPDATE, DELETE, INSERT or MERGE",
            "move it to the line before the statement it is about, or remove it");
      }
    }
  }

  private static Batching word(SourceText source, Comment comment, String word) {
    return switch (word) {
      case "on" -> Batching.ON;
      case "off" -> Batching.OFF;
      default ->
          throw invalid(
              source,
              comment,
              "theseus:batch says \"" + word + "\"",
              "write theseus:batch on or theseus:batch off");
    };
  }

  private static InvalidMigration invalid(
      SourceText source, Comment comment, String what, String fix) {
    return source.invalid(ProblemCode.INVALID_DIRECTIVE, comment.range().start(), what, fix);
  }

  private static boolean writesRows(Node tree) {
    return switch (tree.kind()) {
      case "UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt" -> true;
      default -> false;
    };
  }
}
