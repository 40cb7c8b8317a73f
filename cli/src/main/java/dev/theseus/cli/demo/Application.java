package dev.theseus.cli.demo;

import dev.theseus.cli.demo.Scenario.Dialect;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/// One version of the shop's application: what it sends, and how often.
///
/// Three quarters of its transactions use the table that changes: 45 % of all are point reads, 15 %
/// updates, 8 % inserts, 4 % deletes. The others read orders, count stock, and buy several products
/// in one transaction.
final class Application {
  private static final int VALUES = 1_000_000;

  private final Shop shop;
  private final String table;
  private final Dialect dialect;
  private final int keptValue;
  private final Written written;

  Application(Shop shop, Scenario scenario, Dialect dialect, Written written) {
    this.shop = shop;
    this.table = scenario.table();
    this.dialect = dialect;
    this.keptValue = scenario.keptValue();
    this.written = written;
  }

  void transaction(Client client) throws SQLException {
    int dice = client.random().nextInt(100);
    if (dice < 45) {
      client.read(dialect.read(), id(client, table));
    } else if (dice < 60) {
      client.write(dialect.update(), dialect.value().apply(number(client)), id(client, table));
    } else if (dice < 68) {
      insert(client);
    } else if (dice < 72) {
      delete(client);
    } else if (dice < 87) {
      client.read("SELECT id, status, quantity FROM orders WHERE id = ?", id(client, "orders"));
    } else if (dice < 92) {
      client.write("UPDATE products SET stock = stock + 1 WHERE id = ?", id(client, "products"));
    } else {
      buy(client);
    }
  }

  /// A transaction that stays open for a while, as reports and forgotten sessions do.
  void slow(Client client, Pause pause) throws SQLException {
    long id = client.random().nextLong(1, Shop.RESERVED_IDS + 1);
    client.transaction(
        () -> {
          client.write(dialect.update(), dialect.value().apply(number(client)), id);
          pause.run();
          client.read(dialect.read(), id);
        });
  }

  /// What a slow transaction does meanwhile.
  interface Pause {
    void run();
  }

  private void insert(Client client) throws SQLException {
    List<Object> row = dialect.row().apply(number(client));
    long id = client.insert(dialect.insert(), row);
    written.inserted(id, String.valueOf(row.get(keptValue)));
  }

  private void delete(Client client) throws SQLException {
    Long id = written.disposable();
    if (id == null) {
      insert(client);
      return;
    }
    switch (table) {
      case "customers" -> client.write("DELETE FROM customers WHERE id = ?", id);
      case "products" -> client.write("DELETE FROM products WHERE id = ?", id);
      default -> client.write("DELETE FROM orders WHERE id = ?", id);
    }
  }

  /// In the order of the ids, so that two purchases never wait for each other in a circle.
  private void buy(Client client) throws SQLException {
    long[] ids =
        LongStream.generate(() -> id(client, "products")).limit(3).sorted().distinct().toArray();
    long customer = id(client, "customers");
    client.transaction(
        () -> {
          for (long id : ids) {
            client.write("UPDATE products SET stock = stock - 1 WHERE id = ?", id);
          }
          client.insert(
              "INSERT INTO orders (customer_id, product_id) VALUES (?, ?) RETURNING id",
              List.of(customer, ids[0]));
        });
  }

  private long id(Client client, String of) {
    Random random = client.random();
    long first = Shop.RESERVED_IDS + 1;
    return random.nextLong(first, shop.rows(of) + 1);
  }

  private static long number(Client client) {
    return client.random().nextInt(VALUES);
  }
}
