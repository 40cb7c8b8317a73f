package dev.theseus.bench;

import dev.theseus.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/// The table that is migrated, on a server of its own.
final class Items implements AutoCloseable {
  private static final String DATABASE = "postgres";

  private final EmbeddedPostgres server;
  private final long rows;

  private Items(EmbeddedPostgres server, long rows) {
    this.server = server;
    this.rows = rows;
  }

  /// Starts a server that is set up as in production: it syncs commits to the disk unless
  /// `durable=false`, and autovacuum runs.
  static Items start(Arguments arguments) {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .major(arguments.whole("major", 18))
            .durable(Boolean.parseBoolean(arguments.text("durable", "true")))
            .setting("shared_buffers", "256MB")
            .setting("max_wal_size", "4GB")
            .start();
    return new Items(server, arguments.whole("rows", 300_000));
  }

  long rows() {
    return rows;
  }

  DataSource source() {
    return server.dataSource(DATABASE, server.superuser());
  }

  Connection connect() throws SQLException {
    return source().getConnection();
  }

  /// A timeline that begins now and meters this server.
  Timeline timeline() {
    return new Timeline(new Meter(server.pid()));
  }

  /// Makes the table anew, with nothing of earlier rounds left.
  void create() throws SQLException {
    run(
        List.of(
            "DROP SCHEMA IF EXISTS public_v2_cents CASCADE",
            "DROP SCHEMA IF EXISTS public_v2_plain CASCADE",
            "DROP SCHEMA IF EXISTS theseus CASCADE",
            "DROP TABLE IF EXISTS items CASCADE",
            """
            CREATE TABLE items (id bigint PRIMARY KEY, name text, price numeric(10, 2) NOT NULL,
              email text, created timestamptz DEFAULT now(), note text)
            """,
            """
            INSERT INTO items SELECT i, 'name ' || i, (i %% 1000) / 7.0,
                'user' || i || '@example.com', now(), repeat('x', 40)
              FROM generate_series(1, %d) i
            """
                .formatted(rows),
            "CREATE INDEX ON items (email)",
            "CREATE INDEX ON items (created, name)",
            "VACUUM ANALYZE items",
            "CHECKPOINT"));
  }

  void run(List<String> statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
