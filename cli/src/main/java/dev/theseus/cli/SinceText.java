package dev.theseus.cli;

import dev.theseus.check.source.SourceOptions.Since;
import dev.theseus.migration.FileOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `--since`: a version of the files, else a git reference.
final class SinceText {
  private static final Pattern VERSION = Pattern.compile("[Vv]?(\\d+(?:[._]\\d+)*)");

  private SinceText() {}

  static Since of(String text, Session session, List<Path> paths) {
    boolean version = VERSION.matcher(text).matches();
    String number = text.replaceFirst("^[Vv]", "");
    if (version && paths.stream().anyMatch(path -> hasVersion(path, number))) {
      return Since.version(number);
    }
    Path first = paths.getFirst().toAbsolutePath().normalize();
    Path parent = first.getParent();
    Path folder = Files.isDirectory(first) || parent == null ? first : parent;
    GitChanges git = new GitChanges(folder);
    Optional<Set<Path>> changed = git.since(text);
    if (changed.isEmpty() && version) {
      return Since.version(number);
    }
    if (changed.isEmpty()) {
      throw new UsageException(
          "'%s' is neither a git reference nor a version of these files".formatted(text),
          "give --since a branch, a tag, a commit, or a version such as 12 or 3.1");
    }
    return new Changed(git, text, changed.get());
  }

  private record Changed(GitChanges git, String reference, Set<Path> files) implements Since {
    @Override
    public boolean judges(Path file, FileOrder order) {
      return files.contains(real(file));
    }

    @Override
    public Optional<String> before(Path file) {
      return Optional.of(git.before(reference, real(file)));
    }
  }

  private static boolean hasVersion(Path path, String number) {
    FileOrder wanted = FileOrder.ofVersion(number);
    try (Stream<Path> tree = Files.walk(path, 4)) {
      return tree.map(Path::getFileName)
          .anyMatch(name -> name != null && FileOrder.of(name.toString()).compareTo(wanted) == 0);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }
}
