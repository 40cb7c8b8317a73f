package dev.theseus.cli;

import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// Prints what went wrong, as text on stderr or as JSON on stdout, and chooses the exit code.
final class Failures {
  private static final String SCHEMA = "theseus.error/1";
  private static final String DEBUG = "THESEUS_DEBUG";

  private final Session session;

  Failures(Session session) {
    this.session = session;
  }

  /// The arguments are wrong.
  ExitCode usage(String what, String fix) {
    if (session.console().terminal().json()) {
      print(ExitCode.USAGE, List.of(new Item("usage", what, "", fix)));
    } else {
      session.console().error(what + "\n" + fix);
    }
    return ExitCode.USAGE;
  }

  /// A command threw.
  ExitCode report(RuntimeException thrown) {
    ExitCode exit = ExitCode.FAILED;
    List<Item> items;
    if (thrown instanceof MigrationException failure) {
      exit = exitCode(failure.problem().code().outcome());
      items =
          failure.problems().stream()
              .map(p -> new Item(p.code().code(), p.what(), p.where(), p.fix()))
              .toList();
    } else {
      String fix =
          debug() ? "" : "set " + DEBUG + "=1 for the stack trace, which belongs into a bug report";
      items = List.of(new Item("unexpected", describe(thrown), "", fix));
    }
    print(exit, items);
    if (debug()) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      session.console().error(trace.toString());
    }
    return exit;
  }

  private void print(ExitCode exit, List<Item> items) {
    if (session.console().terminal().json()) {
      session.console().json(SCHEMA, new Report(exit.status(), items));
    } else {
      items.forEach(item -> session.console().error(item.text()));
    }
  }

  private static String describe(RuntimeException thrown) {
    String message = thrown.getMessage();
    String type = thrown.getClass().getSimpleName();
    return message == null || message.isBlank() ? type : type + ": " + message;
  }

  private boolean debug() {
    return !session.environment().getOrDefault(DEBUG, "").isEmpty();
  }

  private static ExitCode exitCode(ProblemCode.Outcome outcome) {
    return switch (outcome) {
      case FAILED -> ExitCode.FAILED;
      case INVALID -> ExitCode.INVALID;
      case UNSAFE -> ExitCode.UNSAFE;
      case RETRYABLE -> ExitCode.RETRYABLE;
      case UNKNOWN -> ExitCode.OUTCOME_UNKNOWN;
    };
  }

  /// The JSON document of a failure.
  record Report(int exit, List<Item> problems) {}

  /// One problem in it.
  record Item(String code, String what, String where, String fix) {
    String text() {
      return what + (where.isEmpty() ? "" : " (" + where + ")") + (fix.isEmpty() ? "" : "; " + fix);
    }
  }
}
