package dev.theseus.check.source;

import dev.theseus.check.RuleId;
import dev.theseus.migration.FileOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// How files are read.
///
/// @param base the directory that names of files are shown relative to
/// @param runner who executes the files; empty for what names and contents say
/// @param placeholders values by name, for `${name}`, `{{ name }}` and `:name`
/// @param choice which of Liquibase's changesets run
/// @param rules whether a rule of this name exists, for ignore comments
/// @param since which files are judged, the others being history
/// @param withHistory whether files that come before a named file in its folder are read as history
/// @param withDown whether ways back are judged too, behind the files they take back
/// @param perFile the longest that one file may take
public record SourceOptions(
    Path base,
    Optional<Runner> runner,
    Map<String, String> placeholders,
    ChangesetChoice choice,
    Predicate<RuleId> rules,
    Since since,
    boolean withHistory,
    boolean withDown,
    Duration perFile) {
  private static final Duration PER_FILE = Duration.ofSeconds(30);

  public SourceOptions {
    placeholders = Map.copyOf(placeholders);
    if (perFile.isNegative() || perFile.isZero()) {
      throw new IllegalArgumentException("the time for a file is more than 0, not " + perFile);
    }
  }

  /// Which files are judged.
  @FunctionalInterface
  public interface Since {
    boolean judges(Path file, FileOrder order);

    /// Whether this selects some files only, which are then one release.
    default boolean selects() {
      return true;
    }

    /// What the file held then, of which changesets are history; empty where that is not known.
    default Optional<String> before(Path file) {
      return Optional.empty();
    }

    /// Every file is judged, as a release of its own.
    static Since always() {
      return new Since() {
        @Override
        public boolean judges(Path file, FileOrder order) {
          return true;
        }

        @Override
        public boolean selects() {
          return false;
        }
      };
    }

    /// Files behind a version.
    static Since version(String version) {
      FileOrder last = FileOrder.ofVersion(version);
      return (file, order) -> !order.hasVersion() || order.compareTo(last) > 0;
    }
  }

  public static SourceOptions in(Path base) {
    return new SourceOptions(
        base,
        Optional.empty(),
        Map.of(),
        ChangesetChoice.all(),
        rule -> true,
        Since.always(),
        false,
        false,
        PER_FILE);
  }

  public SourceOptions withRunner(Optional<Runner> other) {
    return new SourceOptions(
        base, other, placeholders, choice, rules, since, withHistory, withDown, perFile);
  }

  public SourceOptions withPlaceholders(Map<String, String> values) {
    return new SourceOptions(
        base, runner, values, choice, rules, since, withHistory, withDown, perFile);
  }

  public SourceOptions withChoice(ChangesetChoice chosen) {
    return new SourceOptions(
        base, runner, placeholders, chosen, rules, since, withHistory, withDown, perFile);
  }

  public SourceOptions withRules(Predicate<RuleId> known) {
    return new SourceOptions(
        base, runner, placeholders, choice, known, since, withHistory, withDown, perFile);
  }

  public SourceOptions withSince(Since selected) {
    return new SourceOptions(
        base, runner, placeholders, choice, rules, selected, withHistory, withDown, perFile);
  }

  /// Ways back are judged too.
  public SourceOptions andDown() {
    return new SourceOptions(
        base, runner, placeholders, choice, rules, since, withHistory, true, perFile);
  }

  public SourceOptions andHistory() {
    return new SourceOptions(
        base, runner, placeholders, choice, rules, since, true, withDown, perFile);
  }

  public SourceOptions withTimePerFile(Duration time) {
    return new SourceOptions(
        base, runner, placeholders, choice, rules, since, withHistory, withDown, time);
  }
}
