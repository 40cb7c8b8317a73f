package dev.theseus.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// As whom PostgreSQL's programs run. PostgreSQL refuses to run as root.
enum Account {
  /// The user of this program, who is not root.
  SELF,

  /// Root inside a user namespace of its own, where root is nobody. Files stay root's.
  NAMESPACE,

  /// The user 65534, who must own the data: where the kernel forbids user namespaces.
  NOBODY;

  /// Forces a choice (`self`, `namespace` or `nobody`); for tests.
  static final String PROPERTY = "theseus.postgres.account";

  private static final int NOBODY_UID = 65534;

  static Account current() {
    String forced = System.getProperty(PROPERTY);
    if (forced != null) {
      return valueOf(forced.toUpperCase(Locale.ROOT));
    }
    return Detected.ACCOUNT;
  }

  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix());
    command.addAll(program);
    return command;
  }

  private List<String> prefix() {
    return switch (this) {
      case SELF -> List.of();
      case NAMESPACE -> List.of("unshare", "-U");
      case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    };
  }

  /// Makes the tree the property of the account that will write to it.
  void own(Path directory) throws IOException {
    if (this == NOBODY) {
      Directories.give(directory, NOBODY_UID);
    }
  }

  private static final class Detected {
    private static final Account ACCOUNT = detect();

    private static Account detect() {
      if (!root()) {
        return SELF;
      }
      return succeeds(NAMESPACE.command(List.of("id", "-u"))) ? NAMESPACE : NOBODY;
    }

    private static boolean root() {
      try {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return "root".equals(System.getProperty("user.name"));
      }
    }

    private static boolean succeeds(List<String> command) {
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return false;
        }
        return process.exitValue() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
