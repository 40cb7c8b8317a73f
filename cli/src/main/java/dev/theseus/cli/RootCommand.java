package dev.theseus.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The program without a command: its options and its help. Built without annotations, which saves
/// the reflection on each start.
final class RootCommand {
  static final String NAME = "theseus";
  private static final int HELP_COLUMNS = 100;

  private RootCommand() {}

  static CommandLine create(List<CommandEntry> commands) {
    CommandSpec spec = CommandSpec.create().name(NAME);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and exit.")
            .build());
    UsageMessageSpec usage = spec.usageMessage();
    usage.description("Carries a PostgreSQL migration out while the application runs.%n");
    usage.customSynopsis("theseus COMMAND [OPTIONS] [ARGUMENTS]");
    usage.footer(
        "",
        "Examples:",
        "  theseus demo                      watch a migration under live traffic; nothing to"
            + " install",
        "  theseus plan V7__price.sql        the phases, steps and locks of a migration",
        "  theseus start V7__price.sql       carry it out up to the point where both versions live",
        "",
        "Exit status: 0 ok, 1 failed, 2 wrong arguments, 3 invalid migration, 4 refused as unsafe,",
        "5 may be tried again, 6 outcome unknown (ask with theseus status).",
        "",
        "theseus help COMMAND explains a command. --json and --quiet work with every command.");
    CommandLine line = new CommandLine(spec);
    layOut(line);
    line.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "\nCommands:\n");
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> list(commands));
    return line;
  }

  /// What all commands have in common. An argument is never read from a file: `@name` may come from
  /// somebody who must not read that file.
  static void layOut(CommandLine line) {
    line.setExpandAtFiles(false);
    line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    line.setUsageHelpWidth(HELP_COLUMNS);
    line.setAbbreviatedOptionsAllowed(false);
    line.setOverwrittenOptionsAllowed(false);
  }

  private static String list(List<CommandEntry> commands) {
    int width = commands.stream().mapToInt(c -> c.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (CommandEntry command : commands) {
      String padding = " ".repeat(width - command.name().length());
      text.append("  ").append(command.name()).append(padding);
      text.append("  ").append(command.summary()).append('\n');
    }
    return text.toString();
  }
}
