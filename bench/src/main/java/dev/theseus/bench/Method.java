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
  /// computes the value.
  TRIGGER_BATCHES("trigger-batches") {
    @Override
    void fill(Connection connection) throws SQLException {
      run(
          connection,
          """
          CREATE OR REPLACE FUNCTION items_sync() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN NEW.price_cents := (NEW.price * 100)::bigint; RETURN NEW; END $$
          """);
      run(
          connection,
          """
          CREATE TRIGGER items_sync BEFORE INSERT OR UPDATE ON items
            FOR EACH ROW EXECUTE FUNCTION items_sync()
          """);
      connection.setAutoCommit(false);
      try (PreparedStatement batch =
          connection.prepareStatement(
              """
              WITH batch AS (
                SELECT id FROM items WHERE id > ? ORDER BY id LIMIT 1000 FOR NO KEY UPDATE),
              updated AS (
                UPDATE items SET id = items.id FROM batch WHERE items.id = batch.id
                  RETURNING items.id)
              SELECT max(id) FROM updated
              """)) {
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
  };

  private final String label;

  Method(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  abstract void fill(Connection connection) throws SQLException;

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
