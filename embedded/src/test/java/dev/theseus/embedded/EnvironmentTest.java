package dev.theseus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EnvironmentTest {
  @Test
  void passesOnWhatAProgramNeedsAndNoSecret() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PATH", "/bin",
                "HOME", "/home/a",
                "DATABASE_URL", "postgres://a:secret@b/c",
                "THESEUS_MCP_TOKEN", "secret",
                "PGPASSWORD", "secret",
                "LD_PRELOAD", "/x.so",
                "LANG", "de_DE.UTF-8"));

    Environment.clean(environment);

    assertThat(environment)
        .isEqualTo(Map.of("PATH", "/bin", "HOME", "/", "LC_ALL", "C", "TZ", "UTC"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void startsServersWithNothingElse() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String given = Files.readString(Path.of("/proc", Long.toString(server.pid()), "environ"));

      assertThat(Arrays.stream(given.split("\0")).map(one -> one.replaceAll("=.*", "")))
          .isSubsetOf(
              "PATH",
              "HOME",
              "LC_ALL",
              "TZ",
              "LD_LIBRARY_PATH",
              "TMPDIR",
              "TZDIR",
              "LOCPATH",
              "LOCALE_ARCHIVE",
              // the shell's own
              "PWD",
              "OLDPWD",
              "SHLVL",
              "_");
    }
  }
}
