package dev.theseus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// CPU time of processes, as Linux counts it.
final class Cpu {
  /// Ticks per second that Linux shows to programs, on every platform.
  private static final double TICKS = 100;

  private Cpu() {}

  /// User and system seconds of one process; 0 when it is gone.
  static double seconds(long pid) {
    List<String> fields = fields(pid);
    return fields.isEmpty() ? 0 : ticks(fields, 11) + ticks(fields, 12);
  }

  /// The same in nanoseconds of the scheduler, where Linux shows them.
  static double running(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "schedstat"));
      return Long.parseLong(stat.substring(0, stat.indexOf(' '))) / 1e9;
    } catch (IOException e) {
      return seconds(pid);
    }
  }

  /// User and system seconds of a process, its children, and those of them that have ended.
  static double family(long pid) {
    List<String> own = fields(pid);
    while (!own.isEmpty()) {
      double ended = ticks(own, 13) + ticks(own, 14);
      double living = seconds(pid) + children(pid);
      own = fields(pid);
      if (!own.isEmpty() && ended == ticks(own, 13) + ticks(own, 14)) {
        return ended + living;
      }
    }
    return 0;
  }

  /// A child that ends between two calls is counted by neither, so the caller looks again.
  private static double children(long pid) {
    double sum = 0;
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        String name = process.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit)) {
          List<String> fields = fields(Long.parseLong(name));
          if (!fields.isEmpty() && Long.parseLong(fields.get(1)) == pid) {
            sum += ticks(fields, 11) + ticks(fields, 12);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  /// User, system and other busy seconds of the whole machine since it started.
  static double machine() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      List<String> all = List.of(lines.findFirst().orElse("").split(" +", -1));
      return all.size() < 9
          ? 0
          : ticks(all, 1) + ticks(all, 2) + ticks(all, 3) + ticks(all, 6) + ticks(all, 7);
    } catch (IOException e) {
      return 0;
    }
  }

  /// What stands behind the name, which may hold blanks: state, parent, …
  private static List<String> fields(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static double ticks(List<String> fields, int index) {
    return Long.parseLong(fields.get(index)) / TICKS;
  }
}
