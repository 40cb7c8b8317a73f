package dev.theseus.internal.state;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.sql.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/// The schema `theseus` itself.
public final class StateSchema {
  private static final int FORMAT = 1;

  private StateSchema() {}

  /// Whether the schema is there; also checks that this release knows its format.
  ///
  /// @throws StateConflict `wrong-state` if a newer release made it
  public static boolean exists(Session session) throws SQLException {
    if (!session.flag("SELECT to_regclass('theseus.installation') IS NOT NULL")) {
      return false;
    }
    long format = session.number("SELECT format FROM theseus.installation");
    if (format != FORMAT) {
      throw new StateConflict(
          Problem.of(
              ProblemCode.WRONG_STATE,
              "the schema theseus has format %d, this release knows %d".formatted(format, FORMAT),
              "use the release of Theseus that made it, or a newer one"));
    }
    return true;
  }

  /// Makes the schema where it is missing, in one transaction. The caller owns the database.
  public static void install(Session session) throws SQLException {
    if (exists(session)) {
      return;
    }
    Sql script = script();
    session.<Boolean>transaction(
        () -> {
          session.execute(script);
          return true;
        });
  }

  /// The statements that make the schema, to be run once in one transaction.
  public static Sql script() {
    return Sql.verbatim(resource("state-1.sql"));
  }

  private static String resource(String name) {
    try (InputStream in = StateSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
