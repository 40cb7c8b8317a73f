package dev.theseus.plan.files;

import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Version;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where the files stop for a deployment, as comments above the first file of a part and below the
/// last one.
final class Boundaries {
  private final Plan plan;

  Boundaries(Plan plan) {
    this.plan = plan;
  }

  List<Piece> marked(List<Piece> pieces) {
    List<Piece> marked = new ArrayList<>();
    for (int n = 0; n < pieces.size(); n++) {
      Piece piece = pieces.get(n);
      boolean first = n > 0 && pieces.get(n - 1).part() != piece.part();
      boolean last = n == pieces.size() - 1 || pieces.get(n + 1).part() != piece.part();
      List<String> before = new ArrayList<>(first ? opening(piece.part()) : List.of());
      before.addAll(piece.before());
      marked.add(
          new Piece(
              piece.slug(),
              piece.part(),
              before,
              piece.forward(),
              last ? closing(piece.part(), n == pieces.size() - 1) : List.of(),
              piece.back()));
    }
    return List.copyOf(marked);
  }

  private List<String> opening(Phase.Verb part) {
    return switch (part) {
      case START -> List.of();
      case COMPLETE ->
          List.of(
              "DEPLOY BOUNDARY. Run from here on only when every instance is the new version and no"
                  + " old one writes any more.",
              "The way back from here keeps what the new version has written.");
      case CONTRACT ->
          List.of(
              "DEPLOY BOUNDARY. Only a backup leads back from here. Run from here on when you are"
                  + " sure that the old version is never needed again.",
              "Rows the old version could not hold, look at them first: "
                  + divergent().text()
                  + ";");
    };
  }

  private List<String> closing(Phase.Verb part, boolean end) {
    List<String> lines = new ArrayList<>();
    switch (part) {
      case START ->
          lines.add(
              "DEPLOY BOUNDARY. Deploy the new version now"
                  + plan.version()
                      .map(Version::searchPath)
                      .map(path -> "; it connects with search_path = " + path)
                      .orElse("")
                  + ". The old version may serve beside it.");
      case COMPLETE -> {
        if (!end) {
          lines.add("DEPLOY BOUNDARY. The old version is retired; let it rest before you go on.");
        }
      }
      case CONTRACT -> {}
    }
    return lines;
  }

  private Sql divergent() {
    return Sql.of(
        "SELECT * FROM theseus.divergence WHERE migration = {release} AND side = 'new'",
        Map.of("release", Literal.of(plan.name())));
  }
}
