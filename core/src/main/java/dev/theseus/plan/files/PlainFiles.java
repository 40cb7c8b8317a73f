package dev.theseus.plan.files;

import dev.theseus.plan.Plan;
import dev.theseus.plan.files.PlanFile.Role;
import java.util.ArrayList;
import java.util.List;

/// Numbered files that open and end their transactions themselves. The way back stands in a folder
/// of its own, so that nobody runs it who runs all of them.
final class PlainFiles {
  private PlainFiles() {}

  static List<PlanFile> of(Plan plan, List<Piece> pieces) {
    String lead = FileNumbers.lead(plan.name());
    List<PlanFile> files = new ArrayList<>();
    for (int n = 0; n < pieces.size(); n++) {
      Piece piece = pieces.get(n);
      String name = lead + FileNumbers.two(n + 1, pieces.size()) + "_" + piece.slug() + ".sql";
      files.add(new PlanFile(name, FileText.forward(piece, true), piece.part(), Role.FORWARD));
      files.add(
          new PlanFile("rollback/" + name, FileText.back(piece, true), piece.part(), Role.BACK));
    }
    return files;
  }
}
