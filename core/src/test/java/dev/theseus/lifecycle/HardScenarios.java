package dev.theseus.lifecycle;

import dev.theseus.testkit.ClientGroup;
import java.util.List;
import java.util.stream.Stream;

/// Tables and writes at the edges of what the planner has to carry through all phases: each stood
/// for a way in which values could be lost or a statement fail.
final class HardScenarios {
  static final String ITEMS =
      """
      CREATE TABLE items (id bigserial PRIMARY KEY, name text NOT NULL, amount integer NOT NULL, rate integer NOT NULL DEFAULT 2);
      INSERT INTO items (name, amount) SELECT 'n' || n, n FROM generate_series(1, 1000) n;
      """;

  private HardScenarios() {}

  static List<Scenario> all() {
    return Stream.of(
            HardValueScenarios.all(),
            HardKeyScenarios.all(),
            HardTableScenarios.all(),
            ColumnScenarios.all(),
            WrittenScenarios.all())
        .flatMap(List::stream)
        .toList();
  }

  static ClientGroup.Script run(String sql) {
    return client -> {
      int marks = (int) sql.chars().filter(c -> c == '?').count();
      Object[] values = new Object[marks];
      for (int i = 0; i < marks; i++) {
        values[i] = 1 + client.random().nextInt(900);
      }
      client.update(sql, values);
    };
  }
}
