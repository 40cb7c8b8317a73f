package dev.theseus.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Runs one command line: finds the command, parses, runs it, and turns whatever is thrown into a
/// message and an exit code.
final class Cli {
  private final Session session;
  private final List<CommandEntry> commands;

  Cli(Session session) {
    this(session, Commands.all());
  }

  Cli(Session session, List<CommandEntry> commands) {
    this.session = session;
    this.commands = List.copyOf(commands);
  }

  ExitCode run(List<String> arguments) {
    Failures failures = new Failures(session);
    Optional<String> word = word(arguments);
    if (word.isPresent() && named(arguments).isEmpty()) {
      return failures.usage(unknown(word.get()), "see theseus --help");
    }
    try {
      CommandLine line = RootCommand.create(commands);
      Optional<CommandEntry> named = named(arguments);
      named.ifPresent(entry -> attach(line, entry));
      return run(line, arguments);
    } catch (ParameterException e) {
      return failures.usage(String.valueOf(e.getMessage()), hint(e));
    } catch (UsageException e) {
      return failures.usage(e.what(), e.fix());
    } catch (RuntimeException e) {
      return failures.report(e);
    }
  }

  /// All commands, for what must know them together, such as shell completion.
  CommandLine complete() {
    CommandLine line = RootCommand.create(commands);
    commands.forEach(entry -> attach(line, entry));
    return line;
  }

  private ExitCode run(CommandLine line, List<String> arguments) {
    ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
    while (parsed.hasSubcommand() && !parsed.isUsageHelpRequested()) {
      parsed = parsed.subcommand();
    }
    CommandSpec spec = parsed.commandSpec();
    if (parsed.isUsageHelpRequested()) {
      session.console().result(spec.commandLine().getUsageMessage(Help.Ansi.OFF).stripTrailing());
      return ExitCode.OK;
    }
    if (parsed.isVersionHelpRequested()) {
      session.console().result("theseus " + Version.current());
      return ExitCode.OK;
    }
    return spec.userObject() instanceof CliCommand command ? command.run() : noCommand(line);
  }

  private ExitCode noCommand(CommandLine line) {
    String usage = line.getUsageMessage(Help.Ansi.OFF).stripTrailing();
    session.console().error("no command given\n" + usage);
    return ExitCode.USAGE;
  }

  private Optional<CommandEntry> named(List<String> arguments) {
    Optional<String> word = word(arguments);
    return commands.stream().filter(c -> word.filter(c.name()::equals).isPresent()).findFirst();
  }

  private static Optional<String> word(List<String> arguments) {
    return arguments.stream().filter(a -> !a.startsWith("-")).findFirst();
  }

  private void attach(CommandLine root, CommandEntry entry) {
    CommandLine line = new CommandLine(entry.create().apply(session));
    CommandSpec spec = line.getCommandSpec();
    spec.mixinStandardHelpOptions(true);
    if (!spec.optionsMap().containsKey("--json")) {
      spec.addMixin("output", CommandSpec.forAnnotatedObject(new OutputOptions()));
    }
    RootCommand.layOut(line);
    root.addSubcommand(entry.name(), line);
  }

  private String unknown(String word) {
    return "unknown command '%s'".formatted(word)
        + Spelling.closest(word, commands.stream().map(CommandEntry::name).toList())
            .map(near -> "; did you mean '" + near + "'?")
            .orElse("");
  }

  private static String hint(ParameterException e) {
    return "see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
  }
}
