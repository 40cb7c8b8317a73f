package dev.theseus.cli;

import dev.theseus.status.HistoryEntry;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Lists what was done in a database.
@Command(
    name = "history",
    description = "Lists what was done in this database, oldest first. Changes nothing.")
final class HistoryCommand implements CliCommand {
  private static final String SCHEMA = "theseus.history/1";

  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  HistoryCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    print(session.console(), database.connect(session).history());
    return ExitCode.OK;
  }

  static void print(Console console, List<HistoryEntry> history) {
    if (console.terminal().json()) {
      console.json(SCHEMA, new Entries(history.stream().map(Entry::of).toList()));
    } else if (history.isEmpty()) {
      console.result("no migration was ever started in this database");
    } else {
      console.result(
          new Table(
                  List.of("when", "migration", "who", "what", "detail"),
                  history.stream().map(HistoryCommand::row).toList())
              .text());
    }
  }

  private static List<String> row(HistoryEntry entry) {
    String when =
        entry.at().truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    return List.of(when, entry.migration(), entry.who(), entry.what(), entry.detail());
  }

  /// The document.
  record Entries(List<Entry> entries) {}

  /// @param at ISO 8601 in UTC
  record Entry(String at, String migration, String who, String what, String detail) {
    static Entry of(HistoryEntry entry) {
      return new Entry(
          entry.at().toString(), entry.migration(), entry.who(), entry.what(), entry.detail());
    }
  }
}
