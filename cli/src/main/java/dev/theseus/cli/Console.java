package dev.theseus.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;

/// The program's two voices: results on stdout, talk on stderr.
///
/// Whatever is printed goes through [Style#render], so text from the database cannot move the
/// cursor, hide lines or fake our own. Safe for use by several threads: each call prints whole
/// lines.
final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private volatile boolean jsonLines;

  Console(PrintStream out, PrintStream err, Terminal terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /// How the two streams are to be written to.
  Terminal terminal() {
    return terminal;
  }

  /// Prints a line, or several, of the result to stdout.
  void result(String text) {
    out.println(Style.render(text, terminal.outColours()));
    out.flush();
  }

  /// Prints the result as one JSON document to stdout.
  ///
  /// @param schema its name and version, such as `theseus.plan/1`; the version is raised when a
  ///   field changes its meaning or goes
  /// @param value a record, or a map with string keys
  void json(String schema, Object value) {
    ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
    ObjectNode document = mapper.createObjectNode().put("schema", schema);
    document.setAll((ObjectNode) mapper.valueToTree(value));
    ObjectWriter writer = jsonLines ? mapper.writer() : mapper.writerWithDefaultPrettyPrinter();
    try {
      out.println(writer.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + schema, e);
    }
    out.flush();
  }

  /// From now on each JSON document is one line: the command tells several, and who reads them
  /// reads line by line.
  void jsonLines() {
    jsonLines = true;
  }

  /// Tells the user what is going on, on stderr; silent with `--quiet`.
  void say(String text) {
    if (!terminal.quiet()) {
      talk(text);
    }
  }

  /// Says to somebody who is asked what they must read to answer, also with `--quiet`.
  void ask(String text) {
    talk(text);
  }

  /// Prints a warning to stderr, also with `--quiet`.
  void warn(String text) {
    talk(Style.YELLOW.of("warning:") + " " + text);
  }

  /// Prints an error to stderr.
  void error(String text) {
    talk(Style.RED.of("error:") + " " + text);
  }

  /// Opens a progress display on stderr: a bar on a terminal, else a plain line every few seconds.
  ///
  /// @param title what is being done to what, such as `backfill public.orders`
  /// @param total how many units there are, or -1 if not known
  /// @param unit the plural of what is counted, such as `rows`
  Progress progress(String title, long total, String unit) {
    if (terminal.quiet()) {
      return new SilentProgress();
    }
    if (terminal.errIsTerminal()) {
      return new BarProgress(err, terminal.columns(), new Progress.Task(title, total, unit));
    }
    return new LineProgress(this, new Progress.Task(title, total, unit), System::nanoTime);
  }

  /// Opens a display of time that passes, on stderr: a bar on a terminal, which vanishes when it is
  /// closed, else nothing.
  ///
  /// @param title what is waited for
  Progress passing(String title, Duration time) {
    return terminal.errIsTerminal() && !terminal.quiet()
        ? BarProgress.ofTime(err, terminal.columns(), title, time.toMillis())
        : new SilentProgress();
  }

  private void talk(String text) {
    err.println(Style.render(text, terminal.errColours()));
    err.flush();
  }
}
