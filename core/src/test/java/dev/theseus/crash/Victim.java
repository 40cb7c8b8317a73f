package dev.theseus.crash;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.policy.ContractOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/// A runner in a process of its own, which stops at a moment to be killed there.
///
/// Arguments: the JDBC address and the file that holds the plan. Then one line of input: `command
/// point step`. It prints `AT` at the moment and stands still; a line of input lets it go on.
final class Victim {
  private static final PrintStream OUT = System.out;

  private final BufferedReader input;
  private Moment moment = new Moment("", Moment.Point.BEFORE, "");

  private Victim(BufferedReader input) {
    this.input = input;
  }

  public static void main(String[] arguments) throws IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(arguments[0]);
    Plan plan = PlanCodec.read(Files.readString(Path.of(arguments[1])));
    try (BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      new Victim(input).run(source, plan);
    }
  }

  private void run(PGSimpleDataSource source, Plan plan) throws IOException {
    Theseus theseus =
        Theseus.builder(source)
            .pacing(Pacing.standard().withCourtesy(0))
            .listener(this::heard)
            .build();
    OUT.println("READY");
    String[] words = String.valueOf(input.readLine()).split(" ", 3);
    moment = new Moment(words[0], Moment.Point.valueOf(words[1]), words[2]);
    try {
      switch (moment.command()) {
        case "start" -> theseus.start(plan);
        case "complete" -> theseus.complete();
        case "contract" -> theseus.contract(ContractOptions.withSoak(Duration.ZERO));
        case "rollback" -> theseus.rollback();
        case "resume" -> theseus.resume();
        default -> throw new IllegalArgumentException(moment.command());
      }
      OUT.println("ENDED");
    } catch (RuntimeException e) {
      OUT.println("FAILED " + e.getMessage());
    }
  }

  private void heard(MigrationEvent event) {
    boolean here =
        switch (moment.point()) {
          case BEFORE, INSIDE ->
              event instanceof MigrationEvent.StepStarted e && e.step().equals(moment.step());
          case AFTER ->
              switch (event) {
                case MigrationEvent.StepFinished e -> e.step().equals(moment.step());
                case MigrationEvent.StepUndone e -> e.step().equals(moment.step());
                default -> false;
              };
        };
    if (here) {
      OUT.println("AT");
      try {
        input.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
