package dev.theseus.check.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.grammar.Grammar;
import dev.theseus.internal.check.LiveCatalog;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The table of effects in the documentation is what the code says; [EffectsOnServersTest] proves
/// that servers agree. Write it anew with `-Dtheseus.docs.update=true`.
class EffectsTableTest {
  private static final List<Integer> MAJORS = List.of(14, 15, 16, 17, 18);

  @Tag("postgres")
  @Test
  void isWhatTheCodeSays() throws SQLException, IOException {
    Path page = Path.of("..", "docs", "reference", "effects.md");
    String table = table();
    if (Boolean.getBoolean("theseus.docs.update")) {
      Files.writeString(page, table);
    }
    assertThat(Files.readString(page)).isEqualTo(table);
  }

  private static String table() throws SQLException {
    StringBuilder page =
        new StringBuilder(
            """
            # What statements do

            Locks, rewrites and scans of single statements on PostgreSQL 14 to 18. A test writes this page from the code and runs every statement on
            real servers of each version: the strongest lock on every table and view, tables and indexes written anew, and tables read in full are
            equal. The tables they run on are in `core/src/test/resources/dev/theseus/check/trace/fixture.sql`; what was done before a statement is
            given in brackets. `+` marks a table that is read in full, `*` one that is written anew. Locks that no statement of an application waits for
            (ACCESS SHARE) are left out.

            | Statement | PostgreSQL | Locks |
            |---|---|---|
            """);
    TestDatabase database = TestServers.database(MAJORS.getLast());
    try (database;
        Connection connection = database.connect()) {
      Measurement measurement = new Measurement(database, connection);
      for (TraceCase one : TraceCase.all()) {
        if (one.since() <= database.major()) {
          measurement.prepare(one);
          rows(one, new LiveCatalog(connection), page);
        }
      }
    }
    return page.toString();
  }

  private static void rows(TraceCase one, CatalogView catalog, StringBuilder page) {
    String given = one.given().isEmpty() ? "" : " [" + String.join("; ", one.given()) + "]";
    List<Integer> from = new ArrayList<>();
    String last = "";
    for (int major : MAJORS) {
      if (major < one.since()) {
        continue;
      }
      String said =
          text(Effects.of(Grammar.statement(one.sql()).tree(), catalog, major, one.zone()));
      if (!from.isEmpty() && !said.equals(last)) {
        row(one, given, from, last, page);
        from.clear();
      }
      last = said;
      from.add(major);
    }
    row(one, given, from, last, page);
  }

  private static void row(
      TraceCase one, String given, List<Integer> majors, String said, StringBuilder page) {
    String versions =
        Objects.equals(majors.getFirst(), majors.getLast())
            ? String.valueOf(majors.getFirst())
            : majors.getFirst() + "-" + majors.getLast();
    page.append("| `")
        .append((one.sql().replaceAll("\\s+", " ") + given).replace("|", "\\|"))
        .append("` | ")
        .append(versions)
        .append(" | ")
        .append(said)
        .append(" |\n");
  }

  private static String text(Effect effect) {
    if (!effect.failure().isEmpty()) {
      return "refused: " + effect.failure();
    }
    String uses =
        effect.relations().values().stream()
            .filter(use -> use.lock().strongerThan(dev.theseus.plan.LockLevel.ACCESS_SHARE))
            .map(
                use ->
                    use.lock().sql()
                        + " on "
                        + use.relation().name()
                        + (use.rewrites() ? "\\*" : use.scans() ? "+" : "")
                        + (use.rebuilt().isEmpty() ? "" : " and " + indexes(use)))
            .collect(Collectors.joining(", "));
    String alone = effect.alone() ? " (not in a transaction)" : "";
    return (uses.isEmpty() ? "none" : uses) + alone;
  }

  private static String indexes(RelationUse use) {
    int count = use.rebuilt().size();
    return count == 1 ? "1 index\\*" : count + " indexes\\*";
  }
}
