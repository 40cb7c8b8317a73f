package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> NAMES = List.of("plan", "start", "status", "rollback");

  @Test
  void findsTheNearestName() {
    assertThat(Spelling.closest("paln", NAMES)).contains("plan");
    assertThat(Spelling.closest("stats", NAMES)).contains("status");
    assertThat(Spelling.closest("rolback", NAMES)).contains("rollback");
  }

  @Test
  void keepsSilentWhenNothingIsNear() {
    assertThat(Spelling.closest("dashboard", NAMES)).isEmpty();
  }
}
