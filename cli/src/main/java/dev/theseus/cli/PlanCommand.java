package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.plan.Plan;
import dev.theseus.plan.files.FileStyle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows what a migration would do, without doing it.
@Command(
    name = "plan",
    description =
        "Shows what a migration would do: phases, steps, SQL, locks and the way back. Changes"
            + " nothing and needs only the right to read the catalog. Where no database is named,"
            + " it is planned against a scratch PostgreSQL that the earlier migrations of its"
            + " folder were run on.")
final class PlanCommand implements CliCommand {
  private final Session session;
  @Mixin private MigrationOptions migration = new MigrationOptions();
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description =
          "Plan against a scratch PostgreSQL on which the files of DIR that come before the"
              + " planned ones were run; default, when no database is named: the planned file's"
              + " folder.")
  private @Nullable Path history;

  @Option(
      names = "--pg",
      paramLabel = "MAJOR",
      description = "The scratch PostgreSQL's version, 14..18; default 18.")
  private int major = 18;

  @Option(
      names = "--sql",
      description = "Print the plan as SQL with comments, long statements in full.")
  private boolean sql;

  @Option(names = "--brief", description = "Print one line for each step, without SQL.")
  private boolean brief;

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description =
          "Write the plan as files for a migration runner that you keep; overwrites nothing. Needs"
              + " --style.")
  private @Nullable Path write;

  @Option(
      names = "--style",
      paramLabel = "STYLE",
      description = "The runner: flyway, liquibase, updown (golang-migrate) or sql (psql).")
  private @Nullable String style;

  PlanCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    boolean json = session.console().terminal().json();
    if ((sql ? 1 : 0) + (brief ? 1 : 0) + (json ? 1 : 0) > 1) {
      throw new UsageException("--sql, --brief and --json exclude each other", "give one of them");
    }
    Optional<FileStyle> files = files();
    List<Path> paths = migration.paths(session);
    CheckedPlan checked =
        history == null && database.named(session)
            ? plan(database.connect(session), paths)
            : planOnScratch(paths);
    Plan plan = checked.plan();
    if (files.isPresent() && write != null) {
      write(plan, files.get(), write);
    } else if (sql) {
      session.console().result(PlanScript.of(plan));
    } else if (brief) {
      session.console().result(PlanBrief.of(checked));
    } else {
      print(session.console(), checked);
    }
    return ExitCode.OK;
  }

  private Optional<FileStyle> files() {
    if (write == null && style == null) {
      return Optional.empty();
    }
    if (write == null || style == null) {
      throw new UsageException("--write and --style belong together", "give both or none");
    }
    if (sql || brief) {
      throw new UsageException("--write goes with neither --sql nor --brief", "leave them out");
    }
    Optional<FileStyle> known = FileStyle.of(style);
    if (known.isEmpty()) {
      throw new UsageException(
          "there is no style '%s'".formatted(style),
          "give --style with one of "
              + Arrays.stream(FileStyle.values())
                  .map(FileStyle::code)
                  .collect(Collectors.joining(", ")));
    }
    return known;
  }

  private void write(Plan plan, FileStyle files, Path shown) {
    PlanFolder.Written written =
        PlanFolder.write(plan, files, session.directory().resolve(shown), shown);
    if (session.console().terminal().json()) {
      session.console().json(PlanFolder.SCHEMA, written);
    } else {
      session.console().result(written.text());
    }
  }

  private CheckedPlan plan(Theseus theseus, List<Path> paths) {
    ReleasePlanner planner = new ReleasePlanner(migration, database.schema(), theseus);
    ReleasePlanner.Asked asked = planner.ask(paths);
    Optional<Plan> recorded = asked.known().isPresent() ? theseus.plan() : Optional.empty();
    recorded.ifPresent(
        plan -> session.console().say("this is the plan it was started with: " + plan.name()));
    return recorded.map(CheckedPlan::unchecked).orElseGet(() -> planner.plan(asked, paths));
  }

  private CheckedPlan planOnScratch(List<Path> paths) {
    Optional<Path> folder =
        history == null
            ? Optional.ofNullable(paths.getFirst().getParent())
                .filter(parent -> !Files.isDirectory(paths.getFirst()))
            : Optional.of(MigrationOptions.existing(session, List.of(history)).getFirst());
    ScratchHistory earlier = new ScratchHistory(migration, database.schema(), folder);
    try (ScratchDatabase scratch = ScratchDatabase.start(major, database.schema())) {
      earlier
          .before(paths)
          .forEach(one -> scratch.run(one).ifPresent(why -> session.console().warn(why)));
      session.console().say("planned against a scratch PostgreSQL %d".formatted(major));
      return plan(Theseus.builder(scratch.dataSource()).build(), paths);
    }
  }

  static void print(Console console, CheckedPlan checked) {
    if (console.terminal().json()) {
      console.json(PlanView.SCHEMA, PlanView.of(checked));
    } else {
      console.result(PlanText.of(checked));
    }
  }
}
