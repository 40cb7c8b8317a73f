package dev.theseus.cli;

import dev.theseus.check.report.Baseline;
import dev.theseus.check.report.JsonReport;
import dev.theseus.check.report.Paint;
import dev.theseus.check.report.ReportFormat;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.settings.FailOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a check tells, where, and with which status, as a picocli mixin.
final class CheckOutput {
  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "danger, warning (the default), advice or never: from when on the status is 4.")
  private @Nullable String failOn;

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

  ReportFormat form(Session session) {
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

  /// Refuses a severity that does not exist, before anything is run.
  void refuseUnknown() {
    if (failOn != null) {
      failOn(failOn);
    }
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

  /// What is known already.
  Baseline known(Session session, CheckInput.Settled settled) {
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

  /// Tells what was found, or writes it as what is known from now on.
  ExitCode told(
      Session session, ReportFormat form, CheckSettings settings, CheckRun.Judged judged) {
    if (writeBaseline != null) {
      write(session, session.directory().resolve(writeBaseline), judged);
      return ExitCode.OK;
    }
    print(session.console(), form, judged);
    FailOn fails = failOn == null ? settings.failOn().orElse(FailOn.WARNING) : failOn(failOn);
    boolean failed = fails.severity().filter(judged.result()::reaches).isPresent();
    return failed ? ExitCode.UNSAFE : ExitCode.OK;
  }

  private static void write(Session session, Path file, CheckRun.Judged judged) {
    written(file, Baseline.text(judged.all(), judged.result().texts(), judged.result().names()));
    int count = judged.all().size();
    session
        .console()
        .result(
            "%,d %s written to %s"
                .formatted(count, count == 1 ? "finding was" : "findings were", file));
  }

  static void written(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UsageException(
          "'%s' cannot be written: %s".formatted(file, e.getClass().getSimpleName()),
          "name a file in a folder that exists and may be written to");
    }
  }

  private static void print(Console console, ReportFormat form, CheckRun.Judged judged) {
    if (form == ReportFormat.JSON) {
      console.json(JsonReport.SCHEMA, JsonReport.of(judged.result()));
    } else {
      String text = form.render(judged.result(), CheckOutput::paint);
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
