package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows what holds rows back and how far it may go, and changes that while work runs.
@Command(
    name = "throttle",
    description =
        "Shows the signals that slow down or stop the backfill, data changes and verification, and"
            + " changes their limits, also while another process works. They stay for later runs.")
final class ThrottleCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private ThrottleOptions limits = new ThrottleOptions();

  @Option(
      names = "--max-rate",
      paramLabel = "ROWS/S",
      converter = RowRate.class,
      description =
          "Rows per second at most while a migration is active, or none to lift the limit.")
  private @Nullable RowRate maxRate;

  @Option(names = "--reset", description = "Back to the usual limits first: no probe, no window.")
  private boolean reset;

  @Option(names = "--show", description = "Show and change nothing; the same as no option at all.")
  private boolean show;

  ThrottleCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Limits asked = limits.apply(Limits.usual());
    boolean changes = reset || maxRate != null || !asked.equals(Limits.usual());
    if (show && changes) {
      throw new UsageException("--show changes nothing", "leave it or the other options out");
    }
    Theseus theseus = database.connect(session);
    boolean changed = changes && change(theseus);
    print(session.console(), theseus, changes, changed);
    return ExitCode.OK;
  }

  private boolean change(Theseus theseus) {
    // what a rate without a migration would refuse, refuses the whole call
    boolean paced = maxRate != null && Controlled.rate(theseus, maxRate.limit());
    return theseus.limits(before -> limits.apply(reset ? Limits.usual() : before)) || paced;
  }

  private static void print(Console console, Theseus theseus, boolean asked, boolean changed) {
    List<Signal> signals = theseus.status().map(one -> one.control().signals()).orElse(List.of());
    OptionalLong rate =
        theseus.status().map(one -> one.control().maxRowsPerSecond()).orElse(OptionalLong.empty());
    ThrottleView view = ThrottleView.of(changed, theseus.limits(), rate, signals);
    if (console.terminal().json()) {
      console.json(ThrottleView.SCHEMA, view);
      return;
    }
    if (asked && !changed) {
      console.say("nothing to do: the limits are these already");
    }
    console.result(view.text());
  }
}
