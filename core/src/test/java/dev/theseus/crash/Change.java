package dev.theseus.crash;

import dev.theseus.testkit.ClientGroup;
import java.util.List;

/// One migration with clients that write every row twice: into the table that is migrated and, in
/// the same transaction, into a ledger that is not. Whatever is lost or done twice makes the two
/// differ.
///
/// @param name the release
/// @param setup makes the tables, the ledger and the rows
/// @param migration as its author writes it
/// @param old transactions of the old version's clients
/// @param young transactions of the new version's clients
/// @param lost counts rows that differ from the ledger; `{t}` stands for the schema to look from
/// @param differing counts rows whose old and new values disagree; `{v}` stands for the version
record Change(
    String name,
    String setup,
    String migration,
    List<ClientGroup.Script> old,
    List<ClientGroup.Script> young,
    String lost,
    String differing) {
  Change {
    old = List.copyOf(old);
    young = List.copyOf(young);
  }

  static List<Change> all() {
    return List.of(convertedColumn(), requiredColumn(), widerKey());
  }

  /// A type conversion with a rename and an index that is kept.
  static Change convertedColumn() {
    return new Change(
        "v1_cents",
        """
        CREATE TABLE products (
          id bigserial PRIMARY KEY, name text NOT NULL,
          price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0));
        CREATE INDEX products_price ON products (price DESC) INCLUDE (name);
        CREATE TABLE ledger (id bigint PRIMARY KEY, price numeric);
        INSERT INTO products (name, price) SELECT 'p' || n, n / 10.0 FROM generate_series(1, 500) n;
        INSERT INTO ledger SELECT id, price FROM products;
        """,
        """
        -- theseus:up   products.price_cents = (price * 100)::bigint
        -- theseus:down products.price = price_cents / 100.0
        ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
        ALTER TABLE products RENAME COLUMN price TO price_cents;
        """,
        List.of(
            one(
                """
                WITH p AS (INSERT INTO products (name, price) VALUES ('old', ?::int / 100.0)
                  RETURNING id, price)
                INSERT INTO public.ledger SELECT id, price FROM p
                """),
            two(
                """
                WITH p AS (UPDATE products SET price = ?::int / 100.0 WHERE id = ?
                  RETURNING id, price)
                UPDATE public.ledger l SET price = p.price FROM p WHERE p.id = l.id
                """)),
        List.of(
            one(
                """
                WITH p AS (INSERT INTO products (name, price_cents) VALUES ('new', ?)
                  RETURNING id, price_cents)
                INSERT INTO public.ledger SELECT id, price_cents / 100.0 FROM p
                """),
            two(
                """
                WITH p AS (UPDATE products SET price_cents = ? WHERE id = ?
                  RETURNING id, price_cents)
                UPDATE public.ledger l SET price = p.price_cents / 100.0 FROM p WHERE p.id = l.id
                """)),
        """
        SELECT count(*) FROM products p FULL JOIN ledger l USING (id)
        WHERE p.id IS NULL OR p.price IS DISTINCT FROM l.price
        """,
        """
        SELECT count(*) FROM public.products o FULL JOIN {v}.products n USING (id)
        WHERE n.price_cents IS DISTINCT FROM (o.price * 100)::bigint
        """);
  }

  /// A required column, a unique index on it and a foreign key.
  static Change requiredColumn() {
    return new Change(
        "v2_email",
        """
        CREATE TABLE cities (id integer PRIMARY KEY);
        CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, city integer);
        CREATE TABLE ledger (id bigint PRIMARY KEY, city integer);
        INSERT INTO cities SELECT generate_series(0, 9);
        INSERT INTO users (name, city) SELECT 'u' || n, n % 10 FROM generate_series(1, 500) n;
        INSERT INTO ledger SELECT id, city FROM users;
        """,
        """
        -- theseus:up users.email = name || id || '@example.com'
        ALTER TABLE users ADD COLUMN email text NOT NULL;
        CREATE UNIQUE INDEX users_email ON users (email);
        ALTER TABLE users ADD CONSTRAINT users_city FOREIGN KEY (city) REFERENCES cities (id);
        """,
        List.of(
            one(
                """
                WITH u AS (INSERT INTO users (name, city) VALUES ('old', ? % 10)
                  RETURNING id, city)
                INSERT INTO public.ledger SELECT id, city FROM u
                """),
            two(
                """
                WITH u AS (UPDATE users SET city = ? % 10 WHERE id = ? RETURNING id, city)
                UPDATE public.ledger l SET city = u.city FROM u WHERE u.id = l.id
                """)),
        List.of(
            one(
                """
                WITH u AS (
                  INSERT INTO users (name, city, email)
                    VALUES ('new', ? % 10, gen_random_uuid()::text) RETURNING id, city)
                INSERT INTO public.ledger SELECT id, city FROM u
                """),
            two(
                """
                WITH u AS (
                  UPDATE users SET city = ? % 10, email = gen_random_uuid()::text
                    WHERE id = ? RETURNING id, city)
                UPDATE public.ledger l SET city = u.city FROM u WHERE u.id = l.id
                """)),
        """
        SELECT count(*) FROM users u FULL JOIN ledger l USING (id)
        WHERE u.id IS NULL OR u.city IS DISTINCT FROM l.city
        """,
        "SELECT count(*) FROM {v}.users WHERE email IS NULL");
  }

  /// A primary key that becomes wider together with the foreign keys that point at it.
  static Change widerKey() {
    List<ClientGroup.Script> both =
        List.of(
            one(
                """
                WITH o AS (INSERT INTO orders (customer) VALUES (1 + ? % 300) RETURNING id, customer)
                INSERT INTO public.ledger SELECT id, customer FROM o
                """),
            one(
                """
                WITH c AS (INSERT INTO customers (name) VALUES ('c' || ?) RETURNING id)
                INSERT INTO public.people SELECT id FROM c
                """),
            two(
                """
                WITH o AS (UPDATE orders SET customer = 1 + ? % 300 WHERE id = ?
                  RETURNING id, customer)
                UPDATE public.ledger l SET customer = o.customer FROM o WHERE o.id = l.id
                """));
    return new Change(
        "v3_bigkey",
        """
        CREATE TABLE customers (id serial PRIMARY KEY, name text);
        CREATE TABLE orders (
          id bigserial PRIMARY KEY,
          customer integer NOT NULL REFERENCES customers (id) ON DELETE CASCADE);
        CREATE TABLE ledger (id bigint PRIMARY KEY, customer bigint);
        CREATE TABLE people (id bigint PRIMARY KEY);
        INSERT INTO customers (name) SELECT 'c' || n FROM generate_series(1, 300) n;
        INSERT INTO people SELECT id FROM customers;
        INSERT INTO orders (customer) SELECT n % 300 + 1 FROM generate_series(1, 500) n;
        INSERT INTO ledger SELECT id, customer FROM orders;
        """,
        "ALTER TABLE customers ALTER COLUMN id TYPE bigint;",
        both,
        both,
        """
        SELECT (SELECT count(*) FROM orders o FULL JOIN ledger l USING (id)
            WHERE o.customer IS DISTINCT FROM l.customer)
          + (SELECT count(*) FROM customers c FULL JOIN people p ON p.id = c.id
            WHERE c.id IS NULL OR p.id IS NULL)
        """,
        """
        SELECT count(*) FROM public.customers o FULL JOIN {v}.customers n ON o.id = n.id
        WHERE o.id IS NULL OR n.id IS NULL
        """);
  }

  private static ClientGroup.Script one(String sql) {
    return client -> {
      Pause.think();
      client.update(sql, client.random().nextInt(1_000_000));
    };
  }

  private static ClientGroup.Script two(String sql) {
    return client -> {
      Pause.think();
      client.update(sql, client.random().nextInt(90_000), 1 + client.random().nextInt(300));
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
