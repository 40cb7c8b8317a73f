package dev.theseus.check.report;

import java.nio.file.Path;

/// What files are called in different places, by the names that they are shown under.
///
/// @param shown the directory that shown names are relative to
/// @param project the directory that names in baselines and fingerprints are relative to, so that
///   they are the same wherever the check is run
/// @param repository the directory that names in reports for other programs are relative to
public record FileNames(Path shown, Path project, Path repository) {
  public FileNames {
    shown = shown.toAbsolutePath().normalize();
    project = project.toAbsolutePath().normalize();
    repository = repository.toAbsolutePath().normalize();
  }

  /// Everywhere the names under which files are shown, relative to one directory.
  public static FileNames in(Path directory) {
    return new FileNames(directory, directory, directory);
  }

  /// The file's name for fingerprints; it begins with `../` where the file is outside.
  String inProject(String file) {
    Path path = shown.resolve(file).normalize();
    return slashed(
        path.getRoot() != null && path.getRoot().equals(project.getRoot())
            ? project.relativize(path)
            : path);
  }

  /// The file's name in the repository; its absolute one where it is outside.
  String inRepository(String file) {
    Path path = shown.resolve(file).normalize();
    return slashed(path.startsWith(repository) ? repository.relativize(path) : path);
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }
}
