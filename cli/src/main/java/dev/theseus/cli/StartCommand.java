package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.TheseusBuilder;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Plans a release and carries it out up to the point where both versions live.
@Command(
    name = "start",
    description =
        "Carries a migration out up to the point where the old and the new version both work.")
final class StartCommand implements CliCommand {
  private final Session session;
  @Mixin private MigrationOptions migration = new MigrationOptions();
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private WorkOptions options = new WorkOptions();
  @Mixin private SkipOptions skips = new SkipOptions();

  @Option(
      names = "--soak",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "How long the migration stays completed before it may be contracted; default 24h.")
  private @Nullable Duration soak;

  @Option(
      names = "--plan-hash",
      paramLabel = "HASH",
      description =
          "Start only the plan that has this hash in plan --json; refuse what the files or the"
              + " database have become since.")
  private @Nullable String planHash;

  StartCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    List<Path> paths = migration.paths(session);
    Work work = Work.on(session, database, options::apply, skips::apply, this::soak);
    return work.run(theseus -> start(theseus, paths));
  }

  private void soak(TheseusBuilder builder) {
    try {
      if (soak != null) {
        builder.soak(soak);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct --soak");
    }
  }

  private MigrationStatus start(Theseus theseus, List<Path> paths) {
    ReleasePlanner planner = new ReleasePlanner(migration, database.schema(), theseus);
    ReleasePlanner.Asked asked = planner.ask(paths);
    if (asked.known().isPresent()) {
      theseus.plan().ifPresent(this::requireAgreed);
      return goOn(theseus, asked.known().get());
    }
    CheckedPlan checked = planner.plan(asked, paths);
    requireAgreed(checked.plan());
    session.console().say(PlanText.summary(checked));
    return theseus.start(checked.plan());
  }

  private void requireAgreed(Plan plan) {
    if (planHash != null && !planHash.equals(PlanCodec.hash(plan))) {
      throw new StateConflict(
          Problem.of(
              ProblemCode.CATALOG_CHANGED,
              "the plan of %s is not the one with the hash %s: the files or the database have"
                      .formatted(plan.name(), planHash)
                  + " changed since",
              "look at the plan anew with `theseus plan`, and agree to that"));
    }
  }

  private static MigrationStatus goOn(Theseus theseus, MigrationStatus status) {
    if (status.state() == MigrationState.STARTING) {
      return theseus.resume();
    }
    if (status.state() == MigrationState.ROLLING_BACK) {
      throw new StateConflict(
          Problem.of(
              ProblemCode.WRONG_STATE,
              "migration %s is rolling back; it cannot start now".formatted(status.name()),
              "run `theseus resume` to finish that first"));
    }
    return status.after(
        false,
        "migration %s was started before and is %s"
            .formatted(status.name(), status.state().text()));
  }
}
