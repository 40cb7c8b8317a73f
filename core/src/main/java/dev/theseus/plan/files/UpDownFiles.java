package dev.theseus.plan.files;

import dev.theseus.plan.Plan;
import dev.theseus.plan.files.PlanFile.Role;
import java.util.ArrayList;
import java.util.List;

/// Files in pairs, up and down, with whole numbers that go on from the planned file's.
final class UpDownFiles {
  private UpDownFiles() {}

  static List<PlanFile> of(Plan plan, List<Piece> pieces) {
    String first = FileNumbers.wholeNumber(plan.name());
    List<PlanFile> files = new ArrayList<>();
    for (int n = 0; n < pieces.size(); n++) {
      Piece piece = pieces.get(n);
      String name = FileNumbers.after(first, n) + "_" + piece.slug();
      files.add(
          new PlanFile(
              name + ".up.sql", FileText.forward(piece, true), piece.part(), Role.FORWARD));
      files.add(
          new PlanFile(name + ".down.sql", FileText.back(piece, true), piece.part(), Role.BACK));
    }
    return files;
  }
}
