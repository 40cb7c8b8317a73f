package dev.theseus.bench;

import dev.theseus.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// What a write of the application costs while old and new column are kept in step, against the
/// same write before the migration, on a table with a primary key and two more indexes.
///
/// Arguments: `[rows=30000] [rounds=40] [statements=300] [major=18] [changes=convert,widen]
/// [out=bench/results]`. Modes take turns of so many statements, in another order each round.
/// Writes `dual-write.csv` and prints lower quartiles (what else the machine does makes a turn
/// dearer, never cheaper) and their ratios to the mode that keeps nothing in step. Commits do not
/// wait for the disk, which would hide the difference.
public final class DualWriteBench {
  private static final int ROUNDS_PER_VACUUM = 8;

  private record Measured(int round, DualWriteSample sample) {}

  private final int rounds;
  private final int statements;
  private final List<SyncedTable> tables = new ArrayList<>();
  private final List<Measured> measured = new ArrayList<>();

  private DualWriteBench(int rounds, int statements) {
    this.rounds = rounds;
    this.statements = statements;
  }

  public static void main(String[] args) throws SQLException, IOException {
    Arguments arguments = Arguments.of(args);
    DualWriteBench bench =
        new DualWriteBench(arguments.whole("rounds", 40), arguments.whole("statements", 300));
    List<String> changes = List.of(arguments.text("changes", "convert,widen").split(","));
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .major(arguments.whole("major", 18))
            .setting("shared_buffers", "256MB")
            .setting("max_wal_size", "4GB")
            .setting("autovacuum", "off")
            .start()) {
      for (SyncedChange change : SyncedChange.values()) {
        if (changes.contains(change.name().toLowerCase(Locale.ROOT))) {
          for (SyncMode mode : SyncMode.values()) {
            bench.tables.add(
                new SyncedTable(server, change, mode, arguments.whole("rows", 30_000)));
          }
        }
      }
      bench.run();
      bench.write(Path.of(arguments.text("out", "bench/results")));
      bench.print();
    }
  }

  private void run() throws SQLException {
    for (int round = 1; round <= rounds; round++) {
      if (round % ROUNDS_PER_VACUUM == 1) {
        tables.forEach(SyncedTable::vacuum);
      }
      Collections.shuffle(tables, new Random(round));
      for (SyncedWrite write : SyncedWrite.values()) {
        for (SyncedTable table : tables) {
          if (write.possible(table.mode())) {
            int times = write.rows() > 1 ? Math.max(5, statements / 60) : statements;
            DualWriteSample sample = table.measure(write, times, round);
            measured.add(new Measured(round, sample));
          }
        }
      }
    }
    for (SyncedTable table : tables) {
      table.close();
    }
  }

  private void write(Path out) throws IOException {
    Files.createDirectories(out);
    List<String> lines = new ArrayList<>(List.of(DualWriteSample.HEADER));
    measured.forEach(one -> lines.add(one.sample().csv(one.round())));
    Files.write(out.resolve("dual-write.csv"), lines);
  }

  private void print() {
    for (SyncedChange change : SyncedChange.values()) {
      for (SyncedWrite write : SyncedWrite.values()) {
        for (SyncMode mode : SyncMode.values()) {
          print(change, write, mode);
        }
      }
    }
  }

  private void print(SyncedChange change, SyncedWrite write, SyncMode mode) {
    double cpu = quartile(change, write, mode, DualWriteSample::cpu);
    double wall = quartile(change, write, mode, DualWriteSample::wall);
    if (cpu > 0) {
      System.out.printf(
          Locale.ROOT,
          "%-8s %-15s %-10s server CPU %8.1f us (x %.2f)  wall %8.1f us (x %.2f)%n",
          change.name().toLowerCase(Locale.ROOT),
          write.label(),
          mode.label(),
          cpu,
          cpu / quartile(change, write.base(), SyncMode.OFF, DualWriteSample::cpu),
          wall,
          wall / quartile(change, write.base(), SyncMode.OFF, DualWriteSample::wall));
    }
  }

  /// 0 where nothing was measured.
  private double quartile(
      SyncedChange change,
      SyncedWrite write,
      SyncMode mode,
      ToDoubleFunction<DualWriteSample> figure) {
    double[] sorted =
        measured.stream()
            .map(Measured::sample)
            .filter(s -> s.change() == change && s.write() == write && s.mode() == mode)
            .mapToDouble(figure)
            .sorted()
            .toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 4];
  }
}
