package dev.theseus.cli;

import dev.theseus.status.SkippedRow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Lists the rows that a backfill passed over.
@Command(
    name = "skipped",
    description =
        "Lists the rows that the backfill passed over because their new value cannot be stored."
            + " Changes nothing.")
final class SkippedCommand implements CliCommand {
  private static final String SCHEMA = "theseus.skipped/1";

  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(names = "--all", description = "Those that are mended or gone by now, too.")
  private boolean all;

  SkippedCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    print(
        session.console(),
        database.connect(session).skippedRows().stream()
            .filter(row -> all || row.outcome() == SkippedRow.Outcome.OPEN)
            .toList());
    return ExitCode.OK;
  }

  static void print(Console console, List<SkippedRow> rows) {
    if (console.terminal().json()) {
      console.json(SCHEMA, new Rows(rows.stream().map(Row::of).toList()));
    } else if (rows.isEmpty()) {
      console.result("no row is on the skip list");
    } else {
      console.result(
          new Table(
                  List.of("table", "row", "column", "error", "when", "outcome"),
                  rows.stream().map(SkippedCommand::row).toList())
              .text());
    }
  }

  private static List<String> row(SkippedRow row) {
    String when =
        row.at().truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    return List.of(
        row.table(),
        row.row(),
        row.columns(),
        "%s (%s)".formatted(row.message(), row.sqlState()),
        when,
        row.outcome().code());
  }

  /// The document.
  record Rows(List<Row> rows) {}

  /// @param at ISO 8601 in UTC
  /// @param outcome `open`, `mended` or `gone`
  record Row(
      String step,
      String table,
      String row,
      String columns,
      String sqlState,
      String message,
      String at,
      String outcome) {
    static Row of(SkippedRow row) {
      return new Row(
          row.step(),
          row.table(),
          row.row(),
          row.columns(),
          row.sqlState(),
          row.message(),
          row.at().toString(),
          row.outcome().code());
    }
  }
}
