package dev.theseus.internal.engine;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.plan.Step;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows that a unique index refuses, found before it is built or after its build has failed.
///
/// **Locks** ACCESS SHARE on the table. **Scans** it once.
final class Duplicates {
  private final Session session;
  private final String place;

  Duplicates(Session session, String place) {
    this.session = session;
    this.place = place;
  }

  /// Fails when there are any.
  ///
  /// @param first whether the migration has changed nothing before
  void refuse(Step.FindDuplicates step, boolean first) throws SQLException {
    Optional<String> found = describe(step.table(), step.query());
    if (found.isPresent()) {
      throw new DatabaseFailure(
          new Problem(
              ProblemCode.VALIDATION_FAILED,
              "unique index %s cannot be built: %s".formatted(step.index(), found.get()),
              place,
              (first ? "nothing has been changed; " : "")
                  + "remove or change these rows and run `theseus resume`, or `theseus rollback`"));
    }
  }

  /// What is too many, in words; empty when nothing is.
  Optional<String> describe(QualifiedName table, Sql query) throws SQLException {
    List<String> groups = new ArrayList<>();
    String all = "";
    long count = 0;
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      ResultSet row = statement.executeQuery(query.text());
      while (row.next()) {
        all = all(table, row);
        count = row.getLong("groups");
        groups.add(group(row));
      }
    }
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    long left = count - groups.size();
    String more = left > 0 ? "; and %d more".formatted(left) : "";
    return Optional.of(all + ": " + String.join("; ", groups) + more);
  }

  private static String all(QualifiedName table, ResultSet row) throws SQLException {
    long groups = row.getLong("groups");
    return "%d %s of %s in %s %s %d %s too many"
        .formatted(
            groups,
            groups == 1 ? "value" : "values",
            row.getString("keys"),
            table,
            groups == 1 ? "has" : "have",
            row.getLong("surplus"),
            row.getLong("surplus") == 1 ? "row" : "rows");
  }

  private static String group(ResultSet row) throws SQLException {
    long copies = row.getLong("copies");
    String first = row.getString("first");
    return copies == 1
        ? "%s at %s %s".formatted(row.getString("key"), row.getString("named"), first)
        : "%s %d times, first at %s %s, last at %s"
            .formatted(
                row.getString("key"), copies, row.getString("named"), first, row.getString("last"));
  }
}
