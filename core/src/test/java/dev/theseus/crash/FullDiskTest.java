package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.ChildJvm;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A disk that is full during a backfill, during an index build, and before the first state was
/// written: the engine says so and stops, and when there is space again goes on or back.
///
/// The disk is a small file system in a name space of its own, for which no rights are needed.
/// Where the kernel gives none, the test is skipped and says why.
@Tag("postgres")
final class FullDiskTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String MOUNTED =
      "mount -t tmpfs -o size=40m,mode=0700 tmpfs \"$0\" && exec \"$@\"";

  @TempDir private Path directory;

  static Stream<Integer> majors() {
    return Stream.of(TestServers.majors().getFirst(), TestServers.majors().getLast()).distinct();
  }

  private static List<String> mounting(Path disk) {
    return List.of(
        "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNTED, disk.toString());
  }

  @ParameterizedTest
  @MethodSource("majors")
  void stopsAndGoesOnWhenThereIsSpaceAgain(int major) throws IOException, InterruptedException {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeMounts(disk);
    try (ChildJvm child =
        ChildJvm.startBy(
            mounting(disk), SmallDisk.class, disk.toString(), Integer.toString(major))) {
      child.awaitExit(LIMIT);
      assertThat(child.output())
          .contains("WELL backfill", "WELL index", "WELL state", "ENDED")
          .anyMatch(
              line ->
                  line.matches(
                      "SAID the server has no space left: .*\\(step backfill/.*free .*resume.*"))
          .anyMatch(
              line ->
                  line.matches(
                      "SAID a disk of the server is full: could not .*\\(step .*items_code.*free"
                          + " space on it.*"));
    }
  }

  private static void assumeMounts(Path disk) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(mounting(disk));
    command.add("true");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeTrue(
        process.waitFor() == 0, "this kernel lets nobody mount a small file system: " + said);
  }
}
