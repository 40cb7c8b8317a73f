package dev.theseus.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What judging a folder of `files` small migrations costs as a whole process: wall time, processor
/// time of the process and what it started, and peak memory; in turn, `rounds` times.
///
/// `theseus=./theseus` names the program; `squawk=` a peer to put beside it, left out where it is
/// not given. Needs GNU `time`. Writes `check.csv`.
public final class CheckBench {
  private static final String HEADER = "round,way,files,wall_s,cpu_s,peak_mb";

  private CheckBench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Arguments arguments = Arguments.of(args);
    Path out = Path.of(arguments.text("out", "bench/results/check.csv"));
    Path folder = Files.createTempDirectory("theseus-check");
    int files = arguments.whole("files", 5_000);
    MigrationFolder.write(folder.resolve("all"), files);
    MigrationFolder.write(folder.resolve("one"), 1);
    List<String> lines = new ArrayList<>(List.of(HEADER));
    System.out.println(HEADER);
    for (int round = 1; round <= arguments.whole("rounds", 3); round++) {
      for (Map.Entry<String, List<String>> way : ways(arguments).entrySet()) {
        for (String part : List.of("all", "one")) {
          String cost = measured(way.getValue(), folder.resolve(part));
          int count = part.equals("one") ? 1 : files;
          lines.add("%d,%s,%d,%s".formatted(round, way.getKey(), count, cost));
          System.out.println(lines.getLast());
          Files.write(out, lines);
        }
      }
    }
  }

  private static Map<String, List<String>> ways(Arguments arguments) {
    String theseus = arguments.text("theseus", "./theseus");
    String squawk = arguments.text("squawk", "");
    Map<String, List<String>> ways = new LinkedHashMap<>();
    ways.put("theseus", List.of(theseus, "check"));
    ways.put("theseus --no-database", List.of(theseus, "check", "--no-database"));
    if (!squawk.isEmpty()) {
      ways.put("squawk", List.of(squawk));
    }
    return ways;
  }

  /// One run; the status says whether something was found and does not matter.
  private static String measured(List<String> program, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("time", "-q", "-f", "%e %U %S %M"));
    command.addAll(program);
    try (var files = Files.list(folder)) {
      boolean each = program.size() == 1;
      command.addAll(
          each ? files.map(Path::toString).sorted().toList() : List.of(folder.toString()));
    }
    Path costs = Files.createTempFile("theseus-check", ".time");
    command.addAll(1, List.of("-o", costs.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor();
    String[] told = Files.readString(costs, StandardCharsets.UTF_8).strip().split(" ", -1);
    Files.delete(costs);
    return String.format(
        Locale.ROOT,
        "%s,%.2f,%d",
        told[0],
        Double.parseDouble(told[1]) + Double.parseDouble(told[2]),
        Long.parseLong(told[3]) / 1024);
  }
}
