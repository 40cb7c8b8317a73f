package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Script;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.migration.Migration.Note;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses a file. What belongs to a runner and not to SQL shows itself as a syntax error: psql's
/// commands without effect on the schema are left out and noted, everything else is explained.
final class SyntaxCheck {
  private static final Pattern META_COMMAND = Pattern.compile("\\s*\\\\(\\w+|[!?])");

  /// psql's commands that change only what psql shows or does.
  private static final Set<String> HARMLESS =
      Set.of(
          "echo",
          "qecho",
          "warn",
          "timing",
          "pset",
          "set",
          "unset",
          "x",
          "t",
          "a",
          "H",
          "encoding",
          "prompt",
          "restrict",
          "unrestrict");

  private SyntaxCheck() {}

  /// The statements of the source. Left-out lines are blanked, so that positions stay.
  static Script parse(SourceText source, MigrationDraft draft) {
    String text = source.text();
    while (true) {
      try {
        return Grammar.parse(text);
      } catch (SqlSyntaxException e) {
        int position = Math.min(e.offset(), text.length());
        SourceText current = new SourceText(source.file(), text);
        int start = current.lineStart(position);
        String line = text.substring(start, current.lineEnd(position));
        Matcher meta = META_COMMAND.matcher(line);
        if (!meta.lookingAt() || !HARMLESS.contains(meta.group(1))) {
          throw explained(source, position, line, e);
        }
        draft.add(
            new Note(
                source.line(position),
                "psql's command " + line.strip() + " has no effect here and is left out"));
        text =
            text.substring(0, start)
                + " ".repeat(line.length())
                + text.substring(start + line.length());
      }
    }
  }

  private static InvalidMigration explained(
      SourceText source, int position, String line, SqlSyntaxException e) {
    return source.invalid(
        ProblemCode.SYNTAX_ERROR, position, e.problem(), fix(position, source, line, e));
  }

  private static String fix(int position, SourceText source, String line, SqlSyntaxException e) {
    String rest = source.text().substring(Math.min(position, source.text().length()));
    if (line.strip().startsWith("\\")) {
      return "run psql's command yourself, or put what it does into the file as SQL";
    }
    if (rest.startsWith("${") || rest.startsWith("$")) {
      return "give the placeholder a value";
    }
    if (rest.startsWith("{")) {
      return "render the template before it is read";
    }
    if (rest.startsWith(":")) {
      return "write the value of the psql variable";
    }
    return e.hint().isEmpty() ? "correct the statement" : e.hint();
  }
}
