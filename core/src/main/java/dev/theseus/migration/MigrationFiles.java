package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which files of a folder are migrations, and in which order they run.
///
/// They run in the order of [FileOrder], files with the same place by their name. Undo files
/// (`U1__name.sql`, `.down.sql`) and baselines (`B1__name.sql`) are left out. Folders inside are
/// read too.
final class MigrationFiles {
  private static final Pattern EXTENSION =
      Pattern.compile("(\\.up|\\.down)?\\.(sql|yaml|yml|json)$", Pattern.CASE_INSENSITIVE);

  private MigrationFiles() {}

  /// @param shownAs how the file is named in messages
  record Found(String shownAs, String text) {}

  /// The migration's name: the file's without folder and extension.
  static String nameOf(String file) {
    String last = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    String name = EXTENSION.matcher(last).replaceFirst("");
    return name.isBlank() ? last : name;
  }

  static List<Found> in(List<Path> paths) {
    List<Found> found = new ArrayList<>();
    for (Path path : paths) {
      List<Path> files = Files.isDirectory(path) ? ofFolder(path) : List.of(path);
      files.forEach(file -> found.add(new Found(file.getFileName().toString(), text(file))));
    }
    return found;
  }

  private static List<Path> ofFolder(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> files =
          tree.filter(Files::isRegularFile)
              .filter(file -> isMigration(file.getFileName().toString()))
              .sorted(Comparator.comparing(MigrationFiles::order).thenComparing(Path::toString))
              .toList();
      refuseSameVersion(files);
      if (files.isEmpty()) {
        throw problem(folder, "holds no migration", "name a folder with .sql or .yaml files");
      }
      return files;
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean isMigration(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return EXTENSION.matcher(name).find()
        && !lower.matches(".*\\.down\\.\\w+")
        && !name.matches("[UB]\\d[\\d._]*__.*");
  }

  private static FileOrder order(Path file) {
    return FileOrder.of(file.getFileName().toString());
  }

  private static void refuseSameVersion(List<Path> files) {
    for (int i = 1; i < files.size(); i++) {
      Path before = files.get(i - 1);
      FileOrder order = order(files.get(i));
      if (order.hasVersion() && order(before).compareTo(order) == 0) {
        throw problem(
            files.get(i),
            "has the same version as \"" + before.getFileName() + "\"",
            "give one another number");
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw problem(file, "is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InvalidMigration unreadable(Path file, IOException e) {
    return new InvalidMigration(
        new Problem(
            ProblemCode.INVALID_FILE,
            "\"" + file + "\" cannot be read: " + e.getClass().getSimpleName(),
            file.toString(),
            "check the path and its permissions"),
        e);
  }

  private static InvalidMigration problem(Path file, String what, String fix) {
    return new InvalidMigration(
        new Problem(
            ProblemCode.INVALID_FILE,
            "\"" + file.getFileName() + "\" " + what,
            file.toString(),
            fix));
  }
}
