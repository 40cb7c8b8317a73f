package dev.theseus.cli;

import static java.util.stream.Collectors.joining;

import dev.theseus.check.report.Baseline;
import dev.theseus.check.report.ReportFormat;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.source.Note;
import dev.theseus.check.source.Reading;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
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
  @Mixin private CheckSizes sizes = new CheckSizes();
  @Mixin private CheckOutput output = new CheckOutput();

  @Option(names = "--advice", description = "Switch on rules of good practice too.")
  private boolean advice;

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
    if (sizes.writes()) {
      return sizes.write(session, database);
    }
    ReportFormat form = output.form(session);
    CheckInput.Settled settled = input.settled(session);
    CheckSettings settings = settled.settings();
    output.refuseUnknown();
    SortedSet<Integer> majors = database.majors(session, settings);
    Baseline known = output.known(session, settled);
    List<Path> paths = input.paths(session, settled);
    SourceOptions options = input.options(session, settled, paths);
    CheckRun.Judged judged;
    SourceReader reader = new SourceReader(database.replays() ? options.andHistory() : options);
    try (CheckDatabase.Opening opening = database.opening(session, majors);
        Reading reading = reader.reading(paths)) {
      boolean first = database.measures() || !reading.judges();
      if (first) {
        tell(reading);
      }
      if (!reading.judges()) {
        refuseNothing(reading, options, paths);
        session.console().say(input.nothingSince(settled, reading.names()));
      }
      judged = run(settled, majors).judge(reading, opening.catalog(), known);
      if (!first) {
        tell(reading);
      }
    }
    return output.told(session, form, settings, judged);
  }

  private CheckRun run(CheckInput.Settled settled, SortedSet<Integer> majors) {
    return new CheckRun(
        settled.settings(),
        majors,
        advice,
        sizes.known(session, settled, database),
        settled.names(session));
  }

  /// What reading has left out. **Blocks until** all is read.
  private void tell(Reading reading) {
    reading.sources().notes().stream().map(Note::toString).forEach(session.console()::say);
  }

  /// A check that read nothing has found nothing out; with --since there may be nothing new.
  private static void refuseNothing(Reading reading, SourceOptions options, List<Path> paths) {
    if (reading.names().isEmpty() || !options.since().selects()) {
      throw new InvalidMigration(
          Problem.of(
              ProblemCode.INVALID_FILE,
              "no file to judge is in " + paths.stream().map(Path::toString).collect(joining(", ")),
              "name files or folders with migrations in SQL"));
    }
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
}
