package dev.theseus.check.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.CheckCatalogs;
import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.rule.Rule;
import dev.theseus.check.rule.Rules;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule has a page, and the SQL on the page is flagged or not as the page says.
class RulePagesTest {

  /// A rule that no SQL can show, because verdicts are meant to be right.
  private static final String DISAGREES = "verdict-disagrees";

  static Stream<RulePage> pages() {
    return RulePage.all().stream().filter(page -> !page.rule().equals(DISAGREES));
  }

  @Test
  void thereIsOnePageForEachRule() {
    TreeSet<String> rules = new TreeSet<>(List.of("statement-fails", DISAGREES));
    Rules.all().stream().map(Rule::id).map(RuleId::text).forEach(rules::add);
    assertThat(RulePage.all().stream().map(RulePage::rule)).containsExactlyElementsOf(rules);
  }

  @Tag("postgres")
  @ParameterizedTest
  @MethodSource("pages")
  void sqlIsFlaggedAsThePageSays(RulePage page) {
    assertThat(rules(page.example("Flagged"))).as("flagged").contains(page.rule());
    assertThat(rules(page.example("Safe way"))).as("safe way").doesNotContain(page.rule());
    assertThat(rules(page.example("Not flagged"))).as("not flagged").doesNotContain(page.rule());
  }

  @Tag("postgres")
  @ParameterizedTest
  @MethodSource("pages")
  void safeWayIsNoDangerOfAnotherKind(RulePage page) {
    assertThat(findings(page.example("Safe way")))
        .filteredOn(finding -> finding.severity() == Severity.DANGER)
        .filteredOn(finding -> !page.rule().equals("missing-statement-timeout"))
        .isEmpty();
  }

  /// Rules that ask the server what no file tells.
  private static final Set<String> SERVER_ONLY =
      Set.of(
          "add-column-constrained-domain",
          "alter-domain-constraint",
          "attach-partition",
          "concurrently-partitioned",
          "drop-partition",
          "foreign-key-not-valid-partitioned",
          "statement-fails");

  @ParameterizedTest
  @MethodSource("pages")
  void sqlIsFlaggedFromTheFilesAlone(RulePage page) {
    Assumptions.assumeThat(SERVER_ONLY).doesNotContain(page.rule());
    assertThat(ofFiles(page, "Flagged")).as("flagged").contains(page.rule());
    assertThat(ofFiles(page, "Safe way")).as("safe way").doesNotContain(page.rule());
    assertThat(ofFiles(page, "Not flagged")).as("not flagged").doesNotContain(page.rule());
  }

  private static List<String> ofFiles(RulePage page, String heading) {
    RulePage.Example example = page.example(heading);
    return Checker.check(
            example.files(),
            CatalogSource.ofFiles(),
            CheckOptions.of(example.majors()).withAdvice())
        .findings()
        .stream()
        .map(finding -> finding.rule().text())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void canBeJudgedWithoutADatabase(RulePage page) {
    for (String heading : List.of("Flagged", "Safe way", "Not flagged")) {
      RulePage.Example example = page.example(heading);
      Report report =
          Checker.check(
              example.files(),
              CatalogSource.none(),
              CheckOptions.of(example.majors()).withAdvice());
      assertThat(report.unknown()).isEmpty();
    }
  }

  private static List<String> rules(RulePage.Example example) {
    return findings(example).stream().map(finding -> finding.rule().text()).toList();
  }

  private static List<Finding> findings(RulePage.Example example) {
    try (TestDatabase database = TestServers.database();
        CatalogSource scratch = CheckCatalogs.replaying(database.dataSource())) {
      return Checker.check(example.files(), scratch, CheckOptions.of(example.majors()).withAdvice())
          .findings();
    }
  }
}
