package dev.theseus.check.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table;
import dev.theseus.check.planned.PlanCheck;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every statement whose effect is measured on servers is planned: it gets a strategy or is refused
/// with another way, and no plan does what a rule warns of. Write the page anew with
/// `-Dtheseus.docs.update=true`.
@Tag("postgres")
class StrategiesTableTest {
  private static final Identifier PUBLIC = Identifier.of("public");
  private static final List<Integer> MAJORS = List.of(14, 15, 16, 17, 18);
  private static final long LARGE = 10L << 30;
  private static final Set<ProblemCode> ASKING =
      Set.of(ProblemCode.UP_REQUIRED, ProblemCode.DOWN_REQUIRED);

  /// What these rules warn of is what the statement is for.
  private static final Set<String> PURPOSE =
      Set.of("attach-partition", "drop-partition", "truncate");

  private final Map<String, List<String>> hazards = new TreeMap<>();

  @Test
  void givesEveryStatementOneStrategy() throws SQLException, IOException {
    Path page = Path.of("..", "docs", "reference", "strategies.md");
    String table = table();
    if (Boolean.getBoolean("theseus.docs.update")) {
      Files.writeString(page, table);
    }
    assertThat(hazards).isEmpty();
    assertThat(Files.readString(page)).isEqualTo(table);
  }

  private String table() throws SQLException {
    StringBuilder page =
        new StringBuilder(
            """
            # How statements are carried out

            Every statement of a migration gets one strategy, or is refused with another way. A test plans each statement of [What statements
            do](effects.md) on a table of 10 GB and writes this page; no step of any of these plans may do what a rule of `theseus check` warns of.

            - *direct*: changes the catalog alone; runs as written, under the lock budget.
            - *online*: the variant that lets writers go on: CONCURRENTLY, NOT VALID and VALIDATE, USING INDEX.
            - *expand/contract*: a second column or name beside the old one, or a removal that waits for contract.
            - *asks*: expand/contract, and a `-- theseus:up` or `-- theseus:down` has to say what the values are.
            - *refused*: with the reason and what to write instead. On tables of less than 10 MB a statement that is refused for writing or reading
              its table runs as written.

            | Statement | PostgreSQL | Strategy |
            |---|---|---|
            """);
    TestDatabase database = TestServers.database(MAJORS.getLast());
    try (database;
        Connection connection = database.connect()) {
      Measurement measurement = new Measurement(database, connection);
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      for (TraceCase one : TraceCase.all()) {
        if (one.since() <= database.major()) {
          measurement.prepare(one);
          rows(one, large(theseus.catalog(Set.of(PUBLIC))), page);
        }
      }
    }
    return page.toString();
  }

  private static Catalog large(Catalog read) {
    Map<QualifiedName, Table> tables = new LinkedHashMap<>();
    read.tables()
        .forEach(
            (name, t) ->
                tables.put(
                    name,
                    new Table(
                        t.oid(),
                        t.name(),
                        t.kind(),
                        t.owner(),
                        t.columns(),
                        t.indexes(),
                        t.constraints(),
                        t.referencedBy(),
                        t.triggers(),
                        t.views(),
                        t.otherDependents(),
                        t.grants(),
                        t.rowSecurity(),
                        t.estimatedRows(),
                        LARGE,
                        t.storage(),
                        t.rowUse(),
                        t.comment())));
    return new Catalog(read.server(), tables, read.relations(), read.schemas(), read.types());
  }

  private void rows(TraceCase one, Catalog catalog, StringBuilder page) {
    Map<String, List<Integer>> majors = new LinkedHashMap<>();
    for (int major : MAJORS) {
      if (major >= one.since() && !one.fails(major)) {
        Catalog there =
            new Catalog(
                ServerVersion.ofMajor(major),
                catalog.tables(),
                catalog.relations(),
                catalog.schemas(),
                catalog.types());
        majors.computeIfAbsent(strategy(one, there), key -> new ArrayList<>()).add(major);
      }
    }
    String given = one.given().isEmpty() ? "" : " [" + String.join("; ", one.given()) + "]";
    String statement = (one.sql().replaceAll("\\s+", " ") + given).replace("|", "\\|");
    majors.forEach(
        (strategy, on) ->
            page.append("| `%s` | %s | %s |\n".formatted(statement, range(on), strategy)));
  }

  private static String range(List<Integer> majors) {
    return majors.getFirst().equals(majors.getLast())
        ? String.valueOf(majors.getFirst())
        : majors.getFirst() + "-" + majors.getLast();
  }

  private String strategy(TraceCase one, Catalog catalog) {
    try {
      Migration migration =
          new MigrationReader(ReaderOptions.of(PUBLIC)).read("change.sql", one.sql());
      if (migration.operations().isEmpty()) {
        return "nothing to do";
      }
      Plan plan = Planner.plan(new Release("change", PUBLIC, List.of(migration)), catalog);
      PlanCheck.of(plan, catalog).hazards().stream()
          .filter(hazard -> !PURPOSE.contains(hazard.rule()))
          .forEach(
              hazard ->
                  hazards
                      .computeIfAbsent(one.sql(), key -> new ArrayList<>())
                      .add(catalog.server().major() + ": " + hazard));
      return plan.sources().stream()
          .map(Plan.Source::strategy)
          .distinct()
          .collect(Collectors.joining(", "));
    } catch (MigrationException e) {
      if (e.problems().stream().allMatch(problem -> ASKING.contains(problem.code()))) {
        return "asks";
      }
      Problem problem = e.problem();
      return ("refused: " + problem.what() + "; " + problem.fix()).replace("|", "\\|");
    }
  }
}
