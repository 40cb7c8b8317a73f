package dev.theseus.plan.files;

import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/// The lines of a file.
final class FileText {
  private FileText() {}

  /// A name with a line break must not end the comment.
  static String comment(String text) {
    return "-- " + text.replaceAll("\\R", " ");
  }

  /// The script, its comments above.
  ///
  /// @param blocks whether the file itself opens and ends the transaction
  static List<String> script(Piece.Script script, boolean blocks) {
    List<String> lines = new ArrayList<>();
    script.notes().forEach(note -> lines.add(comment(note)));
    boolean framed = blocks && script.transaction() && !script.statements().isEmpty();
    if (framed) {
      lines.add("BEGIN;");
    }
    script.statements().forEach(statement -> lines.add(ended(statement)));
    if (script.statements().isEmpty()) {
      lines.add("SELECT 1;");
    }
    if (framed) {
      lines.add("COMMIT;");
    }
    return lines;
  }

  /// The whole forward file of a piece.
  static String forward(Piece piece, boolean blocks) {
    List<String> lines = new ArrayList<>();
    piece.before().forEach(line -> lines.add(comment(line)));
    lines.addAll(script(piece.forward(), blocks));
    piece.after().forEach(line -> lines.add(comment(line)));
    return whole(lines);
  }

  /// The whole file of the way back.
  static String back(Piece piece, boolean blocks) {
    List<String> lines = new ArrayList<>();
    lines.add(comment("Takes back: " + piece.slug()));
    lines.addAll(script(piece.back(), blocks));
    return whole(lines);
  }

  static String whole(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String ended(Sql statement) {
    String text = statement.rendered().strip();
    return text.endsWith(";") ? text : text + ";";
  }
}
