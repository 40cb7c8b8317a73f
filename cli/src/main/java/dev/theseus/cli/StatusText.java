package dev.theseus.cli;

import dev.theseus.event.Activity;
import dev.theseus.plan.Phase;
import dev.theseus.status.BackfillStatus;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.StepStatus;
import dev.theseus.throttle.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where a migration stands, for people.
final class StatusText {
  private final MigrationStatus status;
  private final List<String> lines = new ArrayList<>();

  private StatusText(MigrationStatus status) {
    this.status = status;
  }

  static String of(MigrationStatus status) {
    StatusText text = new StatusText(status);
    text.lines.add(Style.BOLD.of(status.name()) + " is " + status.state().text());
    text.facts();
    text.steps();
    status.backfills().forEach(text::backfill);
    List<String> next = StatusView.next(status);
    if (!next.isEmpty()) {
      text.fact("next", String.join(", or ", next));
    }
    return String.join("\n", text.lines);
  }

  /// One line, for a list that grows.
  static String line(MigrationStatus status) {
    long done = done(status.steps());
    StringBuilder line =
        new StringBuilder(
            "%s: %s, %d of %d steps"
                .formatted(status.name(), status.state().text(), done, status.steps().size()));
    status.backfills().stream()
        .filter(backfill -> !backfill.finished())
        .forEach(backfill -> line.append(", ").append(progress(backfill)));
    status
        .activity()
        .ifPresent(
            activity ->
                line.append(", ")
                    .append(ActivityView.progress(activity))
                    .append(
                        activity.waitingFor().isEmpty()
                            ? ""
                            : " waits for " + ActivityView.waiting(activity)));
    if (status.control().paused()) {
      line.append(", paused");
    }
    if (status.control().shed().isPresent()) {
      line.append(", sync shed");
    }
    status.control().holding().ifPresent(signal -> line.append(", ").append(held(signal)));
    return line.toString();
  }

  /// What a signal does to the work, with its value and limit.
  static String held(Signal signal) {
    return (signal.state() == Signal.State.STOP ? "held back by " : "slowed down by ")
        + signal.text();
  }

  private void facts() {
    status
        .version()
        .filter(version -> StatusView.published(status.state()))
        .ifPresent(version -> fact("new version", "search_path = " + version.searchPath()));
    MigrationStatus.Times times = status.times();
    fact("created", moment(times.created()));
    times.started().ifPresent(at -> fact("started", moment(at)));
    times.completed().ifPresent(at -> fact("completed", moment(at)));
    times.soakEnds().ifPresent(at -> fact("soak ends", moment(at)));
    times.contracted().ifPresent(at -> fact("contracted", moment(at)));
    times.rolledBack().ifPresent(at -> fact("rolled back", moment(at)));
    status.runner().ifPresent(runner -> fact("works on it", runner));
    status.activity().ifPresent(this::activity);
    if (status.state().underWay() && status.runner().isEmpty()) {
      fact("works on it", Style.YELLOW.of("nobody"));
    }
    if (status.control().paused()) {
      fact("backfill", "paused; theseus unpause lets it go on");
    }
    status.control().shed().ifPresent(shed -> fact("sync", Style.YELLOW.of("shed") + since(shed)));
    status
        .control()
        .maxRowsPerSecond()
        .ifPresent(rate -> fact("limit", String.format(Locale.ROOT, "%,d rows/s", rate)));
    status.control().holding().ifPresent(signal -> fact("throttle", held(signal)));
    status.lastError().ifPresent(error -> fact("last error", error.replace("\n", "; ")));
    troubles();
  }

  private static String since(MigrationStatus.Shed shed) {
    return " since %s by %s%s; theseus shed --restore puts it back"
        .formatted(
            moment(shed.since()),
            shed.by(),
            shed.reason().isEmpty() ? "" : " (" + shed.reason() + ")");
  }

  private void troubles() {
    if (status.skipped().open() > 0) {
      fact(
          "skip list",
          "%,d rows whose new value cannot be stored; theseus skipped names them"
              .formatted(status.skipped().open()));
    }
    if (status.divergence().oldRows() > 0) {
      fact(
          "differing",
          "%,d writes of the old version that the new one cannot hold: see theseus.divergence"
              .formatted(status.divergence().oldRows()));
    }
    if (status.divergence().newRows() > 0) {
      fact(
          "differing",
          "%,d writes of the new version that the old one cannot hold: a rollback loses these values"
              .formatted(status.divergence().newRows()));
    }
  }

  private void activity(Activity activity) {
    if (!activity.phase().isEmpty()) {
      fact("now", ActivityView.progress(activity));
    }
    if (!activity.waitingFor().isEmpty()) {
      fact("waits for", ActivityView.waiting(activity));
    }
  }

  private void steps() {
    List<List<String>> rows = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (StepStatus step : status.steps()) {
        if (step.phase() == phase) {
          rows.add(
              List.of(
                  phase.title(),
                  step.progress().name().toLowerCase(Locale.ROOT),
                  step.tries() == 0 ? "-" : Durations.text(step.took()),
                  step.tries() == 0 ? "-" : Durations.text(step.lockHeld()),
                  step.title()));
        }
      }
    }
    lines.add("");
    lines.add(new Table(List.of("phase", "progress", "took", "lock held", "what"), rows).text());
    lines.add("");
  }

  private void backfill(BackfillStatus backfill) {
    String skipped =
        backfill.skippedRows() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d locked rows to come", backfill.skippedRows());
    fact("backfill", progress(backfill) + skipped);
  }

  private static String progress(BackfillStatus backfill) {
    double seconds = backfill.elapsed().toMillis() / 1e3;
    long percent =
        backfill.finished() || backfill.blocksTotal() == 0
            ? 100
            : 100 * backfill.blocksDone() / backfill.blocksTotal();
    return String.format(
        Locale.ROOT,
        "%s %d %%, %,d rows, %,.0f rows/s",
        backfill.relation(),
        percent,
        backfill.rows(),
        seconds <= 0 ? 0 : backfill.rows() / seconds);
  }

  private void fact(String name, String value) {
    lines.add("%-12s %s".formatted(name, value));
  }

  private static String moment(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
  }

  private static long done(List<StepStatus> steps) {
    return steps.stream().filter(step -> step.progress() == StepStatus.Progress.DONE).count();
  }
}
