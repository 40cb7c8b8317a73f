package dev.theseus.cli.demo;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Counts and times the statements of both applications, by phase. Thread safe.
///
/// A statement belongs to the phase in which it ends.
final class Meter {
  private static final int DIGITS = 3;
  private static final int FAILURES_KEPT = 100;

  private final String scenario;
  private final Map<DemoPhase, Map<Side, Cell>> cells = new EnumMap<>(DemoPhase.class);
  private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final Histogram recent = new ConcurrentHistogram(DIGITS);
  private volatile DemoPhase phase = DemoPhase.BASELINE;

  Meter(String scenario) {
    this.scenario = scenario;
    for (DemoPhase one : DemoPhase.values()) {
      Map<Side, Cell> sides = new EnumMap<>(Side.class);
      for (Side side : Side.values()) {
        sides.put(side, new Cell(new ConcurrentHistogram(DIGITS), new LongAdder()));
      }
      cells.put(one, sides);
    }
  }

  /// Which application sends.
  enum Side {
    OLD("old"),
    NEW("new");

    private final String title;

    Side(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /// @param latency in microseconds
  record Cell(Histogram latency, LongAdder failed) {}

  /// A statement of an application that the server refused.
  record Failure(
      String scenario, DemoPhase phase, Side side, String state, String message, String sql) {}

  String scenario() {
    return scenario;
  }

  DemoPhase phase() {
    return phase;
  }

  /// What follows belongs to another phase.
  void enter(DemoPhase next) {
    phase = next;
    recent.reset();
  }

  void done(Side side, long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    cell(phase, side).latency().recordValue(micros);
    recent.recordValue(micros);
  }

  void failed(Side side, long nanos, String sql, SQLException e) {
    DemoPhase now = phase;
    cell(now, side).failed().increment();
    done(side, nanos);
    if (failures.size() < FAILURES_KEPT) {
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      String message = String.valueOf(e.getMessage());
      failures.add(new Failure(scenario, now, side, state, message, sql.strip()));
    }
  }

  Cell cell(DemoPhase which, Side side) {
    Cell cell = sides(which).get(side);
    if (cell == null) {
      throw new IllegalStateException(which + " " + side);
    }
    return cell;
  }

  private Map<Side, Cell> sides(DemoPhase which) {
    Map<Side, Cell> sides = cells.get(which);
    if (sides == null) {
      throw new IllegalStateException(which.toString());
    }
    return sides;
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  long failed() {
    return cells.values().stream()
        .flatMap(sides -> sides.values().stream())
        .mapToLong(cell -> cell.failed().sum())
        .sum();
  }

  /// The latencies since the phase began, for a running display.
  Histogram recent() {
    return recent;
  }
}
