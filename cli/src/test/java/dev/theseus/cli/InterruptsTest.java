package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptsTest {
  private final Interrupts interrupts = new Interrupts();
  private final List<String> calls = new ArrayList<>();

  @Test
  void callsTheLatestRegistrationFirst() {
    try (Interrupts.Registration server = interrupts.onInterrupt(() -> calls.add("server"));
        Interrupts.Registration runner = interrupts.onInterrupt(() -> calls.add("runner"))) {
      assertThat(List.of(server, runner)).doesNotContainNull();
      interrupts.interrupt();
    }

    assertThat(calls).containsExactly("runner", "server");
  }

  @Test
  void forgetsClosedRegistrations() {
    interrupts.onInterrupt(() -> calls.add("runner")).close();

    interrupts.interrupt();

    assertThat(calls).isEmpty();
  }
}
