package dev.theseus.internal.state;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.status.MigrationStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/// When the sync triggers of a migration were kept from firing.
public final class Sheds {
  private Sheds() {}

  /// Since when they do not fire; empty while they do.
  public static Optional<MigrationStatus.Shed> open(Session session, long migration)
      throws SQLException {
    return session.first(
        """
        SELECT at, who, reason FROM theseus.shed WHERE migration = ? AND restored_at IS NULL
        """,
        Sheds::read,
        migration);
  }

  /// Of the migration that is active.
  static Optional<MigrationStatus.Shed> ofActive(Session session) throws SQLException {
    return session.first(
        """
        SELECT s.at, s.who, s.reason
        FROM theseus.shed s JOIN theseus.migration m ON m.id = s.migration
        WHERE s.restored_at IS NULL AND m.state NOT IN ('contracted', 'rolled_back')
        """,
        Sheds::read);
  }

  /// The statement that records that they do not fire from now on.
  public static Sql begin(long migration, String reason) {
    return Sql.of(
        "INSERT INTO theseus.shed (migration, reason) VALUES ({migration}, {reason})",
        Map.of("migration", Literal.of(migration), "reason", Literal.of(reason)));
  }

  /// The statement that records that they fire again.
  public static Sql end(long migration) {
    return Sql.of(
        """
        UPDATE theseus.shed SET restored_at = clock_timestamp(), restored_by = session_user
          WHERE migration = {migration} AND restored_at IS NULL
        """,
        Map.of("migration", Literal.of(migration)));
  }

  private static MigrationStatus.Shed read(ResultSet row) throws SQLException {
    return new MigrationStatus.Shed(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("who"),
        row.getString("reason"));
  }
}
