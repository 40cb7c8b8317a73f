package dev.theseus.lifecycle;

import java.util.List;

/// Scenarios of an owner that is no superuser and an application with grants only.
final class RestrictedScenarios {
  private static final String GROUNDS =
      """
      ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
      CREATE SCHEMA "Shop";
      GRANT USAGE ON SCHEMA "Shop" TO {app};
      CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL, amount integer NOT NULL DEFAULT 1, rate integer, secret text);
      INSERT INTO items (name, amount) SELECT 'n' || n, n FROM generate_series(1, 1000) n;
      GRANT USAGE ON SEQUENCE items_id_seq TO {app};
      """;

  private static final String TABLE = "GRANT SELECT, INSERT, UPDATE, DELETE ON items TO {app};";

  private static final String COLUMNS =
      "GRANT SELECT (id, name, amount), INSERT (name, amount), UPDATE (amount) ON items TO {app};";

  private static final String ROWS =
      TABLE
          + "ALTER TABLE items ENABLE ROW LEVEL SECURITY;"
          + "CREATE POLICY mine ON items TO {app} USING (id > 0) WITH CHECK (id > 0);";

  private RestrictedScenarios() {}

  static List<Scenario> all() {
    return List.of(
        type("r1_type", TABLE),
        type("r2_columns", COLUMNS),
        type("r3_rls", ROWS),
        filled(),
        required(),
        lookedUp());
  }

  private static Scenario type(String name, String rights) {
    return Scenario.of(
            name,
            GROUNDS + rights,
            """
            -- theseus:down items.amount = (amount / 100)::integer
            ALTER TABLE items ALTER COLUMN amount TYPE bigint USING amount * 100;
            CREATE INDEX ON items (amount);
            """)
        .old(HardScenarios.run("UPDATE items SET amount = ? WHERE id = ?"))
        .old(HardScenarios.run("INSERT INTO items (name, amount) VALUES ('o', ?)"))
        .young(HardScenarios.run("UPDATE items SET amount = ? * 100 WHERE id = ?"))
        .young(HardScenarios.run("INSERT INTO items (name, amount) VALUES ('o', ? * 100)"))
        .differing(
            "SELECT count(*) FROM \"Shop\".items o JOIN {v}.items n USING (id) WHERE o.amount * 100"
                + " <> n.amount");
  }

  private static Scenario filled() {
    return Scenario.of(
            "r4_filled",
            GROUNDS + TABLE,
            "ALTER TABLE items ADD COLUMN number bigserial; ALTER TABLE items ADD COLUMN token uuid"
                + " DEFAULT gen_random_uuid();")
        .oracle(
            """
            ALTER TABLE items ADD COLUMN number bigserial; ALTER TABLE items ADD COLUMN token uuid DEFAULT gen_random_uuid();
            GRANT USAGE ON SEQUENCE items_number_seq TO {app};
            """)
        .both(HardScenarios.run("INSERT INTO items (name, amount) VALUES ('o', ?)"));
  }

  private static Scenario required() {
    return Scenario.of(
            "r5_required",
            GROUNDS + TABLE,
            """
            -- theseus:up items.label = 'l' || name
            ALTER TABLE items ADD COLUMN label text NOT NULL;
            ALTER TABLE items RENAME TO goods;
            """)
        .oracle(
            "TRUNCATE items; ALTER TABLE items ADD COLUMN label text NOT NULL; ALTER TABLE items"
                + " RENAME TO goods;")
        .old(HardScenarios.run("INSERT INTO items (name, amount) VALUES ('o', ?)"))
        .young(HardScenarios.run("INSERT INTO goods (name, amount, label) VALUES ('o', ?, 'l')"));
  }

  /// `up` reads a table the application may not read.
  private static Scenario lookedUp() {
    return Scenario.of(
            "r6_lookup",
            GROUNDS
                + TABLE
                + "CREATE TABLE names (n integer PRIMARY KEY, text text); INSERT INTO names SELECT"
                + " n, 't' || n FROM generate_series(1, 1000) n;",
            """
            -- theseus:up items.amount = coalesce((SELECT names.text FROM names WHERE names.n = items.amount), '?')
            -- theseus:down items.amount = coalesce((SELECT names.n FROM names WHERE names.text = items.amount), 0)
            ALTER TABLE items ALTER COLUMN amount DROP DEFAULT;
            ALTER TABLE items ALTER COLUMN amount TYPE text;
            """)
        .old(HardScenarios.run("UPDATE items SET amount = ? WHERE id = ?"))
        .young(HardScenarios.run("UPDATE items SET amount = 't' || ? WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM \"Shop\".items o JOIN {v}.items n USING (id) WHERE 't' ||"
                + " o.amount <> n.amount");
  }
}
