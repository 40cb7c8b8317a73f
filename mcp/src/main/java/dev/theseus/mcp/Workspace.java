package dev.theseus.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files that tools may read: those below one folder, links followed.
final class Workspace {
  private static final Pattern MIGRATION =
      Pattern.compile("(?i).*\\.(sql|ddl|pgsql|psql|ya?ml|json)");

  private final Path root;

  Workspace(Path root) {
    this.root = root;
  }

  /// The place of a file or folder below the root.
  Path path(String name) {
    Path real;
    Path top;
    try {
      top = root.toRealPath();
      real = root.resolve(name).toRealPath();
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal("'%s' does not exist".formatted(name), "name a file below " + root);
    }
    if (!real.startsWith(top)) {
      throw new Refusal(
          "'%s' lies outside %s".formatted(name, root),
          "name a file below it, or start the server with another --root");
    }
    if (Files.isDirectory(real)) {
      refuseLinksOut(real, top);
    }
    return real;
  }

  /// The folder that a file below the root lies in.
  Path folder(Path file) {
    return path(String.valueOf(file.getParent()));
  }

  /// Whoever reads a folder reads what its links lead to.
  private void refuseLinksOut(Path folder, Path top) {
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.filter(Files::isSymbolicLink)
          .filter(link -> MIGRATION.matcher(String.valueOf(link.getFileName())).matches())
          .filter(link -> leadsOut(link, top))
          .findFirst()
          .ifPresent(
              link -> {
                throw new Refusal(
                    "'%s' leads out of %s".formatted(link, root),
                    "remove the link, or name the files one by one");
              });
    } catch (IOException | UncheckedIOException e) {
      throw new Refusal(
          "'%s' cannot be read: %s".formatted(folder, e), "name a folder that can be read");
    }
  }

  private static boolean leadsOut(Path link, Path top) {
    try {
      return !link.toRealPath().startsWith(top);
    } catch (IOException e) {
      // it leads nowhere
      return false;
    }
  }

  /// Hands over the files that a call names with `paths`, or one that holds its `sql`, which goes
  /// afterwards.
  <T> T files(Call call, Function<Chosen, T> use) {
    List<String> paths = call.texts("paths");
    Optional<String> sql = call.text("sql");
    if (paths.isEmpty() == sql.isEmpty()) {
      throw new Refusal("it is not said which migration is meant", "give either paths or sql");
    }
    if (sql.isEmpty()) {
      return use.apply(new Chosen(paths.stream().map(this::path).toList(), Optional.empty()));
    }
    String name = call.text("name").orElse("migration");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,100}")) {
      throw new Refusal(
          "'%s' is no name of a file".formatted(name),
          "give letters, digits, dots, hyphens and underscores");
    }
    return written(name.endsWith(".sql") ? name : name + ".sql", sql.get(), use);
  }

  /// @param folder the temporary folder, when the text came with the call
  record Chosen(List<Path> files, Optional<Path> folder) {}

  private static <T> T written(String name, String sql, Function<Chosen, T> use) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("theseus-mcp");
      Path file = Files.writeString(folder.resolve(name), sql);
      return use.apply(new Chosen(List.of(file), Optional.of(folder)));
    } catch (IOException e) {
      throw new Refusal("no temporary file can be written: " + e, "free space, or set TMPDIR");
    } finally {
      if (folder != null) {
        remove(folder.resolve(name));
        remove(folder);
      }
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException ignored) {
      // a file in the system's temporary folder stays; nothing depends on it
    }
  }
}
