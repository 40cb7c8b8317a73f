package dev.theseus.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `pg_dump --schema-only` writes of a database, byte for byte.
///
/// The embedded servers come without `pg_dump`. One that is installed is used where it is new
/// enough: those of Debian's packages, or the folder of programs that the system property
/// `theseus.test.pg_dump` names.
public final class SchemaDump {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final String PROPERTY = "theseus.test.pg_dump";
  private static final Map<Integer, Path> INSTALLED = installed();

  private SchemaDump() {}

  /// Whether there is a program for servers of this major.
  public static boolean possible(int major) {
    return program(major).isPresent();
  }

  /// The dump; empty where no program is new enough.
  ///
  /// @param without a schema that is left out
  public static Optional<String> of(TestDatabase database, String without) {
    return program(database.major()).map(program -> dump(program, database, without));
  }

  private static Optional<Path> program(int major) {
    return INSTALLED.entrySet().stream()
        .filter(one -> one.getKey() >= major)
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String dump(Path program, TestDatabase database, String without) {
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--schema-only",
            "--exclude-schema=" + without,
            "--dbname=" + database.server().libpqUrl(database.name()));
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(program + " failed: " + text);
      }
      // newer ones guard their output with a word made up for each run
      return text.lines()
          .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pg_dump ran", e);
    }
  }

  private static Map<Integer, Path> installed() {
    Map<Integer, Path> found = new TreeMap<>();
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      found.put(Integer.MAX_VALUE, Path.of(named));
    }
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> majors = Files.list(DEBIAN)) {
        majors
            .filter(one -> Files.isExecutable(one.resolve("bin/pg_dump")))
            .forEach(
                one ->
                    found.put(
                        Integer.valueOf(one.getFileName().toString()), one.resolve("bin/pg_dump")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }
}
