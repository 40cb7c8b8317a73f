package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.ITEMS;
import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Statements that run as written, with their ways back.
final class WrittenScenarios {
  private WrittenScenarios() {}

  static List<Scenario> all() {
    return List.of(attributes(), stored(), likeStored());
  }

  private static Scenario attributes() {
    return Scenario.of(
            "w3_attributes",
            ITEMS
                + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                + "CREATE TRIGGER early BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION f();"
                + "ALTER TABLE items DISABLE TRIGGER early;"
                + "CREATE DOMAIN code AS text; CREATE TABLE codes (code code);"
                + "CREATE TYPE place AS (x integer);",
            """
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON items DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();
            ALTER TABLE items ENABLE TRIGGER early;
            CREATE POLICY mine ON items USING (amount > 0);
            ALTER TABLE items ENABLE ROW LEVEL SECURITY;
            ALTER TABLE items ALTER COLUMN name SET STATISTICS 500;
            CREATE STATISTICS near ON name, amount FROM items;
            ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(value) < 10) NOT VALID;
            ALTER TYPE place ADD ATTRIBUTE y integer;
            REINDEX INDEX items_pkey;
            """)
        .both(run("UPDATE items SET amount = ? WHERE id = ?"))
        .both(run("INSERT INTO items (name, amount) VALUES ('i', ?)"));
  }

  /// What one that is too large for a stored column is told to write instead.
  private static Scenario likeStored() {
    return Scenario.of(
            "w5_like_stored",
            ITEMS,
            """
            ALTER TABLE items ADD COLUMN twice numeric;
            CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN NEW.twice := NEW.amount * 2; RETURN NEW; END';
            CREATE TRIGGER twice BEFORE INSERT OR UPDATE ON items
              FOR EACH ROW EXECUTE FUNCTION twice();
            -- theseus:batch on
            UPDATE items SET twice = amount * 2;
            """)
        .old(run("UPDATE items SET amount = ? % 100 WHERE id = ?"))
        .both(run("INSERT INTO items (name, amount) VALUES ('i', ? % 100)"))
        .young(
            client ->
                client.query(
                    "SELECT 1 / (CASE WHEN twice = amount * 2 OR amount IS NULL THEN 1 ELSE 0 END)"
                        + " FROM items"));
  }

  private static Scenario stored() {
    return Scenario.of(
            "w4_stored",
            ITEMS,
            "ALTER TABLE items ADD COLUMN twice numeric GENERATED ALWAYS AS (amount * 2) STORED;")
        .both(run("UPDATE items SET amount = ? WHERE id = ?"))
        .both(run("INSERT INTO items (name, amount) VALUES ('i', ?)"));
  }
}
