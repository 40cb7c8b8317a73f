package dev.theseus.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The files that tools may read: those below one folder, links followed.
final class Workspace {
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
    return real;
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
