package dev.theseus.plan.files;

import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.files.PlanFile.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Liquibase formatted SQL: a file for each part between deployments, a changeset for each step.
final class LiquibaseFiles {
  private LiquibaseFiles() {}

  static List<PlanFile> of(Plan plan, List<Piece> pieces) {
    String release = plan.name().replaceAll("[^A-Za-z0-9._-]+", "_");
    List<PlanFile> files = new ArrayList<>();
    for (Phase.Verb part : Phase.Verb.values()) {
      List<String> lines = new ArrayList<>();
      lines.add("--liquibase formatted sql");
      for (int n = 0; n < pieces.size(); n++) {
        if (pieces.get(n).part() == part) {
          lines.add("");
          String number = FileNumbers.two(n + 1, pieces.size());
          changeset(lines, release + "-" + number, pieces.get(n));
        }
      }
      if (lines.size() > 1) {
        String name =
            "%s.%d-%s.sql"
                .formatted(release, files.size() + 1, part.name().toLowerCase(Locale.ROOT));
        files.add(new PlanFile(name, FileText.whole(lines), part, Role.FORWARD));
      }
    }
    return files;
  }

  private static void changeset(List<String> lines, String id, Piece piece) {
    lines.add(
        "--changeset theseus:%s splitStatements:false stripComments:false rollbackSplitStatements:false%s"
            .formatted(id, piece.forward().transaction() ? "" : " runInTransaction:false"));
    piece.before().forEach(line -> lines.add(FileText.comment(line)));
    lines.addAll(FileText.script(piece.forward(), false));
    piece.after().forEach(line -> lines.add(FileText.comment(line)));
    rollback(lines, piece);
  }

  /// A rollback runs inside a transaction, or outside, as its changeset does.
  private static void rollback(List<String> lines, Piece piece) {
    Piece.Script back = piece.back();
    back.notes().forEach(note -> lines.add(FileText.comment("Way back: " + note)));
    if (back.statements().isEmpty()) {
      lines.add("--rollback empty");
      return;
    }
    boolean fits = back.transaction() == piece.forward().transaction();
    if (!fits && back.transaction() && back.statements().size() > 1) {
      lines.add(FileText.comment("Way back: the statements run one by one"));
    }
    Piece.Script told =
        fits || back.transaction() ? back : Pieces.refusal("run it by hand: " + text(back));
    FileText.script(new Piece.Script(List.of(), told.statements(), told.transaction()), false)
        .stream()
        .flatMap(String::lines)
        .filter(line -> !line.isBlank())
        .forEach(line -> lines.add("--rollback " + line));
  }

  private static String text(Piece.Script script) {
    return script.statements().getFirst().text().strip();
  }
}
