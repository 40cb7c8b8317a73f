package dev.theseus.bench;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// `items` in a database of its own, in one mode, with the one session that writes to it.
final class SyncedTable implements AutoCloseable {
  /// Until the driver lets the server keep the plan.
  private static final int FIRST = 8;

  private static final Identifier BASE = Identifier.of("public");

  private final SyncedChange change;
  private final SyncMode mode;
  private final long rows;
  private final Connection connection;
  private final long pid;
  private long lastId;

  SyncedTable(EmbeddedPostgres server, SyncedChange change, SyncMode mode, long rows)
      throws SQLException {
    this.change = change;
    this.mode = mode;
    this.rows = rows;
    this.lastId = rows;
    String database = (change + "_" + mode).toLowerCase(Locale.ROOT);
    try (Connection maker = server.connect("postgres")) {
      run(maker, "CREATE DATABASE " + database);
    }
    try (Connection maker = server.connect(database)) {
      create(maker);
      switch (mode) {
        case OFF -> {}
        case OLD_ONLY, BOTH_WAYS -> prepare(maker, plan(server, database));
        case PEER -> change.peer().forEach(sql -> run(maker, sql));
      }
      run(maker, "VACUUM (FULL, ANALYZE) items");
    }
    this.connection = server.connect(database);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      this.pid = row.getLong(1);
    }
  }

  SyncedChange change() {
    return change;
  }

  SyncMode mode() {
    return mode;
  }

  private void create(Connection maker) {
    run(
        maker,
        """
        CREATE TABLE items (id bigint PRIMARY KEY, name text, price numeric(10, 2) NOT NULL,
          stock int NOT NULL, email text, created timestamptz DEFAULT now(), note text)
          WITH (fillfactor = 70)
        """);
    run(
        maker,
        """
        INSERT INTO items SELECT i, 'name ' || i, (i %% 1000) / 7.0, i %% 50,
            'user' || i || '@example.com', now(), repeat('x', 40)
          FROM generate_series(1, %d) i
        """
            .formatted(rows));
    run(maker, "CREATE INDEX ON items (email)");
    run(maker, "CREATE INDEX ON items (created, name)");
  }

  private Plan plan(EmbeddedPostgres server, String database) {
    Migration migration =
        new MigrationReader(ReaderOptions.of(BASE)).read("v2.sql", change.migration());
    return Planner.plan(
        new Release("v2", BASE, List.of(migration)),
        Theseus.builder(server.dataSource(database, server.superuser()))
            .build()
            .catalog(Set.of(BASE)));
  }

  /// What `start` runs of the plan, without its pace.
  private void prepare(Connection maker, Plan plan) {
    run(maker, StateSchema.script().text());
    for (Step step : plan.steps(Phase.Verb.START)) {
      if (step instanceof Step.Transaction transaction
          && (step.phase() == Phase.DUAL_WRITE
              || (mode == SyncMode.BOTH_WAYS && step.id().endsWith(".both-ways")))) {
        transaction.statements().forEach(sql -> run(maker, sql.text()));
      } else if (step instanceof Step.Backfill fill) {
        fill.assignments()
            .forEach(
                one ->
                    run(
                        maker,
                        Sql.of(
                                "UPDATE items SET {column} = {value}",
                                Map.of("column", one.column(), "value", one.value()))
                            .text()));
      }
    }
  }

  void vacuum() {
    run(connection, "VACUUM items");
  }

  /// Runs statements one after the other.
  ///
  /// @param seed chooses the rows; the same ones in each mode
  /// @return what one took
  DualWriteSample measure(SyncedWrite write, int statements, long seed) throws SQLException {
    Random random = new Random(seed);
    try (PreparedStatement statement = connection.prepareStatement(write.sql(change))) {
      repeat(statement, write, FIRST, random);
      double cpu = Cpu.running(pid);
      long start = System.nanoTime();
      repeat(statement, write, statements, random);
      double wall = (System.nanoTime() - start) / 1e9;
      return new DualWriteSample(
          change,
          mode,
          write,
          statements,
          wall / statements * 1e6,
          (Cpu.running(pid) - cpu) / statements * 1e6);
    }
  }

  private void repeat(PreparedStatement statement, SyncedWrite write, int times, Random random)
      throws SQLException {
    for (int i = 0; i < times; i++) {
      write.run(
          statement, write.inserts() ? ++lastId : random.nextLong(1, rows - write.rows() + 1));
    }
  }

  private static void run(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
