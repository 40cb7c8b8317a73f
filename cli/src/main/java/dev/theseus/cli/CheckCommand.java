package dev.theseus.cli;

import dev.theseus.check.report.Baseline;
import dev.theseus.check.report.JsonReport;
import dev.theseus.check.report.Paint;
import dev.theseus.check.report.ReportFormat;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.settings.FailOn;
import dev.theseus.check.settings.Majors;
import dev.theseus.check.source.Note;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.check.source.Sources;
import dev.theseus.check.verdict.CatalogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Judges migrations as they are.
@Command(
    name = "check",
    description =
        "Says what migrations would do to a running application: locks, rewrites, lost data,"
            + " transactions that cannot work. Changes nothing. Reads the files of Flyway,"
            + " Liquibase (formatted SQL), golang-migrate, dbmate, goose, Diesel, Prisma, sqlx,"
            + " node-pg-migrate and plain SQL.")
final class CheckCommand implements CliCommand {
  private final Session session;
  @Mixin private CheckInput input = new CheckInput();
  @Mixin private CheckDatabase database = new CheckDatabase();

  @Option(
      names = "--pg",
      paramLabel = "MAJORS",
      description = "PostgreSQL's versions, such as 16 or 14..18; may be repeated.")
  private List<String> majors = List.of();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "danger, warning (the default), advice or never: from when on the status is 4.")
  private @Nullable String failOn;

  @Option(names = "--advice", description = "Switch on rules of good practice too.")
  private boolean advice;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (the default), json, sarif, github, gitlab or markdown.")
  private @Nullable String format;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Leave out the findings that this file holds.")
  private @Nullable Path baseline;

  @Option(
      names = "--write-baseline",
      paramLabel = "FILE",
      description = "Write the findings to this file, to be left out from now on.")
  private @Nullable Path writeBaseline;

  @Option(names = "--explain", paramLabel = "RULE", description = "Show the page of a rule.")
  private @Nullable String explain;

  @Option(names = "--list", description = "List all rules.")
  private boolean list;

  CheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    if (list || explain != null) {
      return explain();
    }
    ReportFormat form = form();
    CheckInput.Settled settled = input.settled(session);
    CheckSettings settings = settled.settings();
    FailOn fails = failOn == null ? settings.failOn().orElse(FailOn.WARNING) : failOn(failOn);
    SortedSet<Integer> wanted = database.majors(session, majors(settings));
    Baseline known = known(settled);
    List<Path> paths = input.paths(session, settled);
    SourceOptions options = input.options(session, settled, paths);
    Sources sources =
        new SourceReader(database.replays() ? options.andHistory() : options).read(paths);
    sources.notes().stream().map(Note::toString).forEach(session.console()::say);
    CheckRun.Judged judged;
    try (CatalogSource catalog = database.open(session, wanted)) {
      judged = new CheckRun(settings, wanted, advice).judge(sources, catalog, known);
    }
    if (writeBaseline != null) {
      return write(session.directory().resolve(writeBaseline), judged);
    }
    print(form, judged);
    boolean failed = fails.severity().filter(judged.result()::reaches).isPresent();
    return failed ? ExitCode.UNSAFE : ExitCode.OK;
  }

  private ExitCode explain() {
    Console console = session.console();
    if (explain != null) {
      console.result(RulePages.page(explain));
    } else if (console.terminal().json()) {
      console.json(RulePages.SCHEMA, RulePages.listed());
    } else {
      console.result(RulePages.list());
    }
    return ExitCode.OK;
  }

  private ReportFormat form() {
    boolean json = session.console().terminal().json();
    if (format == null) {
      return json ? ReportFormat.JSON : ReportFormat.TEXT;
    }
    ReportFormat form = named(format, "--format", ReportFormat.codes(), ReportFormat::named);
    if (json && form != ReportFormat.JSON) {
      throw new UsageException(
          "--json and --format " + format + " exclude each other", "give one of them");
    }
    return form;
  }

  private static FailOn failOn(String word) {
    return named(word, "--fail-on", FailOn.codes(), FailOn::named);
  }

  private static <T> T named(
      String word, String option, List<String> words, Function<String, Optional<T>> find) {
    return find.apply(word)
        .orElseThrow(
            () ->
                new UsageException(
                    "'%s' is nothing that %s takes".formatted(word, option),
                    "give one of " + String.join(", ", words)));
  }

  private SortedSet<Integer> majors(CheckSettings settings) {
    SortedSet<Integer> wanted = new TreeSet<>();
    for (String text : majors) {
      try {
        wanted.addAll(Majors.parse(text));
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            String.valueOf(e.getMessage()), "give --pg 16, --pg 14,16 or --pg 14..18");
      }
    }
    return wanted.isEmpty() ? settings.majors() : wanted;
  }

  private Baseline known(CheckInput.Settled settled) {
    String settledFile = settled.settings().baseline();
    if (writeBaseline != null || (baseline == null && settledFile.isEmpty())) {
      return Baseline.none();
    }
    Path file =
        baseline == null
            ? settled.folder().resolve(settledFile)
            : session.directory().resolve(baseline);
    return Baseline.read(String.valueOf(file.getFileName()), CheckInput.text(file));
  }

  private ExitCode write(Path file, CheckRun.Judged judged) {
    try {
      Files.writeString(file, Baseline.text(judged.all(), judged.result().texts()));
    } catch (IOException e) {
      throw new UsageException(
          "'%s' cannot be written: %s".formatted(file, e.getClass().getSimpleName()),
          "name a file in a folder that exists and may be written to");
    }
    int count = judged.all().size();
    session
        .console()
        .result(
            "%,d %s written to %s"
                .formatted(count, count == 1 ? "finding was" : "findings were", file));
    return ExitCode.OK;
  }

  private void print(ReportFormat form, CheckRun.Judged judged) {
    Console console = session.console();
    if (form == ReportFormat.JSON) {
      console.json(JsonReport.SCHEMA, JsonReport.of(judged.result()));
    } else {
      String text = form.render(judged.result(), CheckCommand::paint);
      if (!text.isEmpty()) {
        console.result(text);
      }
    }
  }

  private static String paint(Paint.Ink ink, String text) {
    return switch (ink) {
      case DANGER -> Style.RED.of(text);
      case WARNING -> Style.YELLOW.of(text);
      case ADVICE -> Style.CYAN.of(text);
      case PLACE -> Style.BOLD.of(text);
      case MARGIN, LABEL -> Style.DIM.of(text);
    };
  }
}
