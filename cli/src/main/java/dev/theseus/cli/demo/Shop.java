package dev.theseus.cli.demo;

import dev.theseus.cli.demo.DemoScreen.Bar;
import dev.theseus.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// The shop's database: customers, products and orders.
///
/// @param products how many there are at first, and as many orders
record Shop(long products) {
  /// The first ids belong to the one long transaction, so that nobody waits for its row locks.
  static final long RESERVED_IDS = 100;

  private static final int CHUNKS = 40;
  private static final long CUSTOMERS_SHARE = 5;
  private static final long FEWEST_CUSTOMERS = 1_000;

  private static final String CUSTOMERS =
      """
      INSERT INTO customers (id, username, city)
      SELECT n, 'user' || n, 'city ' || n % 1000 FROM generate_series(?, ?) n
      """;
  private static final String PRODUCTS =
      """
      INSERT INTO products (id, name, price, stock, description)
      SELECT n, 'product ' || n, (n % 99999) / 100.0, n % 500, 'a fine thing from shelf ' || n % 977
      FROM generate_series(?, ?) n
      """;
  private static final String ORDERS =
      """
      INSERT INTO orders (id, customer_id, product_id, quantity, status, note, placed_at)
      SELECT n, 1 + n * 7919 % c.rows, 1 + n * 104729 % p.rows, 1 + n % 5, 'status ' || n % 5,
        CASE WHEN n % 3 = 0 THEN 'leave at door ' || n % 100 END,
        timestamptz '2026-01-01' + n * interval '1 second'
      FROM generate_series(?, ?) n,
        (SELECT count(*) AS rows FROM customers) c,
        (SELECT count(*) AS rows FROM products) p
      """;

  /// How many rows a table holds at first, with ids from 1.
  long rows(String table) {
    return table.equals("customers") ? customers() : products;
  }

  private long customers() {
    return Math.max(FEWEST_CUSTOMERS, products / CUSTOMERS_SHARE);
  }

  /// Makes and fills the tables.
  void load(EmbeddedPostgres server, Bar bar) throws SQLException, InterruptedException {
    try (Connection connection = server.connect("shop");
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      statement.execute("SET maintenance_work_mem = '256MB'");
      statement.execute(Resources.text("shop-tables.sql"));
      long done = fill(connection, CUSTOMERS, customers(), 0, bar);
      done = fill(connection, PRODUCTS, products, done, bar);
      done = fill(connection, ORDERS, products, done, bar);
      bar.remark("keys, statistics");
      statement.execute(Resources.text("shop-keys.sql"));
      statement.execute("VACUUM (ANALYZE)");
      statement.execute("CHECKPOINT");
      bar.done(done);
    }
  }

  /// All rows that [#load] makes.
  long total() {
    return customers() + 2 * products;
  }

  private static long fill(Connection connection, String sql, long rows, long before, Bar bar)
      throws SQLException, InterruptedException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        insert.setLong(1, rows * chunk / CHUNKS + 1);
        insert.setLong(2, rows * (chunk + 1) / CHUNKS);
        insert.executeUpdate();
        bar.done(before + rows * (chunk + 1) / CHUNKS);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    return before + rows;
  }
}
