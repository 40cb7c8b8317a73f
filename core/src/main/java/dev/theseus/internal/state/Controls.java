package dev.theseus.internal.state;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.status.MigrationStatus;
import java.sql.SQLException;
import java.util.OptionalLong;

/// The wishes of a second session to the one that works.
public final class Controls {
  private Controls() {}

  public static MigrationStatus.Control read(Session session) throws SQLException {
    return session
        .first(
            "SELECT paused, max_rows_per_second FROM theseus.control",
            row ->
                new MigrationStatus.Control(
                    row.getBoolean(1), Session.optionalLong(row, "max_rows_per_second")))
        .orElse(new MigrationStatus.Control(false, OptionalLong.empty()));
  }

  public static void pause(Session session, boolean paused) throws SQLException {
    session.update("UPDATE theseus.control SET paused = ?", paused);
  }

  public static void maxRate(Session session, OptionalLong rowsPerSecond) throws SQLException {
    session.update(
        "UPDATE theseus.control SET max_rows_per_second = CAST(? AS bigint)",
        rowsPerSecond.isPresent() ? rowsPerSecond.getAsLong() : null);
  }
}
