package dev.theseus.cli;

import dev.theseus.status.Diagnosis;
import dev.theseus.status.Diagnosis.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Looks for what would disturb a migration.
@Command(
    name = "doctor",
    description =
        "Looks for what would disturb a migration and for what one has left behind. Changes"
            + " nothing; exit status 1 where something must be mended first.")
final class DoctorCommand implements CliCommand {
  private static final String SCHEMA = "theseus.doctor/1";

  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    return print(session.console(), database.connect(session).doctor());
  }

  static ExitCode print(Console console, List<Diagnosis> diagnoses) {
    if (console.terminal().json()) {
      console.json(SCHEMA, Map.of("findings", diagnoses.stream().map(Finding::of).toList()));
    } else {
      diagnoses.forEach(one -> console.result(text(one)));
    }
    boolean broken = diagnoses.stream().anyMatch(one -> one.severity() == Severity.ERROR);
    return broken ? ExitCode.FAILED : ExitCode.OK;
  }

  private static String text(Diagnosis one) {
    String word = one.severity().name().toLowerCase(Locale.ROOT);
    String coloured =
        switch (one.severity()) {
          case OK -> Style.GREEN.of(word);
          case NOTE -> Style.CYAN.of(word);
          case WARNING -> Style.YELLOW.of(word);
          case ERROR -> Style.RED.of(word);
        };
    return coloured + ": " + one.what() + (one.fix().isEmpty() ? "" : "; " + one.fix());
  }

  /// @param severity `ok`, `note`, `warning` or `error`
  record Finding(String severity, String check, String what, String fix) {
    static Finding of(Diagnosis one) {
      return new Finding(
          one.severity().name().toLowerCase(Locale.ROOT), one.check(), one.what(), one.fix());
    }
  }
}
