package dev.theseus.cli.demo;

import dev.theseus.cli.demo.DemoReport.PhaseLine;
import dev.theseus.cli.demo.Meter.Cell;
import dev.theseus.cli.demo.Meter.Side;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Turns what was measured into lines, one per phase and version.
final class Latencies {
  private static final double MICROS_PER_MILLI = 1_000;
  private static final int DIGITS = 3;

  private Latencies() {}

  /// The lines of some migrations together.
  static List<PhaseLine> of(List<Meter> meters) {
    Measured baseline = measured(meters, DemoPhase.BASELINE, List.of(Side.OLD));
    List<PhaseLine> lines = new ArrayList<>();
    for (DemoPhase phase : DemoPhase.values()) {
      Measured old = measured(meters, phase, List.of(Side.OLD));
      Measured young = measured(meters, phase, List.of(Side.NEW));
      if (old.statements() > 0) {
        lines.add(line(phase, Side.OLD, old, baseline));
      }
      if (young.statements() > 0) {
        lines.add(line(phase, Side.NEW, young, baseline));
      }
    }
    return lines;
  }

  private static PhaseLine line(DemoPhase phase, Side side, Measured it, Measured baseline) {
    return new PhaseLine(
        phase.title(),
        side.title(),
        it.statements(),
        it.failed,
        it.millis(50),
        it.millis(99),
        it.latency.getMaxValue() / MICROS_PER_MILLI,
        ratio(it, baseline, 50),
        ratio(it, baseline, 99));
  }

  private static double ratio(Measured it, Measured baseline, double percent) {
    double base = baseline.millis(percent);
    return base == 0 ? 0 : it.millis(percent) / base;
  }

  private record Measured(Histogram latency, long failed) {
    long statements() {
      return latency.getTotalCount();
    }

    double millis(double percent) {
      return latency.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }
  }

  private static Measured measured(List<Meter> meters, DemoPhase phase, List<Side> sides) {
    Histogram sum = new Histogram(DIGITS);
    long failed = 0;
    for (Meter meter : meters) {
      for (Side side : sides) {
        Cell cell = meter.cell(phase, side);
        sum.add(cell.latency());
        failed += cell.failed().sum();
      }
    }
    return new Measured(sum, failed);
  }
}
