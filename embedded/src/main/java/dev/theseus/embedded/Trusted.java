package dev.theseus.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// Extensions that the owner of a database may create here without being a superuser, besides those
/// that PostgreSQL trusts itself: they reach neither files nor programs nor other servers.
final class Trusted {
  private static final Path FOLDER = Path.of("share", "postgresql", "extension");
  private static final Set<String> HARMLESS =
      Set.of(
          "amcheck",
          "autoinc",
          "bloom",
          "earthdistance",
          "insert_username",
          "intagg",
          "moddatetime",
          "pg_buffercache",
          "pg_freespacemap",
          "pg_stat_statements",
          "pg_visibility",
          "pgrowlocks",
          "pgstattuple",
          "refint",
          "sslinfo");

  private Trusted() {}

  /// Marks them in unpacked programs; those that are not there are left out.
  static void mark(Path home) throws IOException {
    for (String extension : HARMLESS) {
      Path control = home.resolve(FOLDER).resolve(extension + ".control");
      if (Files.exists(control)) {
        Files.writeString(control, "\ntrusted = true\n", StandardOpenOption.APPEND);
      }
    }
  }
}
