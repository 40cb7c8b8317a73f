package dev.theseus.plan.files;

import dev.theseus.plan.Plan;
import dev.theseus.plan.files.PlanFile.Role;
import java.util.ArrayList;
import java.util.List;

/// Files as Flyway reads them. What cannot run in a transaction is told by a script configuration
/// beside the file.
final class FlywayFiles {
  private FlywayFiles() {}

  static List<PlanFile> of(Plan plan, List<Piece> pieces) {
    String version = FileNumbers.version(plan.name());
    List<PlanFile> files = new ArrayList<>();
    for (int n = 0; n < pieces.size(); n++) {
      Piece piece = pieces.get(n);
      String rest = version + "_" + FileNumbers.two(n + 1, pieces.size()) + "__" + piece.slug();
      add(files, "V" + rest, piece, Role.FORWARD);
      add(files, "U" + rest, piece, Role.BACK);
    }
    return files;
  }

  private static void add(List<PlanFile> files, String name, Piece piece, Role role) {
    boolean forward = role == Role.FORWARD;
    String text = forward ? FileText.forward(piece, false) : FileText.back(piece, false);
    files.add(new PlanFile(name + ".sql", text, piece.part(), role));
    List<String> settings = new ArrayList<>();
    if (!(forward ? piece.forward() : piece.back()).transaction()) {
      settings.add("executeInTransaction=false");
    }
    if (text.contains("${")) {
      settings.add("placeholderReplacement=false");
    }
    if (!settings.isEmpty()) {
      files.add(
          new PlanFile(name + ".sql.conf", FileText.whole(settings), piece.part(), Role.SETTINGS));
    }
  }
}
