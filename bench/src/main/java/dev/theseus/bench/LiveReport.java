package dev.theseus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// Prints what clients saw, stage by stage, and keeps it as CSV.
final class LiveReport {
  private static final String HEADER =
      "round,stage,step,seconds,statements,p50_us,p99_us,p999_us,max_us,longest_in_flight_us,"
          + "p99_to_baseline,machine_p99_us,server_cores,own_cores,other_cores";

  private final List<Recording> rounds = new ArrayList<>();
  private final List<String> lines = new ArrayList<>(List.of(HEADER));
  private final List<String> histograms =
      new ArrayList<>(List.of("round,stage,up_to_us,statements"));

  /// Takes a round in and prints it.
  void add(Recording round) {
    rounds.add(round);
    System.out.printf(
        Locale.ROOT,
        "round %d%n%-22s %7s %9s %8s %8s %8s %8s %7s %9s %7s %6s %6s%n",
        rounds.size(),
        "stage, ms",
        "seconds",
        "statements",
        "p50",
        "p99",
        "p99.9",
        "max",
        "p99 ÷",
        "hiccup99",
        "server",
        "own",
        "others");
    counted().filter(stage -> !round.of(stage).isEmpty()).forEach(stage -> stage(round, stage));
  }

  private static Stream<Stage> counted() {
    return Arrays.stream(Stage.values()).filter(stage -> stage != Stage.OUTSIDE);
  }

  private void stage(Recording round, Stage stage) {
    Predicate<Moment> here = moment -> moment.stage() == stage;
    Histogram due = round.due(here);
    double seconds = round.seconds(stage);
    Meter.Use cpu = round.cpu(stage);
    System.out.printf(
        Locale.ROOT,
        "%-22s %7.2f %9d %8.2f %8.2f %8.2f %8.2f %7.2f %9.2f %7.2f %6.2f %6.2f%n",
        stage.label(),
        round.seconds(stage),
        due.getTotalCount(),
        millis(due, 50),
        millis(due, 99),
        millis(due, 99.9),
        due.getMaxValue() / 1e3,
        ratio(round, stage),
        millis(round.machine(here), 99),
        cpu.server() / seconds,
        cpu.own() / seconds,
        cpu.others() / seconds);
    String cores =
        String.format(
            Locale.ROOT,
            "%.3f,%.3f,%.3f",
            cpu.server() / seconds,
            cpu.own() / seconds,
            cpu.others() / seconds);
    line(new Moment(stage, "all"), seconds, round, here, cores);
    for (Moment moment : round.of(stage)) {
      line(moment, round.seconds(moment), round, moment::equals, ",,");
    }
    histogram(stage, due);
  }

  private void histogram(Stage stage, Histogram due) {
    for (HistogramIterationValue value : due.logarithmicBucketValues(100, 1.1)) {
      if (value.getCountAddedInThisIterationStep() > 0) {
        histograms.add(
            "%d,%s,%d,%d"
                .formatted(
                    rounds.size(),
                    stage.label(),
                    value.getValueIteratedTo(),
                    value.getCountAddedInThisIterationStep()));
      }
    }
  }

  private void line(
      Moment named, double seconds, Recording round, Predicate<Moment> which, String cores) {
    Histogram due = round.due(which);
    String key = "%d,%s,%s".formatted(rounds.size(), named.stage().label(), named.step());
    lines.add(
        String.format(
            Locale.ROOT,
            "%s,%.3f,%d,%d,%d,%d,%d,%d,%.3f,%d,%s",
            key,
            seconds,
            due.getTotalCount(),
            due.getValueAtPercentile(50),
            due.getValueAtPercentile(99),
            due.getValueAtPercentile(99.9),
            due.getMaxValue(),
            round.longestInFlight(which),
            due.getValueAtPercentile(99) / baseline(round),
            round.machine(which).getValueAtPercentile(99),
            cores));
  }

  /// Prints medians of the ratios over all rounds, and what each step did to all of them.
  void printAll() {
    System.out.println("\nall rounds: p99 ÷ p99 of the same round's baseline, median");
    counted().filter(stage -> seconds(stage) > 0).forEach(this::summary);
    System.out.printf(
        "%n%-22s %-40s %7s %9s %8s %8s %9s%n",
        "stage, ms", "step", "seconds", "statements", "p99", "max", "in flight");
    var steps = new TreeSet<String>();
    counted()
        .flatMap(stage -> rounds.stream().flatMap(round -> round.of(stage).stream()))
        .filter(moment -> !moment.step().isEmpty())
        .distinct()
        .filter(moment -> steps.add(moment.toString()))
        .forEach(this::step);
  }

  private void summary(Stage stage) {
    Histogram all = Latencies.histogram();
    rounds.forEach(round -> all.add(round.due(moment -> moment.stage() == stage)));
    System.out.printf(
        Locale.ROOT,
        "%-22s %7.2f   of %s; pooled over %.1f s: p50 %.2f p99 %.2f p99.9 %.2f max %.2f ms%n",
        stage.label(),
        median(rounds.stream().mapToDouble(round -> ratio(round, stage)).toArray()),
        rounds.stream()
            .map(round -> String.format(Locale.ROOT, "%.2f", ratio(round, stage)))
            .toList(),
        seconds(stage),
        millis(all, 50),
        millis(all, 99),
        millis(all, 99.9),
        all.getMaxValue() / 1e3);
  }

  private void step(Moment moment) {
    Histogram due = Latencies.histogram();
    rounds.forEach(round -> due.add(round.due(moment::equals)));
    System.out.printf(
        Locale.ROOT,
        "%-22s %-40s %7.2f %9d %8.2f %8.2f %9.2f%n",
        moment.stage().label(),
        moment.step(),
        rounds.stream().mapToDouble(round -> round.seconds(moment)).sum(),
        due.getTotalCount(),
        millis(due, 99),
        due.getMaxValue() / 1e3,
        rounds.stream().mapToLong(round -> round.longestInFlight(moment::equals)).max().orElse(0)
            / 1e3);
  }

  /// Writes the figures to a file and the histograms beside it.
  void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(file, lines);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.csv$", "");
    Files.write(file.resolveSibling(name + "-histograms.csv"), histograms);
  }

  private double seconds(Stage stage) {
    return rounds.stream().mapToDouble(round -> round.seconds(stage)).sum();
  }

  private static double ratio(Recording round, Stage stage) {
    return round.due(moment -> moment.stage() == stage).getValueAtPercentile(99) / baseline(round);
  }

  private static double baseline(Recording round) {
    Predicate<Moment> baseline = moment -> moment.stage() == Stage.BASELINE;
    return Math.max(1, round.due(baseline).getValueAtPercentile(99));
  }

  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }
}
