package dev.theseus.check.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.source.Runner;
import dev.theseus.error.InvalidMigration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckSettingsTest {
  private static final List<RuleId> RULES = List.of(RuleId.of("one"), RuleId.of("two"));

  private static CheckSettings read(String yaml) {
    return CheckSettings.read("theseus.yaml", yaml, RULES);
  }

  @Test
  void readsEverySetting() {
    CheckSettings settings =
        read(
            """
            check:
              paths: [db/migrations, more]
              runner: golang-migrate
              pg: [14, 16..18]
              fail-on: danger
              advice: true
              placeholders:
                schema: shop
                n: 7
              contexts: Prod
              labels: [a, b and !c]
              rules:
                one: off
                two: advice
              baseline: known.json
              since: v1
              sizes: sizes.csv
            """);

    assertThat(settings.paths()).containsExactly("db/migrations", "more");
    assertThat(settings.runner()).contains(Runner.GOLANG_MIGRATE);
    assertThat(settings.majors()).containsExactly(14, 16, 17, 18);
    assertThat(settings.sizes()).isEqualTo("sizes.csv");
    assertThat(settings.failOn()).contains(FailOn.DANGER);
    assertThat(settings.advice()).isTrue();
    assertThat(settings.placeholders()).isEqualTo(Map.of("schema", "shop", "n", "7"));
    assertThat(settings.choice().contexts()).containsExactly("prod");
    assertThat(settings.choice().labels()).containsExactlyInAnyOrder("a", "b and !c");
    assertThat(settings.rules())
        .isEqualTo(
            Map.of(
                RuleId.of("one"),
                Optional.empty(),
                RuleId.of("two"),
                Optional.of(Severity.ADVICE)));
    assertThat(settings.baseline()).isEqualTo("known.json");
    assertThat(settings.since()).isEqualTo("v1");
  }

  @Test
  void keepsVersionsAsTheyAreWritten() {
    CheckSettings settings =
        read("check: {since: 1.10, placeholders: {v: 2.0, n: 010}, labels: [3.20]}");

    assertThat(settings.since()).isEqualTo("1.10");
    assertThat(settings.placeholders()).isEqualTo(Map.of("v", "2.0", "n", "010"));
    assertThat(settings.choice().labels()).containsExactly("3.20");
    assertThat(read("check: {since: 2024_01}").since()).isEqualTo("2024_01");
  }

  @Test
  void settlesNothingInAnEmptyFile() {
    assertThat(read("")).isEqualTo(CheckSettings.none());
    assertThat(read("# nothing\n")).isEqualTo(CheckSettings.none());
    assertThat(read("check:\n")).isEqualTo(CheckSettings.none());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'check: {pahts: x}'       | check.pahts is no setting
          'chekc: {}'               | chekc is no setting
          'check: [a]'              | check. is no mapping
          'check: {pg: 13}'         | names no PostgreSQL major from 14 to 18
          'check: {runner: rails}'  | check.runner is no runner: rails
          'check: {fail-on: all}'   | check.fail-on is no severity: all
          'check: {rules: {x: off}}'| check.rules.x is no rule
          'check: {rules: {one: 7}}'| check.rules.one is no severity: 7
          'check: {runner: [a]}'    | check.runner is no single value
          'check: {'                | is no YAML
          """)
  void refusesWhatItDoesNotKnow(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InvalidMigration.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"16,[16]", "14..16,'[14, 15, 16]'", "'14, 18','[14, 18]'"})
  void readsMajorsAsPeopleWriteThem(String text, String majors) {
    assertThat(Majors.parse(text)).hasToString(majors);
  }

  @ParameterizedTest
  @CsvSource({"13", "19", "''", "18..14", "x", "14..99999999999"})
  void refusesOtherMajors(String text) {
    assertThatThrownBy(() -> Majors.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
