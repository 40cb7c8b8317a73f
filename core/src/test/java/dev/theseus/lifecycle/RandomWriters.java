package dev.theseus.lifecycle;

import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.WorkloadClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The transactions of one version's clients on a random table. Each reads back what it has
/// written.
final class RandomWriters {
  private static final int FIRST_DELETABLE = 30;

  private final RandomTable table;
  private final boolean newer;

  RandomWriters(RandomTable table, boolean newer) {
    this.table = table;
    this.newer = newer;
  }

  List<ClientGroup.Script> scripts() {
    return List.of(
        client -> client.update(insert(table, client.random(), newer)),
        client -> client.update(insert(table, client.random(), newer)),
        this::update,
        this::update,
        this::update,
        this::touch,
        client ->
            client.update(
                "DELETE FROM %s WHERE %s = %s"
                    .formatted(
                        table.quoted(newer),
                        table.key.name(newer),
                        table.someKey(client.random(), FIRST_DELETABLE))));
  }

  static String insert(RandomTable table, Random random, boolean newer) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (RandomColumn column : written(table, newer)) {
      boolean must =
          (column.required(newer) && column.defaultValue(newer).isEmpty())
              || (newer && column.derived);
      if (must || random.nextInt(5) < 3) {
        names.add(column.name(newer));
        values.add(column.value(random, newer));
      }
    }
    String name = table.quoted(newer);
    return names.isEmpty()
        ? "INSERT INTO " + name + " DEFAULT VALUES"
        : "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(name, String.join(", ", names), String.join(", ", values));
  }

  /// Sets one or two columns of one row and reads them back.
  private void update(WorkloadClient client) throws SQLException {
    Random random = client.random();
    List<RandomColumn> all = written(table, newer);
    if (all.isEmpty()) {
      return;
    }
    List<RandomColumn> some = new ArrayList<>();
    some.add(all.get(random.nextInt(all.size())));
    all.stream().filter(c -> newer && c.derived && !some.contains(c)).forEach(some::add);
    RandomColumn second = all.get(random.nextInt(all.size()));
    if (random.nextBoolean() && !some.contains(second)) {
      some.add(second);
    }
    List<String> sets = new ArrayList<>();
    List<String> differs = new ArrayList<>();
    for (RandomColumn column : some) {
      String value = column.value(random, newer);
      sets.add(column.name(newer) + " = " + value);
      String typed = "CAST(%s AS %s)".formatted(value, column.type(newer));
      differs.add(
          "CAST(%s AS text) IS DISTINCT FROM CAST(%s AS text)"
              .formatted(column.name(newer), typed));
    }
    String row = "%s = %s".formatted(table.key.name(newer), table.someKey(random, 1));
    String name = table.quoted(newer);
    if (client.update("UPDATE %s SET %s WHERE %s".formatted(name, String.join(", ", sets), row))
        == 0) {
      return;
    }
    readBack(
        client,
        "SELECT count(*) FROM %s WHERE %s AND (%s)"
            .formatted(name, row, String.join(" OR ", differs)));
  }

  private static void readBack(WorkloadClient client, String query) throws SQLException {
    if (!"0".equals(client.query(query).getFirst().getFirst())) {
      throw new SQLException("what was written is not what is read: " + query, "THES1");
    }
  }

  /// Writes a row without changing it.
  private void touch(WorkloadClient client) throws SQLException {
    List<RandomColumn> all = written(table, newer);
    if (!all.isEmpty()) {
      String column = all.get(client.random().nextInt(all.size())).name(newer);
      client.update(
          "UPDATE %s SET %s = %s WHERE %s = %s"
              .formatted(
                  table.quoted(newer),
                  column,
                  column,
                  table.key.name(newer),
                  table.someKey(client.random(), 1)));
    }
  }

  private static List<RandomColumn> written(RandomTable table, boolean newer) {
    return table.columns.stream()
        .filter(c -> c.in(newer))
        .filter(c -> c.role == RandomColumn.Role.PLAIN || c.role == RandomColumn.Role.REFERENCE)
        .toList();
  }
}
