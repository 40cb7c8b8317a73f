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

/// The rows that a CHECK or a foreign key refuses, found before it is added.
///
/// **Locks** ACCESS SHARE on the table, and on what a foreign key points at. **Scans** them once.
final class Violations {
  private static final String SYNTAX_OR_ACCESS = "42";

  private final Session session;
  private final String place;

  Violations(Session session, String place) {
    this.session = session;
    this.place = place;
  }

  /// Fails when there are any, before the constraint is there.
  ///
  /// @param first whether the migration has changed nothing before
  void refuse(Step.FindViolations step, boolean first) throws SQLException {
    Optional<String> rows = step.target().isPresent() ? orphans(step) : describe(step.query());
    if (rows.isPresent()) {
      String what = step.target().isPresent() ? "foreign key" : "check";
      throw new DatabaseFailure(
          new Problem(
              ProblemCode.VALIDATION_FAILED,
              "%s %s of %s cannot be added: rows %s, %s"
                  .formatted(
                      what,
                      step.constraint(),
                      step.table(),
                      step.target()
                          .map(target -> "point at nothing in " + target)
                          .orElse("break it"),
                      rows.get()),
              place,
              (first ? "nothing has been changed; " : "the " + what + " has not been added; ")
                  + "remove or change these rows and run `theseus resume`, or `theseus rollback`"));
    }
  }

  /// The server proves a foreign key with rights and operators that a query need not have: where it
  /// does not run, the check of the rows that exist tells.
  private Optional<String> orphans(Step.FindViolations step) throws SQLException {
    try {
      return describe(step.query());
    } catch (SQLException e) {
      if (!String.valueOf(e.getSQLState()).startsWith(SYNTAX_OR_ACCESS)) {
        throw e;
      }
      return Optional.empty();
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
