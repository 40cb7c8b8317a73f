package dev.theseus.cli;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which migration a command is about, as a picocli mixin.
final class MigrationOptions {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files or folders with plain SQL, YAML or JSON; together they are one release.")
  private List<Path> files = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The release; default: the last file's name without its ending.")
  private @Nullable String name;

  @Option(
      names = "--placeholder",
      paramLabel = "NAME=VALUE",
      description = "The value of $${NAME} in the files; may be repeated.")
  private Map<String, String> placeholders = new LinkedHashMap<>();

  /// The named files and folders, which exist.
  List<Path> paths(Session session) {
    return existing(session, files);
  }

  /// The release's name.
  String name(List<Migration> migrations) {
    return name != null ? name : migrations.getLast().name();
  }

  /// Reads files and folders.
  List<Migration> read(List<Path> paths, ReaderOptions options) {
    List<Migration> migrations =
        new MigrationReader(options.withPlaceholders(placeholders)).readFiles(paths);
    if (migrations.isEmpty()) {
      throw new InvalidMigration(
          Problem.of(
              ProblemCode.INVALID_FILE,
              "no migration is in " + paths,
              "name a file or folder with .sql or .yaml files"));
    }
    return migrations;
  }

  /// The paths against the working directory.
  static List<Path> existing(Session session, List<Path> paths) {
    for (Path path : paths) {
      if (path.toString().equals("-")) {
        throw new UsageException(
            "standard input is not read: '-' is no file", "write the SQL to a file and name it");
      }
      if (!Files.exists(session.directory().resolve(path))) {
        throw new InvalidMigration(
            Problem.of(
                ProblemCode.INVALID_FILE,
                "file '%s' does not exist".formatted(path),
                "correct its name; relative names start at " + session.directory()));
      }
    }
    return paths.stream().map(path -> session.directory().resolve(path)).toList();
  }
}
