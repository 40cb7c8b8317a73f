package dev.theseus.check.source;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.source.Listing.Listed;
import dev.theseus.check.source.Sources.ReadFile;
import dev.theseus.grammar.SourceRange;
import dev.theseus.migration.FileOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Reads migrations for judging: files and folders of any runner, whatever they hold.
///
/// Thread-safe; touches no database. Reads several files at a time.
public final class SourceReader {
  private final SourceOptions options;
  private final Map<Path, RunnerSettings> flyway = new ConcurrentHashMap<>();

  public SourceReader(SourceOptions options) {
    this.options = options;
  }

  /// What runs, in the order in which it runs: named files and folders in the given order, the
  /// files of a folder as their runner orders them. Ways back follow, the last file's first.
  public Sources read(List<Path> paths) {
    try (Reading reading = reading(paths)) {
      return reading.sources();
    }
  }

  /// The same, read in the background while those that are read already are taken.
  public Reading reading(List<Path> paths) {
    Listing listing = new Listing(options);
    List<Listed> listed = listing.of(paths);
    Map<Listed, String> twice = sameVersions(listed);
    boolean judges = listed.stream().anyMatch(one -> FileReading.isJudged(one, options));
    return Reading.of(listed, listing.notes(), judges, one -> reading(one, twice));
  }

  /// One text, as if it were a file.
  public ReadFile read(String name, String text) {
    Path path = options.base().resolve(name);
    Listed listed = new Listing(options).of(List.of(path)).getLast();
    return new FileReading(listed, options, RunnerSettings.none(), "")
        .of(new FileText(text, List.of(), false))
        .file();
  }

  private FileReading reading(Listed one, Map<Listed, String> twice) {
    Path folder = one.path().toAbsolutePath().normalize().getParent();
    RunnerSettings settings =
        one.runner() == Runner.FLYWAY && folder != null
            ? flyway.computeIfAbsent(folder, RunnerSettings::flyway)
            : RunnerSettings.none();
    return new FileReading(one, options, settings, twice.getOrDefault(one, ""));
  }

  /// Of files of one folder with the same version, each but the first with the name of the first.
  private static Map<Listed, String> sameVersions(List<Listed> listed) {
    Map<Path, Map<FileOrder, Listed>> first = new HashMap<>();
    Map<Listed, String> twice = new HashMap<>();
    for (Listed one : listed) {
      Path parent = one.path().toAbsolutePath().normalize().getParent();
      FileOrder order = one.order();
      if (parent != null
          && order.hasVersion()
          && !one.down()
          && one.runner().refusesSameVersion()) {
        Listed other =
            first.computeIfAbsent(parent, folder -> new TreeMap<>()).putIfAbsent(order, one);
        if (other != null && !other.path().equals(one.path())) {
          twice.put(one, other.shown());
        }
      }
    }
    return twice;
  }

  static Finding finding(CheckedFile file, Lines lines, Trouble trouble) {
    int end = file.text().length();
    SourceRange range =
        new SourceRange(
            Math.min(trouble.range().start(), end), Math.min(trouble.range().end(), end));
    return trouble.rule().found(file.name(), lines, range, trouble.message());
  }
}
