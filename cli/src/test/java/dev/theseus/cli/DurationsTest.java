package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "20ms, PT0.02S",
    "90s, PT1M30S",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "0, PT0S",
    "15M, PT15M"
  })
  void readsWhatPeopleWrite(String text, Duration expected) {
    assertThat(new Durations().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "1.5h", "10 minutes", "9999999999s"})
  void saysHowADurationIsWritten(String text) {
    assertThatThrownBy(() -> new Durations().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is no duration; write it as 20ms, 90s, 15m, 1h30m or 2d");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.02S, 20 ms",
    "PT3.29S, 3.2 s",
    "PT59.999S, 59.9 s",
    "PT4M5S, 4 min 05 s",
    "PT23H58M, 23 h 58 min",
    "PT49H, 2 d 01 h"
  })
  void writesTwoUnitsAtMost(Duration duration, String expected) {
    assertThat(Durations.text(duration)).isEqualTo(expected);
  }

  @Test
  void readsRates() {
    assertThat(new RowRate().convert("5000/s").limit()).hasValue(5_000);
    assertThat(new RowRate().convert("none").limit()).isEmpty();
    assertThatThrownBy(() -> new RowRate().convert("0"))
        .hasMessage("'0' is no rate; write rows per second as 5000, or none");
  }
}
