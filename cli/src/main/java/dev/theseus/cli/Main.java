package dev.theseus.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The entry of the program: gives a [Cli] the real surroundings and ends the process with its exit
/// code.
public final class Main {
  /// How long a command may take to stop in order after Ctrl-C; the longest is the end of a
  /// backfill chunk and its rollback.
  private static final Duration GRACE = Duration.ofSeconds(20);

  private Main() {}

  public static void main(String[] args) {
    // the parser's runtime brings a logging interface; without this it tells on stderr that nobody
    // logs
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    if (Boolean.getBoolean("theseus.rehearse")) {
      StartUpRehearsal.run();
      return;
    }
    List<String> arguments = List.of(args);
    Interrupts interrupts = new Interrupts();
    interrupts.listen(GRACE);
    ExitCode exit = new Cli(session(arguments, interrupts)).run(arguments);
    interrupts.ended(exit);
    System.exit(exit.status());
  }

  private static Session session(List<String> arguments, Interrupts interrupts) {
    Map<String, String> environment = System.getenv();
    Map<String, String> properties =
        System.getProperties().stringPropertyNames().stream()
            .filter(name -> name.startsWith("theseus."))
            .collect(Collectors.toMap(name -> name, System::getProperty));
    Terminal terminal = Terminal.of(arguments, environment, properties);
    // The launcher's terminals and JSON's readers expect UTF-8 also where the locale is "C".
    Console console = new Console(open(FileDescriptor.out), open(FileDescriptor.err), terminal);
    boolean asked = Boolean.getBoolean("theseus.tty.in") && !terminal.json();
    return new Session(
        console, interrupts, environment, Path.of("").toAbsolutePath(), keyboard(asked));
  }

  private static Keyboard keyboard(boolean somebody) {
    return somebody
        ? Keyboard.of(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8))
        : Keyboard.nobody();
  }

  private static PrintStream open(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
