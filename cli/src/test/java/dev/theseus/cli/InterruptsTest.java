package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

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

  @Test
  void letsTheCommandEndInOrderAndKeepsItsExitCode() throws Exception {
    Process program = start();
    try {
      assertThat(program.inputReader().readLine()).isEqualTo("working");

      program.toHandle().destroy(); // Process#destroy would close our end of its output

      assertThat(program.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(program.inputReader().readLine()).isEqualTo("stopped in order");
      assertThat(program.exitValue()).isEqualTo(ExitCode.RETRYABLE.status());
    } finally {
      program.destroyForcibly();
    }
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            InterruptibleProgram.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// A long command, run in a process of its own: works until it is interrupted.
  static final class InterruptibleProgram {
    private InterruptibleProgram() {}

    public static void main(String[] args) throws InterruptedException {
      Interrupts interrupts = new Interrupts();
      interrupts.listen(DEADLINE);
      CountDownLatch stop = new CountDownLatch(1);
      try (Interrupts.Registration registration = interrupts.onInterrupt(stop::countDown)) {
        System.out.println(registration == null ? "" : "working");
        stop.await();
        System.out.println("stopped in order");
      }
      interrupts.ended(ExitCode.RETRYABLE);
      System.exit(ExitCode.RETRYABLE.status());
    }
  }
}
