package dev.theseus.bench;

import dev.theseus.internal.backfill.BackfillContext;
import dev.theseus.internal.backfill.Backfiller;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// A way to fill `items.price_cents`.
enum Method {
  /// One statement over the whole table, which locks all of it: the least a server can do.
  RAW("raw") {
    @Override
    void fill(Connection connection) throws SQLException {
      run(connection, "UPDATE items SET price_cents = (price * 100)::bigint");
    }
  },
  THESEUS("theseus") {
    @Override
    void fill(Connection connection) {
      Assignment cents =
          new Assignment(
              Identifier.of("price_cents"),
              Expression.of("(price * 100)::bigint"),
              Assignment.Rule.DIFFERS);
      new Backfiller(
              new BackfillContext(
                  connection,
                  1,
                  "bench",
                  () -> {},
                  Pacing.standard(),
                  new SystemTime(),
                  event -> {},
                  () -> false))
          .run(
              new Step.Backfill(
                  new StepHead("fill", Phase.BACKFILL, "Fill", List.of(), List.of()),
                  QualifiedName.of("public", "items"),
                  List.of(cents),
                  List.of()));
    }
  },
  /// Primary-key batches of 1,000 rows that are updated to themselves, so that a row trigger
  /// computes the value. The least such a trigger can do.
  TRIGGER_BATCHES("trigger-batches") {
    @Override
    void fill(Connection connection) throws SQLException {
      run(
          connection,
          """
          CREATE OR REPLACE FUNCTION items_sync() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN NEW.price_cents := (NEW.price * 100)::bigint; RETURN NEW; END $$
          """);
      trigger(connection, "items_sync");
      batches(connection, "items.id > ?");
    }
  },
  /// The same with what the triggers of tools for view-based migrations do beside: one trigger for
  /// each direction, which tells the version of a client by its search_path, and a mark of the rows
  /// that are still to be filled.
  VERSION_TRIGGERS("version-triggers") {
    @Override
    void fill(Connection connection) throws SQLException {
      run(connection, "ALTER TABLE items ADD needs_backfill boolean DEFAULT true");
      for (String direction : List.of("up", "down")) {
        run(
            connection,
            """
            CREATE OR REPLACE FUNCTION items_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
              id items.id%%TYPE := NEW.id;
              name items.name%%TYPE := NEW.name;
              price items.price%%TYPE := NEW.price;
              email items.email%%TYPE := NEW.email;
              created items.created%%TYPE := NEW.created;
              note items.note%%TYPE := NEW.note;
              price_cents items.price_cents%%TYPE := NEW.price_cents;
              path text;
            BEGIN
              SELECT current_setting INTO path FROM current_setting('search_path');
              IF (path = 'public_next') = ('%1$s' = 'down') THEN
                IF '%1$s' = 'up' THEN
                  NEW.price_cents = (price * 100)::bigint;
                ELSE
                  NEW.price = price_cents / 100.0;
                END IF;
                NEW.needs_backfill = false;
              END IF;
              RETURN NEW;
            END $$
            """
                .formatted(direction));
        trigger(connection, "items_" + direction);
      }
      batches(connection, "items.needs_backfill AND items.id > ?");
    }
  };

  private final String label;

  Method(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  abstract void fill(Connection connection) throws SQLException;

  private static void trigger(Connection connection, String function) throws SQLException {
    run(
        connection,
        """
        CREATE TRIGGER %1$s BEFORE INSERT OR UPDATE ON items
          FOR EACH ROW EXECUTE FUNCTION %1$s()
        """
            .formatted(function));
  }

  private static void batches(Connection connection, String due) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement batch =
        connection.prepareStatement(
            """
            WITH batch AS (
              SELECT id FROM items WHERE %s ORDER BY id LIMIT 1000 FOR NO KEY UPDATE),
            updated AS (
              UPDATE items SET id = items.id FROM batch WHERE items.id = batch.id
                RETURNING items.id)
            SELECT max(id) FROM updated
            """
                .formatted(due))) {
      long last = 0;
      while (last >= 0) {
        batch.setLong(1, last);
        try (ResultSet row = batch.executeQuery()) {
          row.next();
          last = row.getLong(1);
          last = row.wasNull() ? -1 : last;
        }
        connection.commit();
      }
    }
    connection.setAutoCommit(true);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
