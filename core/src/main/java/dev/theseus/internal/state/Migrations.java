package dev.theseus.internal.state;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.status.HistoryEntry;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The recorded migrations, read and written through one session.
public final class Migrations {
  private static final String SELECT =
      """
      SELECT id, name, state, plan::text AS plan, plan_hash, last_error,
        extract(epoch FROM soak)::bigint AS soak_seconds, created_at, started_at, completed_at,
        contracted_at, rolled_back_at, completed_at + soak AS soak_ends
      FROM theseus.migration
      """;

  private final Session session;

  public Migrations(Session session) {
    this.session = session;
  }

  /// The migration that keeps others from starting.
  public Optional<MigrationRow> active() throws SQLException {
    return session.first(
        SELECT + " WHERE state NOT IN ('contracted', 'rolled_back')", Migrations::row);
  }

  /// The active migration or, when there is none, the last one.
  public Optional<MigrationRow> latest() throws SQLException {
    return session.first(
        SELECT + " ORDER BY (state NOT IN ('contracted', 'rolled_back')) DESC, id DESC LIMIT 1",
        Migrations::row);
  }

  /// The last migration of this name.
  public Optional<MigrationRow> named(String name) throws SQLException {
    return session.first(
        SELECT + " WHERE name = ? ORDER BY id DESC LIMIT 1", Migrations::row, name);
  }

  public Optional<MigrationRow> find(long id) throws SQLException {
    return session.first(SELECT + " WHERE id = ?", Migrations::row, id);
  }

  public MigrationRow byId(long id) throws SQLException {
    return find(id)
        .orElseThrow(() -> new IllegalStateException("migration " + id + " has no record"));
  }

  /// Records a new migration in state `starting`.
  public long insert(Plan plan, Duration soak) throws SQLException {
    return session.number(
        """
        INSERT INTO theseus.migration (name, state, plan, plan_hash, soak)
        VALUES (?, 'starting', CAST(? AS jsonb), ?, make_interval(secs => ?))
        RETURNING id
        """,
        plan.name(),
        PlanCodec.write(plan),
        PlanCodec.hash(plan),
        (double) soak.toSeconds());
  }

  /// Moves a migration to another state and stamps the moment it gets there.
  public void enter(long id, MigrationState state) throws SQLException {
    session.update(
        """
        UPDATE theseus.migration SET state = ?, last_error = NULL,
          started_at = CASE WHEN ? = 'started' THEN coalesce(started_at, clock_timestamp())
            ELSE started_at END,
          completed_at = CASE ? WHEN 'completed' THEN clock_timestamp() WHEN 'started' THEN NULL
            ELSE completed_at END,
          contracted_at = CASE WHEN ? = 'contracted' THEN clock_timestamp() END,
          rolled_back_at = CASE WHEN ? = 'rolled_back' THEN clock_timestamp() END
        WHERE id = ?
        """,
        state.code(),
        state.code(),
        state.code(),
        state.code(),
        state.code(),
        id);
  }

  /// Remembers why the last command failed.
  public void failed(long id, String error) throws SQLException {
    session.update("UPDATE theseus.migration SET last_error = ? WHERE id = ?", error, id);
  }

  /// Forgets why the last command failed.
  public void recovered(long id) throws SQLException {
    session.update(
        "UPDATE theseus.migration SET last_error = NULL WHERE id = ? AND last_error IS NOT NULL",
        id);
  }

  /// Adds a line to the history.
  public void note(long id, String what, String detail) throws SQLException {
    session.update(
        """
        INSERT INTO theseus.history (migration, what, detail)
        VALUES (?, ?, jsonb_strip_nulls(jsonb_build_object('text', nullif(CAST(? AS text), ''))))
        """,
        id,
        what,
        detail);
  }

  /// Everything that was done, oldest first.
  public List<HistoryEntry> history() throws SQLException {
    return session.query(
        """
        SELECT h.at, m.name, h.who, h.what, h.detail::text AS detail
        FROM theseus.history h JOIN theseus.migration m ON m.id = h.migration
        ORDER BY h.id
        """,
        row ->
            new HistoryEntry(
                instant(row, "at").orElse(Instant.EPOCH),
                row.getString("name"),
                row.getString("who"),
                row.getString("what"),
                row.getString("detail")));
  }

  private static MigrationRow row(ResultSet row) throws SQLException {
    return new MigrationRow(
        row.getLong("id"),
        row.getString("name"),
        MigrationState.of(row.getString("state")),
        PlanCodec.read(row.getString("plan")),
        row.getString("plan_hash"),
        Duration.ofSeconds(row.getLong("soak_seconds")),
        new MigrationStatus.Times(
            instant(row, "created_at").orElse(Instant.EPOCH),
            instant(row, "started_at"),
            instant(row, "completed_at"),
            instant(row, "contracted_at"),
            instant(row, "rolled_back_at"),
            instant(row, "soak_ends")),
        Optional.ofNullable(row.getString("last_error")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? Optional.empty() : Optional.of(value.toInstant());
  }
}
