package dev.theseus.bench;

import dev.theseus.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What filling a column costs: one raw UPDATE, Theseus, and key batches that fire triggers, in
/// turn, on a table with a primary key and two more indexes.
///
/// Arguments: `[rows=500000] [rounds=2] [major=18] [methods=raw,theseus,…] [out=bench/results]`;
/// with `small=10000` the rate on a table of that size is measured too, once before each round of
/// the large one. Writes `backfill.csv` and prints medians and ratios, the first method being 1.
public final class BackfillBench {
  private static final String STATE = "/dev/theseus/internal/state/state-1.sql";

  private final EmbeddedPostgres server;
  private final List<Sample> samples = new ArrayList<>();

  private BackfillBench(EmbeddedPostgres server) {
    this.server = server;
  }

  public static void main(String[] args) throws SQLException, IOException {
    long rows = Long.parseLong(argument(args, "rows", "500000"));
    int rounds = Integer.parseInt(argument(args, "rounds", "2"));
    int major = Integer.parseInt(argument(args, "major", "18"));
    long small = Long.parseLong(argument(args, "small", "0"));
    List<Method> methods =
        Arrays.stream(Method.values())
            .filter(one -> named(argument(args, "methods", ""), one))
            .toList();
    Path out = Path.of(argument(args, "out", "bench/results"));
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .major(major)
            .setting("shared_buffers", "256MB")
            .setting("max_wal_size", "4GB")
            .setting("autovacuum", "off")
            .start()) {
      BackfillBench bench = new BackfillBench(server);
      for (int round = 1; round <= rounds; round++) {
        if (small > 0) {
          bench.measure(round, Method.THESEUS, small);
        }
        for (Method method : methods) {
          bench.measure(round, method, rows);
        }
      }
      bench.write(out);
      bench.print(methods, rows, small);
    }
  }

  private static boolean named(String names, Method method) {
    return names.isEmpty() || List.of(names.split(",")).contains(method.label());
  }

  private void measure(int round, Method method, long rows) throws SQLException, IOException {
    try (Connection connection = server.connect("postgres")) {
      prepare(connection, rows);
      long pid = number(connection, "SELECT pg_backend_pid()");
      long postmaster = postmaster();
      long heap = number(connection, "SELECT pg_relation_size('items')");
      long indexes = number(connection, "SELECT pg_indexes_size('items')");
      long wal = wal(connection);
      double session = Cpu.seconds(pid);
      double all = Cpu.family(postmaster);
      long start = System.nanoTime();
      method.fill(connection);
      long nanos = System.nanoTime() - start;
      session = Cpu.seconds(pid) - session;
      all = Cpu.family(postmaster) - all;
      wal = wal(connection) - wal;
      if (number(connection, "SELECT count(*) FROM items WHERE price_cents IS NULL") > 0) {
        throw new IllegalStateException(method.label() + " left rows unfilled");
      }
      Sample sample =
          new Sample(
              round,
              method,
              rows,
              nanos / 1e9,
              session,
              all,
              wal,
              number(connection, "SELECT pg_relation_size('items')") / (double) heap,
              number(connection, "SELECT pg_indexes_size('items')") / (double) indexes);
      samples.add(sample);
      System.out.println(sample.csv());
    }
  }

  private static void prepare(Connection connection, long rows) throws SQLException, IOException {
    run(connection, "DROP SCHEMA IF EXISTS theseus CASCADE");
    run(connection, "DROP TABLE IF EXISTS items");
    try (InputStream in = BackfillBench.class.getResourceAsStream(STATE)) {
      if (in == null) {
        throw new IOException("no resource " + STATE);
      }
      run(connection, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    run(
        connection,
        """
        INSERT INTO theseus.migration (name, state, plan, plan_hash, soak)
          VALUES ('bench', 'starting', '{}', '', '1 day')
        """);
    run(
        connection,
        """
        CREATE TABLE items (id bigint PRIMARY KEY, name text, price numeric(10, 2), email text,
          created timestamptz DEFAULT now(), note text)
        """);
    run(
        connection,
        """
        INSERT INTO items SELECT i, 'name ' || i, (i %% 1000) / 7.0, 'user' || i || '@example.com',
            now(), repeat('x', 40)
          FROM generate_series(1, %d) i
        """
            .formatted(rows));
    run(connection, "CREATE INDEX ON items (email)");
    run(connection, "CREATE INDEX ON items (created, name)");
    run(connection, "ALTER TABLE items ADD price_cents bigint");
    run(connection, "VACUUM ANALYZE items");
    run(connection, "CHECKPOINT");
  }

  private long postmaster() throws IOException {
    return Long.parseLong(
        Files.readAllLines(server.dataDirectory().resolve("postmaster.pid")).getFirst().strip());
  }

  private void write(Path out) throws IOException {
    Files.createDirectories(out);
    List<String> lines = new ArrayList<>(List.of(Sample.HEADER));
    samples.forEach(sample -> lines.add(sample.csv()));
    Files.write(out.resolve("backfill.csv"), lines);
  }

  private void print(List<Method> methods, long rows, long small) {
    List<Sample> large = samples.stream().filter(s -> s.rows() == rows).toList();
    double session = median(large, methods.getFirst(), Sample::sessionCpuPerMillion);
    double all = median(large, methods.getFirst(), Sample::serverCpuPerMillion);
    for (Method method : methods) {
      System.out.printf(
          Locale.ROOT,
          "%-16s session CPU %.2f  server CPU %.2f  WAL/row %.0f  heap %.2f  indexes %.2f"
              + "  rows/s %.0f%n",
          method.label(),
          median(large, method, Sample::sessionCpuPerMillion) / session,
          median(large, method, Sample::serverCpuPerMillion) / all,
          median(large, method, s -> (double) s.walBytes() / s.rows()),
          median(large, method, Sample::heapGrowth),
          median(large, method, Sample::indexGrowth),
          median(large, method, Sample::rate));
    }
    if (small > 0) {
      List<Sample> few = samples.stream().filter(s -> s.rows() == small).toList();
      System.out.printf(
          Locale.ROOT,
          "rate on the large table ÷ rate on %d rows: %.2f%n",
          small,
          median(large, Method.THESEUS, Sample::rate) / median(few, Method.THESEUS, Sample::rate));
    }
  }

  private static double median(
      List<Sample> samples, Method method, ToDoubleFunction<Sample> figure) {
    double[] sorted =
        samples.stream().filter(s -> s.method() == method).mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static long wal(Connection connection) throws SQLException {
    return number(connection, "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String argument(String[] args, String name, String preset) {
    for (String arg : args) {
      if (arg.startsWith(name + "=")) {
        return arg.substring(name.length() + 1);
      }
    }
    return preset;
  }
}
