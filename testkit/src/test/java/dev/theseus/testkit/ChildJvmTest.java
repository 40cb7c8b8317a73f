package dev.theseus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Starts a server and waits to be killed.
  static final class Owner {
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder().major(Integer.parseInt(arguments[0])).start();
      System.out.println("pid " + server.pid());
      System.out.println("directory " + server.dataDirectory().getParent());
      if (System.in.read() == 'x') {
        throw new IllegalStateException("ended by its own fault");
      }
    }
  }

  @Test
  void leavesNoServerBehindAfterKillMinusNine() throws IOException, InterruptedException {
    for (int major : TestServers.majors()) {
      try (ChildJvm child = ChildJvm.start(Owner.class, Integer.toString(major))) {
        long pid = Long.parseLong(child.awaitLine("pid ", LIMIT).substring(4));
        Path directory = Path.of(child.awaitLine("directory ", LIMIT).substring(10));
        assertThat(ProcessHandle.of(pid)).isPresent();
        assertThat(directory).isDirectory();

        child.kill();

        awaitGone(pid, directory);
      }
    }
  }

  @Test
  void leavesNoServerBehindWhenTheProgramEndsWithoutClosing()
      throws IOException, InterruptedException {
    try (ChildJvm child = ChildJvm.start(Owner.class, "18")) {
      long pid = Long.parseLong(child.awaitLine("pid ", LIMIT).substring(4));
      Path directory = Path.of(child.awaitLine("directory ", LIMIT).substring(10));

      child.send("x");

      assertThat(child.awaitExit(LIMIT)).isEqualTo(1);
      child.awaitLine("ended by its own fault", LIMIT);
      assertThatThrownBy(() -> child.awaitLine("never", LIMIT))
          .hasMessageContaining("no line with 'never' until the end");
      awaitGone(pid, directory);
    }
  }

  private static void awaitGone(long pid, Path directory) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (ProcessHandle.of(pid).isPresent() || Files.exists(directory)) {
      assertThat(System.nanoTime()).as("still there after %s", LIMIT).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
