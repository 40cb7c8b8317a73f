package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
  @Test
  void refusesAScenarioThatDoesNotExist() {
    CapturedRun run = CapturedRun.of("demo", "--only", "renaming");
    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("there is no scenario 'renaming'", "see theseus demo --help");
  }

  @Test
  @Tag("postgres")
  void carriesAConversionThereAndBackWithoutAFailedStatement() throws IOException {
    CapturedRun run =
        CapturedRun.of("demo", "--quick", "--rows=2000", "--only=type-conversion", "--json", "-q");
    assertThat(run.exit()).as(run.err() + run.out()).isEqualTo(ExitCode.OK);
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.get("schema").asText()).isEqualTo("theseus.demo/1");
    assertThat(report.get("failed").asLong()).isZero();
    assertThat(report.get("differingRows").asLong()).isZero();
    assertThat(report.get("lostRows").asLong()).isZero();
    JsonNode scenario = report.get("scenarios").get(0);
    assertThat(scenario.get("rowsVerified").asLong()).isGreaterThanOrEqualTo(1_900);
    assertThat(scenario.get("writtenWhileCompleted").asLong()).isPositive();
  }
}
