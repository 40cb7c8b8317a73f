package dev.theseus.cli;

import dev.theseus.Theseus;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Limits a backfill while it runs.
@Command(
    name = "pace",
    description = "Limits how many rows per second the backfill fills, also while it runs.")
final class PaceCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--max-rate",
      required = true,
      paramLabel = "ROWS/S",
      converter = RowRate.class,
      description = "Rows per second at most, or none to lift the limit.")
  private RowRate maxRate = new RowRate();

  PaceCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Theseus theseus = database.connect(session);
    OptionalLong limit = maxRate.limit();
    boolean changed = Controlled.rate(theseus, limit);
    String sentence =
        limit.isPresent()
            ? String.format(Locale.ROOT, "the backfill fills %,d rows/s at most", limit.getAsLong())
            : "the backfill has no limit";
    Controlled.print(session.console(), theseus, changed, sentence);
    return ExitCode.OK;
  }
}
