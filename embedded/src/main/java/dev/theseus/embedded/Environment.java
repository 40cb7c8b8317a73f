package dev.theseus.embedded;

import java.util.Map;
import java.util.Set;

/// The environment of PostgreSQL's programs. What a server knows, statements that run on it may
/// come to know: of the caller's environment, which may hold addresses and tokens, only what a
/// program needs to run is passed on.
final class Environment {
  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "LD_LIBRARY_PATH",
          "DYLD_LIBRARY_PATH",
          "TMPDIR",
          "TZDIR",
          // where systems without /usr/share keep what a locale is
          "LOCPATH",
          "LOCALE_ARCHIVE");

  private Environment() {}

  /// Leaves neither secrets nor settings for PostgreSQL, such as `PGPORT`, nor a language for
  /// messages, which are read by machine, nor a home where libraries would look for passwords.
  static void clean(Map<String, String> environment) {
    environment.keySet().retainAll(PASSED_ON);
    environment.put("HOME", "/");
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
  }
}
