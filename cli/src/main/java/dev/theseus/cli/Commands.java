package dev.theseus.cli;

import java.util.List;
import java.util.Optional;

/// The table of all commands, in the order in which `theseus --help` shows them. Adding a command
/// means adding a row.
///
/// Commands that run for long are also named in the launcher script, which gives them the
/// optimising compiler.
final class Commands {
  private static final List<CommandEntry> ALL =
      List.of(
          new CommandEntry("demo", "watch migrations run under live traffic", DemoCommand::new),
          new CommandEntry(
              "check", "judge migrations: locks, rewrites, lost data", CheckCommand::new),
          new CommandEntry("guide", "ask what is to change, write it", GuideCommand::new),
          new CommandEntry("plan", "show phases, steps, SQL and locks", PlanCommand::new),
          new CommandEntry("start", "carry out until both versions live", StartCommand::new),
          new CommandEntry("complete", "retire the old version", CompleteCommand::new),
          new CommandEntry("verify", "compare old and new values", VerifyCommand::new),
          new CommandEntry(
              "contract", "drop what only the old version needed", ContractCommand::new),
          new CommandEntry("rollback", "take the last command back", RollbackCommand::new),
          new CommandEntry("resume", "go on with an interrupted command", ResumeCommand::new),
          new CommandEntry("status", "show where the migration stands", StatusCommand::new),
          new CommandEntry("watch", "follow the migration until it rests", WatchCommand::new),
          new CommandEntry("pause", "make the backfill stand still", PauseCommand::new),
          new CommandEntry("unpause", "let a paused backfill go on", UnpauseCommand::new),
          new CommandEntry("pace", "limit the backfill while it runs", PaceCommand::new),
          new CommandEntry("shed", "switch sync off in an emergency", ShedCommand::new),
          new CommandEntry("skipped", "list rows the backfill passed over", SkippedCommand::new),
          new CommandEntry("throttle", "show and change what holds it back", ThrottleCommand::new),
          new CommandEntry("history", "list what was done", HistoryCommand::new),
          new CommandEntry("doctor", "look for what would disturb", DoctorCommand::new),
          new CommandEntry(
              "settle", "say what became of a step nobody saw end", SettleCommand::new),
          new CommandEntry("mcp", "offer the commands to an agent", McpCommand::new),
          new CommandEntry("help", "show the help of a command", HelpCommand::new));

  private Commands() {}

  static List<CommandEntry> all() {
    return ALL;
  }

  static Optional<CommandEntry> named(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }
}
