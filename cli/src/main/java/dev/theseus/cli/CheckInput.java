package dev.theseus.cli;

import dev.theseus.check.RuleId;
import dev.theseus.check.report.FileNames;
import dev.theseus.check.report.RuleCard;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.source.ChangesetChoice;
import dev.theseus.check.source.Runner;
import dev.theseus.check.source.SourceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which files a check reads and how, as a picocli mixin.
final class CheckInput {
  private static final String SETTINGS = "theseus.yaml";

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description =
          "Files or folders of any runner; default: check.paths of theseus.yaml. The files of a"
              + " folder are read in the runner's order.")
  private List<Path> paths = List.of();

  @Option(
      names = "--runner",
      paramLabel = "NAME",
      description = "Who runs the files; default: what their names and contents say.")
  private @Nullable String runner;

  @Option(
      names = "--placeholder",
      paramLabel = "NAME=VALUE",
      description = "The value of $${NAME}, {{ NAME }} or :NAME in the files; may be repeated.")
  private Map<String, String> placeholders = new LinkedHashMap<>();

  @Option(
      names = "--contexts",
      paramLabel = "NAME",
      split = ",",
      description = "Liquibase's contexts; default: every changeset.")
  private Set<String> contexts = new LinkedHashSet<>();

  @Option(
      names = "--labels",
      paramLabel = "NAME",
      split = ",",
      description =
          "Liquibase's labels, or expressions of them such as \"a and !b\"; default: every"
              + " changeset.")
  private Set<String> labels = new LinkedHashSet<>();

  @Option(
      names = "--no-down",
      description = "Leave out ways back: down files and sections, undo files, rollback comments.")
  private boolean noDown;

  @Option(
      names = "--since",
      paramLabel = "REF|VERSION",
      description =
          "Judge only files that changed since the git reference, or that come after the version;"
              + " the others are history.")
  private @Nullable String since;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The settings; default: theseus.yaml here or in a folder above.")
  private @Nullable Path config;

  /// The settings and the folder that paths in them are relative to.
  ///
  /// @param project the folder of the settings, else of the repository; the working directory where
  ///   there is neither
  record Settled(CheckSettings settings, Path folder, Path project) {

    FileNames names(Session session) {
      Path here = session.directory().toAbsolutePath().normalize();
      return new FileNames(here, project, repository(here).orElse(project));
    }
  }

  Settled settled(Session session) {
    Path here = session.directory().toAbsolutePath().normalize();
    Optional<Path> file =
        config == null
            ? above(here)
            : Optional.of(MigrationOptions.existing(session, List.of(config)).getFirst());
    if (file.isEmpty()) {
      return new Settled(CheckSettings.none(), here, repository(here).orElse(here));
    }
    Path found = file.get().toAbsolutePath().normalize();
    Path parent = found.getParent();
    List<RuleId> rules = RuleCard.all().stream().map(RuleCard::id).toList();
    CheckSettings settings = CheckSettings.read(shown(here, found), text(found), rules);
    Path folder = parent == null ? here : parent;
    return new Settled(settings, folder, folder);
  }

  /// The top of the repository that a folder is in.
  private static Optional<Path> repository(Path from) {
    return Stream.iterate(from, Objects::nonNull, Path::getParent)
        .filter(folder -> Files.exists(folder.resolve(".git")))
        .findFirst();
  }

  private static Optional<Path> above(Path from) {
    for (Path folder = from; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve(SETTINGS))) {
        return Optional.of(folder.resolve(SETTINGS));
      }
      if (Files.exists(folder.resolve(".git"))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String shown(Path here, Path file) {
    return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("'%s' does not exist".formatted(file), "correct its name");
    } catch (IOException e) {
      throw new UsageException(
          "'%s' cannot be read: %s".formatted(file, e.getClass().getSimpleName()),
          "check the path and its permissions");
    }
  }

  /// The files and folders to check, which exist.
  List<Path> paths(Session session, Settled settled) {
    if (!paths.isEmpty()) {
      return MigrationOptions.existing(session, paths);
    }
    if (settled.settings().paths().isEmpty()) {
      throw new UsageException(
          "no file or folder is named", "name one, or set check.paths in " + SETTINGS);
    }
    return MigrationOptions.existing(
        session, settled.settings().paths().stream().map(settled.folder()::resolve).toList());
  }

  /// How the files are read.
  SourceOptions options(Session session, Settled settled, List<Path> files) {
    CheckSettings settings = settled.settings();
    Map<String, String> values = new LinkedHashMap<>(settings.placeholders());
    values.putAll(placeholders);
    Set<RuleId> rules =
        RuleCard.all().stream().map(RuleCard::id).collect(Collectors.toUnmodifiableSet());
    SourceOptions options =
        SourceOptions.in(session.directory())
            .withRunner(runner == null ? settings.runner() : Optional.of(runner(runner)))
            .withPlaceholders(values)
            .withChoice(choice(settings.choice()))
            .withRules(rules::contains);
    options = noDown ? options : options.andDown();
    String from = since(settled);
    return from.isEmpty() ? options : options.withSince(SinceText.of(from, session, files));
  }

  private String since(Settled settled) {
    return since == null ? settled.settings().since() : since;
  }

  /// That `--since` leaves nothing to judge, which may be right or a slip.
  ///
  /// @param history the files, at least one
  String nothingSince(Settled settled, List<String> history) {
    int count = history.size();
    return "nothing was judged: with --since %s %s history%s"
        .formatted(
            since(settled),
            count == 1 ? history.getFirst() + " is" : "all %,d files are".formatted(count),
            count == 1 ? "" : ", the last one " + history.getLast());
  }

  private ChangesetChoice choice(ChangesetChoice settled) {
    return new ChangesetChoice(
        contexts.isEmpty() ? settled.contexts() : contexts,
        labels.isEmpty() ? settled.labels() : labels);
  }

  private static Runner runner(String code) {
    return Runner.named(code)
        .orElseThrow(
            () ->
                new UsageException(
                    "'%s' is no runner that is known".formatted(code)
                        + Spelling.closest(code, Runner.codes())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(""),
                    "give --runner with one of " + String.join(", ", Runner.codes())));
  }
}
