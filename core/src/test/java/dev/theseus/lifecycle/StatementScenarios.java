package dev.theseus.lifecycle;

import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.WorkloadClient;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/// The statements that object-relational mappers and query builders send, each prepared on the
/// server at its first use and kept through every switch.
final class StatementScenarios {
  private static final String TABLES =
      """
      CREATE TABLE items (id serial PRIMARY KEY, code text NOT NULL UNIQUE, amount integer NOT NULL, state text NOT NULL DEFAULT 'new');
      CREATE TABLE counters (n integer PRIMARY KEY, hits integer NOT NULL DEFAULT 0);
      CREATE TABLE archive (id bigint, amount bigint);
      INSERT INTO items (code, amount) SELECT 'c' || n, n FROM generate_series(1, 1000) n;
      INSERT INTO counters (n) SELECT generate_series(1, 500);
      """;
  private static final String MIGRATION =
      """
      ALTER TABLE items ALTER COLUMN amount TYPE bigint;
      ALTER TABLE counters ALTER COLUMN n TYPE bigint;
      """;
  private static final String DIFFERING =
      """
      SELECT (SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE n.amount IS DISTINCT FROM o.amount)
        + (SELECT count(*) FROM public.counters o FULL JOIN {v}.counters n ON o.n = n.n WHERE o.n IS NULL OR n.n IS NULL)
      """;

  private StatementScenarios() {}

  private interface Work {
    void with(WorkloadClient client) throws SQLException;
  }

  private static ClientGroup.Script prepared(Work work) {
    return client -> {
      client.connection().unwrap(PGConnection.class).setPrepareThreshold(1);
      work.with(client);
    };
  }

  private static int any(WorkloadClient client) {
    return 1 + client.random().nextInt(900);
  }

  private static Scenario scenario(String name) {
    return Scenario.of(name, TABLES, MIGRATION).differing(DIFFERING);
  }

  static List<Scenario> some() {
    return List.of(mapped(), upserts());
  }

  static List<Scenario> others(int major) {
    return List.of(locked(), joined(), streamed(), merged(major));
  }

  private static Scenario mapped() {
    return scenario("s1_mapped")
        .both(
            prepared(
                client ->
                    client.query(
                        "INSERT INTO items (code, amount) VALUES (gen_random_uuid()::text, ?)"
                            + " RETURNING id, amount, state",
                        any(client))))
        .both(
            prepared(
                client ->
                    client.query(
                        "UPDATE items SET amount = amount + ?, state = 'x' WHERE id = ? RETURNING"
                            + " amount",
                        any(client),
                        any(client))))
        .both(
            prepared(
                client ->
                    client.query(
                        "SELECT i.id, i.code, i.amount, i.state FROM items i WHERE i.id = ?",
                        any(client))))
        .both(prepared(StatementScenarios::generatedKey))
        .both(prepared(StatementScenarios::batch))
        .young(prepared(client -> client.query("SELECT * FROM items WHERE id = ?", any(client))))
        .young(
            prepared(
                client ->
                    client.query(
                        "INSERT INTO items (code, amount) VALUES (gen_random_uuid()::text, ?)"
                            + " RETURNING *",
                        any(client))));
  }

  private static void generatedKey(WorkloadClient client) throws SQLException {
    try (PreparedStatement insert =
        client
            .connection()
            .prepareStatement(
                "INSERT INTO items (code, amount) VALUES (gen_random_uuid()::text, ?)",
                new String[] {"id"})) {
      insert.setInt(1, any(client));
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        client.update("UPDATE items SET state = 'made' WHERE id = ?", keys.getInt(1));
      }
    }
  }

  private static void batch(WorkloadClient client) throws SQLException {
    try (PreparedStatement insert =
        client
            .connection()
            .prepareStatement(
                "INSERT INTO items (code, amount) VALUES (gen_random_uuid()::text, ?)")) {
      for (int i = 0; i < 5; i++) {
        insert.setInt(1, any(client));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Scenario locked() {
    return scenario("s2_locked")
        .both(
            prepared(
                client -> {
                  client.query(
                      "SELECT id, amount FROM items WHERE state = 'new' AND id > ? ORDER BY id"
                          + " LIMIT 3 FOR UPDATE SKIP LOCKED",
                      any(client));
                  client.update("UPDATE items SET state = 'taken' WHERE id = ?", -1);
                }))
        .both(
            prepared(
                client -> {
                  int id = any(client);
                  client.query("SELECT amount FROM items WHERE id = ? FOR NO KEY UPDATE", id);
                  client.update("UPDATE items SET amount = ? WHERE id = ?", any(client), id);
                }))
        .both(
            prepared(
                client ->
                    client.query(
                        "SELECT i.amount FROM items i JOIN counters c ON c.n = i.id WHERE i.id = ?"
                            + " FOR SHARE OF i",
                        any(client))))
        .both(
            prepared(
                client ->
                    client.query(
                        "WITH next AS (SELECT id FROM items WHERE state = 'new' ORDER BY amount"
                            + " LIMIT 1 FOR UPDATE SKIP LOCKED) UPDATE items SET amount = amount"
                            + " + 1 FROM next WHERE items.id = next.id RETURNING items.id,"
                            + " items.amount")));
  }

  /// Keys that stand already: two clients that make the same one at the same moment may meet at the
  /// other version's index, see the limits.
  private static Scenario upserts() {
    return scenario("s3_upserts")
        .both(
            prepared(
                client ->
                    client.query(
                        "INSERT INTO counters (n) VALUES (?) ON CONFLICT (n) DO UPDATE SET hits ="
                            + " counters.hits + 1 RETURNING n, hits",
                        1 + client.random().nextInt(500))))
        .both(
            prepared(
                client ->
                    client.update(
                        "INSERT INTO counters (n) VALUES (?) ON CONFLICT DO NOTHING",
                        1 + client.random().nextInt(500))))
        .both(
            prepared(
                client ->
                    client.update(
                        "INSERT INTO items (code, amount) VALUES ('c' || ?, ?) ON CONFLICT (code)"
                            + " DO UPDATE SET amount = EXCLUDED.amount WHERE items.amount <>"
                            + " EXCLUDED.amount",
                        any(client),
                        any(client))))
        .both(
            prepared(
                client ->
                    client.update(
                        "INSERT INTO counters (n, hits) VALUES (?, 1) ON CONFLICT (n) DO UPDATE SET"
                            + " n = EXCLUDED.n, hits = EXCLUDED.hits",
                        1 + client.random().nextInt(500))));
  }

  private static Scenario joined() {
    return scenario("s4_joined")
        .both(
            prepared(
                client ->
                    client.update(
                        "UPDATE items SET amount = v.amount FROM (VALUES (?, ?)) v (id, amount)"
                            + " WHERE items.id = v.id",
                        any(client),
                        any(client))))
        .both(
            prepared(
                client ->
                    client.update(
                        "DELETE FROM items USING counters c WHERE c.n = items.amount AND items.id ="
                            + " ? AND c.n > 490",
                        any(client))))
        .both(
            prepared(
                client ->
                    client.update(
                        "WITH gone AS (DELETE FROM items WHERE id = ? AND id > 850 RETURNING id,"
                            + " amount) INSERT INTO archive SELECT id, amount FROM gone",
                        any(client))))
        .both(
            prepared(
                client ->
                    client.update(
                        "INSERT INTO items (code, amount) SELECT gen_random_uuid()::text, n FROM"
                            + " counters WHERE n = ?",
                        any(client))))
        .both(
            prepared(
                client ->
                    client.query(
                        "SELECT state, sum(amount) FROM items WHERE amount = ANY (?) GROUP BY state"
                            + " HAVING count(*) > 0 ORDER BY 1",
                        new int[] {any(client), any(client)})));
  }

  private static Scenario streamed() {
    return scenario("s5_streamed")
        .both(StatementScenarios::cursor)
        .both(StatementScenarios::fetched)
        .both(StatementScenarios::copyOut)
        .old(StatementScenarios::copyIn)
        .old(StatementScenarios::whereCurrent);
  }

  private static void cursor(WorkloadClient client) throws SQLException {
    try (Statement statement = client.connection().createStatement()) {
      statement.execute("DECLARE c CURSOR FOR SELECT id, amount FROM items ORDER BY id");
      statement.execute("FETCH 10 FROM c");
      statement.execute("MOVE 50 FROM c");
      statement.execute("FETCH 10 FROM c");
      statement.execute("CLOSE c");
    }
  }

  private static void fetched(WorkloadClient client) throws SQLException {
    client.connection().unwrap(PGConnection.class).setPrepareThreshold(1);
    try (PreparedStatement select =
        client.connection().prepareStatement("SELECT id, amount FROM items WHERE id > ?")) {
      select.setFetchSize(20);
      select.setInt(1, any(client));
      try (ResultSet rows = select.executeQuery()) {
        for (int i = 0; i < 60 && rows.next(); i++) {
          rows.getLong(2);
        }
      }
    }
  }

  private static void copyOut(WorkloadClient client) throws SQLException {
    try {
      client
          .connection()
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut(
              "COPY (SELECT id, amount FROM items WHERE id < 50) TO STDOUT", new StringWriter());
    } catch (java.io.IOException e) {
      throw new SQLException(e);
    }
  }

  private static void copyIn(WorkloadClient client) throws SQLException {
    try {
      client
          .connection()
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY items (code, amount) FROM STDIN WITH (FORMAT csv)",
              new StringReader(
                  "k%d-%d,%d\n"
                      .formatted(
                          client.random().nextLong(), client.random().nextLong(), any(client))));
    } catch (java.io.IOException e) {
      throw new SQLException(e);
    }
  }

  private static void whereCurrent(WorkloadClient client) throws SQLException {
    try (Statement statement = client.connection().createStatement()) {
      statement.execute(
          "DECLARE one CURSOR FOR SELECT id FROM items WHERE id = %d FOR UPDATE"
              .formatted(any(client)));
      statement.execute("FETCH one");
      statement.execute("UPDATE items SET amount = amount + 1 WHERE CURRENT OF one");
      statement.execute("CLOSE one");
    }
  }

  /// A view takes MERGE from PostgreSQL 17 on.
  private static Scenario merged(int major) {
    ClientGroup.Script merge =
        prepared(
            client ->
                client.update(
                    """
                    MERGE INTO items USING (VALUES (?, ?)) v (id, amount) ON items.id = v.id
                    WHEN MATCHED AND v.amount > 800 THEN UPDATE SET amount = v.amount
                    WHEN MATCHED AND v.amount < 5 THEN DELETE
                    WHEN MATCHED THEN UPDATE SET state = 'merged'
                    WHEN NOT MATCHED THEN INSERT (code, amount) VALUES (gen_random_uuid()::text, v.amount)
                    """,
                    any(client),
                    any(client)));
    Scenario plain =
        scenario("s6_merged").both(HardScenarios.run("UPDATE items SET amount = ? WHERE id = ?"));
    Scenario old = major >= 15 ? plain.old(merge) : plain;
    return major >= 17 ? old.young(merge) : old;
  }
}
