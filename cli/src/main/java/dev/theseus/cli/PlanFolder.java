package dev.theseus.cli;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.files.FileStyle;
import dev.theseus.plan.files.PlanFile;
import dev.theseus.plan.files.PlanFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes a plan as the files of a runner into a folder.
final class PlanFolder {
  static final String SCHEMA = "theseus.written/1";

  private PlanFolder() {}

  /// What was written.
  ///
  /// @param directory as it was named
  /// @param parts in the order in which they run
  record Written(String directory, String style, List<Part> parts, List<String> warnings) {
    String text() {
      List<String> lines = new ArrayList<>();
      long files = parts.stream().mapToLong(part -> part.files().size()).sum();
      lines.add("wrote %d files for %s into %s".formatted(files, style, directory));
      for (Part part : parts) {
        lines.add("");
        lines.add(Style.BOLD.of(part.part()) + ": " + part.when());
        part.files().stream()
            .filter(file -> file.role().equals("forward"))
            .forEach(file -> lines.add("  " + file.name()));
      }
      warnings.forEach(warning -> lines.add(Style.YELLOW.of("warning:") + " " + warning));
      return String.join("\n", lines);
    }
  }

  /// The files between two deployments.
  ///
  /// @param part `start`, `complete` or `contract`
  /// @param when what the application must be like before they run
  record Part(String part, String when, List<Item> files) {}

  /// @param role `forward`, `settings` or `back`
  record Item(String name, String role) {}

  /// Writes all files, or none.
  ///
  /// @param shown the folder as the user named it
  static Written write(Plan plan, FileStyle style, Path folder, Path shown) {
    List<PlanFile> files = PlanFiles.of(plan, style);
    for (PlanFile file : files) {
      if (Files.exists(folder.resolve(file.name()), LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(
            "file '%s' exists already; nothing was written".formatted(shown.resolve(file.name())),
            "name an empty folder with --write, or remove the file");
      }
    }
    List<Path> made = new ArrayList<>();
    try {
      for (PlanFile file : files) {
        Path path = folder.resolve(file.name());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.text(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        made.add(path);
      }
    } catch (IOException e) {
      takeBack(made);
      throw new MigrationException(
          Problem.of(
              ProblemCode.INVALID_FILE,
              "the files cannot be written into '%s': %s".formatted(shown, e),
              "name a folder that you may write to"),
          e);
    }
    return new Written(shown.toString(), style.code(), parts(plan, files), plan.warnings());
  }

  private static void takeBack(List<Path> made) {
    for (Path path : made) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException ignored) {
        // The failure that led here is told; the file is named in no result.
      }
    }
  }

  private static List<Part> parts(Plan plan, List<PlanFile> files) {
    List<Part> parts = new ArrayList<>();
    for (Phase.Verb verb : Phase.Verb.values()) {
      List<Item> items =
          files.stream()
              .filter(file -> file.part() == verb)
              .map(file -> new Item(file.name(), file.role().name().toLowerCase(Locale.ROOT)))
              .toList();
      if (!items.isEmpty()) {
        parts.add(new Part(verb.name().toLowerCase(Locale.ROOT), when(plan, verb), items));
      }
    }
    return parts;
  }

  private static String when(Plan plan, Phase.Verb verb) {
    return switch (verb) {
      case START ->
          "run these while the old version serves; then deploy the new one"
              + plan.version().map(it -> " with search_path = " + it.searchPath()).orElse("");
      case COMPLETE -> "run these when only the new version is left";
      case CONTRACT -> "run these when the old version is never needed again";
    };
  }
}
