package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.cli.demo.DemoReport;
import dev.theseus.cli.demo.DemoReport.FailureLine;
import dev.theseus.cli.demo.DemoReport.PhaseLine;
import dev.theseus.cli.demo.DemoReport.ScenarioLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTextTest {
  private static final PhaseLine BASELINE =
      new PhaseLine("baseline", "old", 1_234, 0, 0.5, 10, 25.4, 1, 1);
  private static final PhaseLine BACKFILL =
      new PhaseLine("backfill, verify", "old", 20_345, 1, 0.75, 12.26, 31, 1.5, 1.226);
  private static final ScenarioLine PRICE =
      new ScenarioLine(
          "type-conversion",
          "products.price becomes price_cents",
          "V3__price_in_cents.sql",
          "products",
          40.3,
          1_000_000,
          1_000_123,
          33_333.3,
          4.26,
          "contract/public.products",
          19.9,
          2,
          100L << 20,
          110L << 20,
          1.1,
          0,
          2,
          70,
          70,
          List.of(BASELINE, BACKFILL));

  @Test
  void showsWhatWasSeenAndWhatWasDone() {
    DemoReport report =
        report(
            List.of(
                new FailureLine(
                    "type-conversion", "backfill, verify", "old", "55P03", "no lock", "SELECT 1")));
    assertThat(Style.render(DemoText.of(report), false))
        .isEqualTo(
            """
            What the applications saw
            phase             version  statements  failed  p50 ms  p99 ms  max ms  p50 ×  p99 ×
            baseline          old           1,234       0    0.50    10.0      25   1.00   1.00
            backfill, verify  old          20,345       1    0.75    12.3      31   1.50   1.23

            What was done
                                      type-conversion
            rows backfilled                 1,000,000
            rows verified                   1,000,123
            rows/s                             33,333
            longest lock held                  4.3 ms
            longest wait for a lock           19.9 ms
            lock tries given up                     2
            table before, MB                    100.0
            table after backfill, MB            110.0
            table growth                       1.10 ×
            differing rows                          0
            written while completed                70
            found after rollback                   70
            seconds                                40

            Statements that failed
            type-conversion, backfill, verify, old application: 55P03 no lock
                SELECT 1

            FAILED: 21,579 statements, 1 failed; 0 rows differed; 0 rows lost; PostgreSQL 18.6, \
            1,000,000 products and orders each, 41 s\
            """);
  }

  private static DemoReport report(List<FailureLine> failures) {
    return new DemoReport(
        "PostgreSQL 18.6",
        1_000_000,
        300,
        8,
        41.2,
        failures.isEmpty(),
        21_579,
        failures.size(),
        0,
        0,
        List.of(BASELINE, BACKFILL),
        List.of(PRICE),
        failures);
  }
}
