package dev.theseus.cli.demo;

import dev.theseus.cli.demo.Scenario.Dialect;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.LongFunction;

/// The migrations of the demo, in the order in which they run.
final class Scenarios {
  /// Every shop has at least so many customers and products.
  private static final long SAFE_IDS = 1_000;

  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(requiredColumn(), largeIndex(), typeConversion(), rename());
  }

  private static Scenario requiredColumn() {
    return new Scenario(
        "required-column",
        "customers.email comes and is required",
        "v1_email",
        "V1__email.sql",
        "customers",
        new Dialect(
            "SELECT username, city FROM customers WHERE id = ?",
            "UPDATE customers SET city = ? WHERE id = ?",
            n -> "city " + n,
            "INSERT INTO customers (username, city) VALUES (?, ?) RETURNING id",
            n -> List.of("old" + n, "city " + n)),
        new Dialect(
            "SELECT username, email FROM customers WHERE id = ?",
            "UPDATE customers SET email = ? WHERE id = ?",
            n -> n + "@shop.example",
            "INSERT INTO customers (username, email) VALUES (?, ?) RETURNING id",
            n -> List.of("new" + n, n + "@shop.example")),
        """
        SELECT count(*)
        FROM public.customers o FULL JOIN {v}.customers n USING (id)
        WHERE o.id IS NULL OR n.id IS NULL OR o.username <> n.username OR n.email IS NULL
          OR (n.email <> o.username || '@example.com' AND n.email NOT LIKE '%@shop.example')
        """,
        """
        SELECT count(*)
        FROM unnest(?::bigint[], ?::text[]) w (id, value)
        JOIN public.customers o ON o.id = w.id AND o.username = w.value
        """,
        0);
  }

  private static Scenario largeIndex() {
    String update = "UPDATE orders SET status = ? WHERE id = ?";
    String insert =
        "INSERT INTO orders (customer_id, product_id, status) VALUES (?, ?, ?) RETURNING id";
    LongFunction<Object> status = n -> "status " + n % 5;
    LongFunction<List<Object>> row =
        n -> List.of(1 + n % SAFE_IDS, 1 + n / 7 % SAFE_IDS, "status " + n % 5);
    return new Scenario(
        "large-index",
        "orders get an index for the latest orders of a customer",
        "v2_index",
        "V2__orders_by_customer.sql",
        "orders",
        new Dialect("SELECT id, status FROM orders WHERE id = ?", update, status, insert, row),
        new Dialect(
            """
            SELECT id, status FROM orders
            WHERE customer_id = ? / 5 + 1 ORDER BY placed_at DESC LIMIT 5
            """,
            update,
            status,
            insert,
            row),
        // No version is published: what could differ is the index from its table.
        "",
        """
        SELECT count(*)
        FROM unnest(?::bigint[], ?::text[]) w (id, value)
        JOIN public.orders o ON o.id = w.id AND o.status = w.value
        """,
        2);
  }

  private static Scenario typeConversion() {
    return new Scenario(
        "type-conversion",
        "products.price (numeric) becomes price_cents (bigint)",
        "v3_cents",
        "V3__price_in_cents.sql",
        "products",
        new Dialect(
            "SELECT name, price, stock FROM products WHERE id = ?",
            "UPDATE products SET price = ? WHERE id = ?",
            n -> BigDecimal.valueOf(n, 2),
            "INSERT INTO products (name, price) VALUES (?, ?) RETURNING id",
            n -> List.of("old " + n, BigDecimal.valueOf(n, 2))),
        new Dialect(
            "SELECT name, price_cents, stock FROM products WHERE id = ?",
            "UPDATE products SET price_cents = ? WHERE id = ?",
            n -> n,
            "INSERT INTO products (name, price_cents) VALUES (?, ?) RETURNING id",
            n -> List.of("new " + n, n)),
        """
        SELECT count(*)
        FROM public.products o FULL JOIN {v}.products n USING (id)
        WHERE o.id IS NULL OR n.id IS NULL OR n.price_cents IS DISTINCT FROM (o.price * 100)::bigint
        """,
        """
        SELECT count(*)
        FROM unnest(?::bigint[], ?::text[]) w (id, value)
        JOIN public.products o ON o.id = w.id AND o.price = w.value::bigint / 100.0
        """,
        1);
  }

  private static Scenario rename() {
    LongFunction<List<Object>> row =
        n -> List.of(1 + n % SAFE_IDS, 1 + n / 7 % SAFE_IDS, "remark " + n);
    LongFunction<Object> remark = n -> "remark " + n;
    return new Scenario(
        "rename",
        "orders.note is called remark from now on",
        "v4_remark",
        "V4__remark.sql",
        "orders",
        new Dialect(
            "SELECT id, note FROM orders WHERE id = ?",
            "UPDATE orders SET note = ? WHERE id = ?",
            remark,
            "INSERT INTO orders (customer_id, product_id, note) VALUES (?, ?, ?) RETURNING id",
            row),
        new Dialect(
            "SELECT id, remark FROM orders WHERE id = ?",
            "UPDATE orders SET remark = ? WHERE id = ?",
            remark,
            "INSERT INTO orders (customer_id, product_id, remark) VALUES (?, ?, ?) RETURNING id",
            row),
        """
        SELECT count(*)
        FROM public.orders o FULL JOIN {v}.orders n USING (id)
        WHERE o.id IS NULL OR n.id IS NULL OR n.remark IS DISTINCT FROM o.note
        """,
        """
        SELECT count(*)
        FROM unnest(?::bigint[], ?::text[]) w (id, value)
        JOIN public.orders o ON o.id = w.id AND o.note = w.value
        """,
        2);
  }
}
