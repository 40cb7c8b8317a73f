package dev.theseus.lifecycle;

import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.WorkloadClient;
import java.util.List;

/// The scenarios that run through all phases; one per operation and per kind of table it has to
/// work on.
final class Scenarios {
  private static final String PRODUCTS =
      """
      CREATE TABLE products (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
        stock integer
      );
      CREATE INDEX products_price_idx ON products (price DESC) INCLUDE (name) WHERE stock > 0;
      COMMENT ON COLUMN products.price IS 'in euro';
      INSERT INTO products (name, price, stock)
        SELECT 'product ' || n, (n % 1000) / 10.0, n % 7 FROM generate_series(1, 2000) n;
      """;

  private Scenarios() {}

  static List<Scenario> columns() {
    return List.of(
        typeConversion(),
        requiredColumn(),
        renamedColumn(),
        droppedColumn(),
        setNotNull(),
        dropNotNull(),
        volatileDefault(),
        widerKey(),
        widerIdentity(),
        plainColumns(),
        splitColumn());
  }

  static List<Scenario> objects() {
    return List.of(
        renamedTable(),
        indexes(),
        constraints(),
        droppedObjects(),
        createdTable(),
        withoutKey(),
        quotedNames(),
        viewsAndTriggers());
  }

  private static ClientGroup.Script insert(String sql) {
    return client -> client.update(sql, client.random().nextInt(1_000_000));
  }

  private static int id(WorkloadClient client) {
    return 1 + client.random().nextInt(2000);
  }

  private static ClientGroup.Script update(String sql) {
    return client -> client.update(sql, client.random().nextInt(90_000), id(client));
  }

  static Scenario typeConversion() {
    return Scenario.of(
            "v1_price",
            PRODUCTS,
            """
            -- theseus:up   products.price_cents = (price * 100)::bigint
            -- theseus:down products.price = price_cents / 100.0
            ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
            ALTER TABLE products RENAME COLUMN price TO price_cents;
            """)
        .old(insert("INSERT INTO products (name, price) VALUES ('old', ?::int / 100.0)"))
        .old(insert("INSERT INTO products (name, stock) VALUES ('old', ?)"))
        .old(update("UPDATE products SET price = ?::int / 100.0 WHERE id = ?"))
        .old(update("UPDATE products SET stock = ? WHERE id = ?"))
        .old(client -> client.query("SELECT id, price FROM products WHERE id = ?", id(client)))
        .young(insert("INSERT INTO products (name, price_cents) VALUES ('new', ?)"))
        .young(insert("INSERT INTO products (name, stock) VALUES ('new', ?)"))
        .young(update("UPDATE products SET price_cents = ? WHERE id = ?"))
        .young(update("UPDATE products SET stock = ? WHERE id = ?"))
        .young(client -> client.update("DELETE FROM products WHERE id = ?", id(client)))
        .differing(
            """
            SELECT count(*) FROM public.products o JOIN {v}.products n USING (id)
            WHERE n.price_cents IS DISTINCT FROM (o.price * 100)::bigint
            """);
  }

  static Scenario requiredColumn() {
    String schema =
        """
        CREATE TABLE users (id serial PRIMARY KEY, username text NOT NULL, city text);
        INSERT INTO users (username, city) SELECT 'user' || n, 'x' FROM generate_series(1, 2000) n;
        """;
    return Scenario.of(
            "v2_email",
            schema,
            """
            -- theseus:up users.email = username || '@example.com'
            ALTER TABLE users ADD COLUMN email text NOT NULL;
            """)
        .oracle("DELETE FROM users; ALTER TABLE users ADD COLUMN email text NOT NULL;")
        .old(insert("INSERT INTO users (username) VALUES ('old' || ?)"))
        .old(update("UPDATE users SET city = 'c' || ? WHERE id = ?"))
        .young(insert("INSERT INTO users (username, email) VALUES ('new', 'new@' || ?)"))
        .young(update("UPDATE users SET email = ? || '@b' WHERE id = ?"))
        .differing("SELECT count(*) FROM {v}.users WHERE email IS NULL");
  }

  static Scenario renamedColumn() {
    return Scenario.of("v3_rename", PRODUCTS, "ALTER TABLE products RENAME COLUMN name TO title;")
        .old(insert("INSERT INTO products (name) VALUES ('old' || ?)"))
        .old(update("UPDATE products SET name = 'n' || ? WHERE id = ?"))
        .young(insert("INSERT INTO products (title) VALUES ('new' || ?)"))
        .young(update("UPDATE products SET title = 'n' || ? WHERE id = ?"))
        .differing(
            """
            SELECT count(*) FROM public.products o JOIN {v}.products n USING (id)
            WHERE n.title IS DISTINCT FROM o.name
            """);
  }

  static Scenario droppedColumn() {
    String schema =
        """
        CREATE TABLE people (id serial PRIMARY KEY, full_name text NOT NULL, legacy text NOT NULL, note text);
        CREATE INDEX people_legacy_idx ON people (legacy);
        INSERT INTO people (full_name, legacy) SELECT 'n' || n, 'l' || n FROM generate_series(1, 2000) n;
        """;
    return Scenario.of(
            "v4_drop",
            schema,
            """
            -- theseus:down people.legacy = 'l:' || full_name
            ALTER TABLE people DROP COLUMN legacy, DROP COLUMN note;
            """)
        .old(insert("INSERT INTO people (full_name, legacy) VALUES ('old', 'x' || ?)"))
        .old(update("UPDATE people SET legacy = 'y' || ? WHERE id = ?"))
        .young(insert("INSERT INTO people (full_name) VALUES ('new' || ?)"))
        .young(update("UPDATE people SET full_name = 'f' || ? WHERE id = ?"))
        .differing("SELECT count(*) FROM public.people WHERE legacy IS NULL");
  }

  static Scenario setNotNull() {
    return Scenario.of(
            "v5_required",
            PRODUCTS,
            """
            -- theseus:up products.stock = coalesce(stock, -1)
            ALTER TABLE products ALTER COLUMN stock SET NOT NULL;
            """)
        .old(insert("INSERT INTO products (name, price) VALUES ('old', ?::int / 100.0)"))
        .old(update("UPDATE products SET stock = NULLIF(? % 2, 0) WHERE id = ?"))
        .young(insert("INSERT INTO products (name, stock) VALUES ('new', ?)"))
        .young(update("UPDATE products SET stock = ? WHERE id = ?"))
        .differing("SELECT count(*) FROM {v}.products WHERE stock IS NULL");
  }

  static Scenario dropNotNull() {
    return Scenario.of(
            "v6_nullable",
            PRODUCTS,
            """
            -- theseus:down products.name = coalesce(name, 'unnamed')
            ALTER TABLE products ALTER COLUMN name DROP NOT NULL;
            """)
        .old(insert("INSERT INTO products (name) VALUES ('old' || ?)"))
        .old(update("UPDATE products SET name = 'o' || ? WHERE id = ?"))
        .young(insert("INSERT INTO products (name, stock) VALUES (NULL, ?)"))
        .young(update("UPDATE products SET name = NULLIF('o' || ?, 'o7') WHERE id = ?"))
        .differing(
            """
            SELECT count(*) FROM public.products o JOIN {v}.products n USING (id)
            WHERE o.name IS DISTINCT FROM coalesce(n.name, 'unnamed')
            """);
  }

  static Scenario volatileDefault() {
    return Scenario.of(
            "v7_token",
            PRODUCTS,
            """
            ALTER TABLE products ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
            ALTER TABLE products ADD COLUMN number bigserial;
            """)
        .both(insert("INSERT INTO products (name, stock) VALUES ('any', ?)"))
        .both(update("UPDATE products SET stock = ? WHERE id = ?"));
  }

  static Scenario widerKey() {
    String schema =
        """
        CREATE TABLE customers (id serial PRIMARY KEY, name text);
        CREATE TABLE orders (
          id bigserial PRIMARY KEY,
          customer integer NOT NULL REFERENCES customers (id) ON DELETE CASCADE DEFERRABLE);
        COMMENT ON CONSTRAINT customers_pkey ON customers IS 'the key';
        INSERT INTO customers (name) SELECT 'c' || n FROM generate_series(1, 2000) n;
        INSERT INTO orders (customer) SELECT n FROM generate_series(1, 2000) n;
        """;
    return Scenario.of("v8_bigkey", schema, "ALTER TABLE customers ALTER COLUMN id TYPE bigint;")
        .both(insert("INSERT INTO customers (name) VALUES ('any' || ?)"))
        .both(update("UPDATE customers SET name = 'm' || ? WHERE id = ?"))
        .both(client -> client.update("INSERT INTO orders (customer) VALUES (1)"))
        .both(
            client ->
                client.update(
                    "DELETE FROM customers WHERE id = ?", 2 + client.random().nextInt(1900)))
        .differing(
            """
            SELECT count(*) FROM public.customers o FULL JOIN {v}.customers n ON o.id = n.id
            WHERE o.id IS NULL OR n.id IS NULL
            """);
  }

  static Scenario widerIdentity() {
    String schema =
        """
        CREATE TABLE notes (
          id integer GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2) PRIMARY KEY,
          parent integer REFERENCES notes (id),
          body text);
        INSERT INTO notes (body) SELECT 'b' || n FROM generate_series(1, 1000) n;
        """;
    return Scenario.of(
            "v19_identity",
            schema,
            "ALTER TABLE notes ALTER COLUMN id TYPE bigint, ALTER COLUMN parent TYPE bigint;")
        .both(insert("INSERT INTO notes (parent, body) VALUES (5, 'any' || ?)"))
        .both(update("UPDATE notes SET body = 'm' || ? WHERE id = ?"))
        .differing(
            """
            SELECT count(*) FROM public.notes o FULL JOIN {v}.notes n ON o.id = n.id
            WHERE o.id IS NULL OR n.id IS NULL OR o.parent IS DISTINCT FROM n.parent
            """);
  }

  static Scenario plainColumns() {
    return Scenario.of(
            "v9_plain",
            PRODUCTS,
            """
            ALTER TABLE products ADD COLUMN colour text, ADD COLUMN weight integer NOT NULL DEFAULT 5;
            ALTER TABLE products ALTER COLUMN stock SET DEFAULT 3;
            ALTER TABLE products ALTER COLUMN price DROP DEFAULT;
            ALTER TABLE products ALTER COLUMN price SET DEFAULT 1;
            COMMENT ON COLUMN products.colour IS 'hue';
            COMMENT ON TABLE products IS 'things';
            """)
        .both(insert("INSERT INTO products (name, stock) VALUES ('any', ?)"))
        .both(update("UPDATE products SET stock = ? WHERE id = ?"));
  }

  static Scenario splitColumn() {
    String schema =
        """
        CREATE TABLE contacts (id serial PRIMARY KEY, name text NOT NULL);
        INSERT INTO contacts (name) SELECT 'first' || n || ' last' FROM generate_series(1, 2000) n;
        """;
    return Scenario.of(
            "v10_split",
            schema,
            """
            -- theseus:up contacts.first = split_part(name, ' ', 1)
            -- theseus:up contacts.last = split_part(name, ' ', 2)
            -- theseus:down contacts.name = first || ' ' || last
            ALTER TABLE contacts ADD COLUMN first text NOT NULL, ADD COLUMN last text NOT NULL;
            ALTER TABLE contacts DROP COLUMN name;
            """)
        .oracle(
            """
            DELETE FROM contacts;
            ALTER TABLE contacts ADD COLUMN first text NOT NULL, ADD COLUMN last text NOT NULL;
            ALTER TABLE contacts DROP COLUMN name;
            """)
        .old(insert("INSERT INTO contacts (name) VALUES ('o' || ? || ' p')"))
        .old(update("UPDATE contacts SET name = 'q' || ? || ' r' WHERE id = ?"))
        .young(insert("INSERT INTO contacts (first, last) VALUES ('n', 's' || ?)"))
        .young(update("UPDATE contacts SET last = 't' || ? WHERE id = ?"))
        .differing(
            """
            SELECT count(*) FROM public.contacts o JOIN {v}.contacts n USING (id)
            WHERE o.name IS DISTINCT FROM n.first || ' ' || n.last
            """);
  }

  static Scenario renamedTable() {
    return Scenario.of("v11_items", PRODUCTS, "ALTER TABLE products RENAME TO items;")
        .old(insert("INSERT INTO products (name, stock) VALUES ('old', ?)"))
        .old(update("UPDATE products SET stock = ? WHERE id = ?"))
        .young(insert("INSERT INTO items (name, stock) VALUES ('new', ?)"))
        .young(update("UPDATE items SET stock = ? WHERE id = ?"));
  }

  static Scenario indexes() {
    return Scenario.of(
            "v12_indexes",
            PRODUCTS,
            """
            CREATE INDEX ON products (lower(name));
            CREATE UNIQUE INDEX products_id_name ON products (id, name DESC NULLS LAST) INCLUDE (stock) WHERE price > 0;
            CREATE INDEX CONCURRENTLY IF NOT EXISTS products_stock ON products USING hash (stock);
            DROP INDEX products_price_idx;
            """)
        .both(insert("INSERT INTO products (name, stock) VALUES ('any' || random(), ?)"))
        .both(update("UPDATE products SET stock = ? WHERE id = ?"));
  }

  static Scenario constraints() {
    String schema =
        """
        CREATE TABLE shops (id integer, code text NOT NULL);
        CREATE TABLE sales (id bigserial, shop integer, amount numeric);
        INSERT INTO shops SELECT n, 's' || n FROM generate_series(1, 50) n;
        INSERT INTO sales (shop, amount) SELECT 1 + n % 50, n FROM generate_series(1, 2000) n;
        """;
    return Scenario.of(
            "v13_constraints",
            schema,
            """
            -- theseus:up sales.shop = shop
            ALTER TABLE shops ADD PRIMARY KEY (id);
            ALTER TABLE shops ADD CONSTRAINT shops_code UNIQUE (code) DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE sales ADD CHECK (amount >= 0);
            ALTER TABLE sales ADD CONSTRAINT sales_shop FOREIGN KEY (shop) REFERENCES shops ON DELETE RESTRICT;
            ALTER TABLE sales ALTER COLUMN shop SET NOT NULL;
            """)
        .both(insert("INSERT INTO sales (shop, amount) VALUES (1, ?)"))
        .both(update("UPDATE sales SET amount = ? WHERE id = ?"));
  }

  static Scenario droppedObjects() {
    String schema =
        """
        CREATE TABLE a (id integer PRIMARY KEY, code text UNIQUE, n integer CONSTRAINT positive CHECK (n > 0));
        CREATE TABLE b (id bigserial PRIMARY KEY, a integer CONSTRAINT b_a REFERENCES a (id) ON DELETE CASCADE);
        CREATE TABLE old_stuff (id integer);
        CREATE INDEX a_n ON a (n);
        INSERT INTO a SELECT n, 'c' || n, n FROM generate_series(1, 100) n;
        INSERT INTO b (a) SELECT 1 + n % 100 FROM generate_series(1, 500) n;
        """;
    return Scenario.of(
            "v14_drops",
            schema,
            """
            ALTER TABLE a DROP CONSTRAINT positive;
            ALTER TABLE b DROP CONSTRAINT b_a;
            ALTER TABLE a DROP CONSTRAINT a_code_key;
            ALTER INDEX a_n RENAME TO a_number;
            ALTER TABLE a RENAME CONSTRAINT a_pkey TO a_key;
            DROP TABLE old_stuff;
            """)
        .both(insert("INSERT INTO b (a) VALUES (1 + ? % 100)"))
        .both(
            client ->
                client.update("UPDATE a SET n = ? WHERE id = 5", 1 + client.random().nextInt(50)));
  }

  static Scenario createdTable() {
    return Scenario.of(
            "v15_create",
            PRODUCTS,
            """
            CREATE TABLE reviews (
              id bigserial PRIMARY KEY, product bigint REFERENCES products (id), stars integer);
            CREATE INDEX ON reviews (product);
            ALTER TABLE reviews ADD CONSTRAINT stars CHECK (stars BETWEEN 1 AND 5);
            COMMENT ON TABLE reviews IS 'opinions';
            CREATE VIEW best AS SELECT * FROM reviews WHERE stars = 5;
            """)
        .both(insert("INSERT INTO products (name, stock) VALUES ('any', ?)"));
  }

  static Scenario withoutKey() {
    String schema =
        """
        CREATE TABLE log (at timestamptz DEFAULT now(), level varchar(10), message text);
        INSERT INTO log (level, message) SELECT 'info', 'm' || n FROM generate_series(1, 3000) n;
        """;
    return Scenario.of(
            "v16_log",
            schema,
            """
            -- theseus:up log.level = CASE level WHEN 'info' THEN 1 ELSE 2 END
            -- theseus:down log.level = CASE level WHEN 1 THEN 'info' ELSE 'warn' END
            ALTER TABLE log ALTER COLUMN level TYPE smallint USING CASE level WHEN 'info' THEN 1 ELSE 2 END;
            """)
        .old(insert("INSERT INTO log (level, message) VALUES ('info', 'x' || ?)"))
        .old(
            client ->
                client.update("UPDATE log SET level = 'warn' WHERE message = ?", "m" + id(client)))
        .young(insert("INSERT INTO log (level, message) VALUES (2, 'y' || ?)"))
        .young(
            client ->
                client.update("UPDATE log SET level = 1 WHERE message = ?", "m" + id(client)));
  }

  static Scenario quotedNames() {
    String table = "Ünd \"quoted\" Täble";
    String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
    String schema =
        "CREATE TABLE %s (\"select\" text COLLATE \"C\", \"Id\" integer, %s integer NOT NULL, PRIMARY KEY (\"select\", \"Id\"));"
                .formatted(quoted, "\"" + "c".repeat(63) + "\"")
            + "INSERT INTO %s SELECT 'k' || n, n, n FROM generate_series(1, 2000) n;"
                .formatted(quoted);
    String wide = "\"" + "c".repeat(63) + "\"";
    return Scenario.of(
            "v17_quoted",
            schema,
            "ALTER TABLE %s ALTER COLUMN %s TYPE bigint; ALTER TABLE %s RENAME COLUMN \"select\" TO \"From\";"
                .formatted(quoted, wide, quoted))
        .old(insert("INSERT INTO %s VALUES ('o' || random(), 1, ?)".formatted(quoted)))
        .old(update("UPDATE %s SET %s = ? WHERE \"Id\" = ?".formatted(quoted, wide)))
        .young(
            insert(
                "INSERT INTO %s (\"From\", \"Id\", %s) VALUES ('n' || random(), 2, ?)"
                    .formatted(quoted, wide)))
        .young(update("UPDATE %s SET %s = ? WHERE \"Id\" = ?".formatted(quoted, wide)))
        .differing(
            "SELECT count(*) FROM public.%s o JOIN {v}.%s n ON o.\"select\" = n.\"From\" AND o.\"Id\" = n.\"Id\" WHERE o.%s IS DISTINCT FROM n.%s"
                .formatted(quoted, quoted, wide, wide));
  }

  static Scenario viewsAndTriggers() {
    String schema =
        PRODUCTS
            + """
            ALTER TABLE products ADD COLUMN updated_at timestamptz NOT NULL DEFAULT '2020-01-01';
            ALTER TABLE products ADD COLUMN doubled integer GENERATED ALWAYS AS (stock * 2) STORED;
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
            CREATE TRIGGER touch BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION touch();
            CREATE VIEW cheap AS SELECT id, name, id AS number FROM products WHERE id < 100;
            CREATE VIEW cheaper AS SELECT number FROM cheap WHERE number < 10;
            COMMENT ON VIEW cheap IS 'few';
            """;
    return Scenario.of("v18_views", schema, "ALTER TABLE products RENAME COLUMN name TO title;")
        .old(insert("INSERT INTO products (name) VALUES ('old' || ?)"))
        .both(client -> client.query("SELECT count(*) FROM cheaper"))
        .young(update("UPDATE products SET title = 'n' || ? WHERE id = ?"));
  }
}
