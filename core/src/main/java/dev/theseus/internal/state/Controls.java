package dev.theseus.internal.state;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.status.MigrationStatus;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.ThrottleCodec;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// The wishes of a second session to the one that works, and what holds that one back.
public final class Controls {
  private Controls() {}

  public static MigrationStatus.Control read(Session session) throws SQLException {
    return session
        .first(
            "SELECT paused, max_rows_per_second FROM theseus.control",
            row ->
                new MigrationStatus.Control(
                    row.getBoolean(1),
                    Session.optionalLong(row, "max_rows_per_second"),
                    signals(session),
                    Sheds.ofActive(session)))
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

  /// The limits of the throttle.
  ///
  /// @throws SQLException if a newer release wrote them
  public static Limits limits(Session session) throws SQLException {
    String json =
        session
            .first("SELECT limits::text FROM theseus.control", row -> row.getString(1))
            .orElse("{}");
    try {
      return ThrottleCodec.limits(json);
    } catch (IllegalArgumentException e) {
      throw new SQLException("theseus.control.limits cannot be read: " + e.getMessage(), e);
    }
  }

  /// Changes the limits of the throttle in one transaction.
  ///
  /// @return whether they are others now
  public static boolean change(Session session, UnaryOperator<Limits> change) throws SQLException {
    return session.<Boolean>transaction(
        () -> {
          session.query("SELECT 1 FROM theseus.control FOR UPDATE", row -> row.getInt(1));
          Limits before = limits(session);
          Limits after = change.apply(before);
          if (after.equals(before)) {
            return false;
          }
          session.update(
              "UPDATE theseus.control SET limits = CAST(? AS jsonb)", ThrottleCodec.write(after));
          return true;
        });
  }

  /// Writes down what the signals say now.
  public static void seen(Session session, String step, List<Signal> signals) throws SQLException {
    session.update(
        """
        UPDATE theseus.throttle SET at = clock_timestamp(), step = ?, signals = CAST(? AS jsonb)
        """,
        step,
        ThrottleCodec.write(signals));
  }

  /// Nobody looks any more.
  public static void unseen(Session session) throws SQLException {
    session.update("UPDATE theseus.throttle SET at = NULL, step = '', signals = '[]'");
  }

  /// What the signals said within the last ten seconds; empty when nobody looked.
  public static List<Signal> signals(Session session) throws SQLException {
    String json =
        session
            .first(
                """
                SELECT signals::text FROM theseus.throttle
                WHERE at > clock_timestamp() - interval '10 seconds'
                """,
                row -> row.getString(1))
            .orElse("[]");
    try {
      return ThrottleCodec.signals(json);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
