package dev.theseus.internal.engine;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.plan.Step;
import dev.theseus.plan.ViolationQuery;
import dev.theseus.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows that a CHECK refuses, found before it is added.
///
/// **Locks** ACCESS SHARE on the table. **Scans** it once.
final class Violations {
  private final Session session;
  private final String place;

  Violations(Session session, String place) {
    this.session = session;
    this.place = place;
  }

  /// Fails when there are any, before the CHECK is there.
  void refuse(Step.FindViolations step) throws SQLException {
    Optional<String> rows = describe(step.query());
    if (rows.isPresent()) {
      throw new DatabaseFailure(
          new Problem(
              ProblemCode.VALIDATION_FAILED,
              "check %s of %s cannot be added: rows break it, %s"
                  .formatted(step.constraint(), step.table(), rows.get()),
              place,
              "the check has not been added; remove or change these rows and run `theseus resume`,"
                  + " or `theseus rollback`"));
    }
  }

  /// The first of them, in words; empty when there are none.
  Optional<String> describe(Sql query) throws SQLException {
    List<String> rows = new ArrayList<>();
    String named = "";
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      ResultSet row = statement.executeQuery(query.text());
      while (row.next()) {
        named = row.getString("named");
        rows.add(row.getString("place"));
      }
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of("(%s) %s".formatted(named, listed(rows)));
  }

  private static String listed(List<String> rows) {
    boolean more = rows.size() > ViolationQuery.LIMIT;
    return String.join("; ", rows.subList(0, Math.min(rows.size(), ViolationQuery.LIMIT)))
        + (more ? "; and more" : "");
  }
}
