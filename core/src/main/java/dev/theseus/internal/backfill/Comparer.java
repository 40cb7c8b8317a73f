package dev.theseus.internal.backfill;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Step;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/// Reads every row of a table both of whose versions are live, in short statements, and finds those
/// whose old and new columns do not stand for the same: written by somebody who kept the sync
/// trigger from firing, or restored from elsewhere.
///
/// **Locks** ACCESS SHARE, for one statement's time. **Scans** the table once. **Fails with**
/// `interrupted`, `connection-lost`, `database-error`. Not thread-safe.
public final class Comparer {
  private final BackfillContext context;

  public Comparer(BackfillContext context) {
    this.context = context;
  }

  /// What stands against giving the old columns up; empty when each row agrees.
  public Optional<Problem> run(Step.Verify step) {
    if (step.agreements().isEmpty()) {
      return Optional.empty();
    }
    try (Session session = new Session(context.connection())) {
      Job job = Job.verifying(context, step, session);
      if (undecidable(job, step)) {
        return Optional.empty();
      }
      Compared compared = compare(job, step);
      if (compared.wrong().rows() > 0) {
        return Optional.of(problem(step, compared.wrong()));
      }
      return compared.unable() > 0
          ? Optional.of(unable(step, compared.unable()))
          : Optional.empty();
    } catch (SQLException e) {
      throw Failure.translated(e, "step " + step.id());
    }
  }

  /// A table without a primary key records whole rows as they were, by which none is found again.
  private static boolean undecidable(Job job, Step.Verify step) throws SQLException {
    if (step.agreements().stream().noneMatch(one -> one.key().isEmpty())) {
      return false;
    }
    boolean[] recorded = {false};
    job.session()
        .query(
            Sql.of(
                "SELECT EXISTS (SELECT FROM theseus.divergence WHERE migration = {migration})",
                Map.of("migration", Literal.of(job.context().migration()))),
            row -> recorded[0] = row.getBoolean(1));
    job.session().commit();
    if (recorded[0]) {
      job.warn(
          ("rows of %s are not compared: it has no primary key, and theseus.divergence holds rows"
                  + " that cannot agree")
              .formatted(step.table().quoted()));
    }
    return recorded[0];
  }

  private static Compared compare(Job job, Step.Verify step) throws SQLException {
    Compared compared = new Compared();
    HeapWalk.each(
        job, step.table(), heap -> new HeapComparison(job, step, heap).run(), compared::add);
    return compared;
  }

  private static Problem problem(Step.Verify step, WrongRows wrong) {
    return Problem.of(
        ProblemCode.UNVERIFIED_ROWS,
        "%d rows of %s hold old and new values that do not stand for the same (%s%s)"
            .formatted(
                wrong.rows(),
                step.table().quoted(),
                String.join("; ", wrong.keys()),
                wrong.rows() > wrong.keys().size() ? "; …" : ""),
        "find what writes to the table without firing its triggers; then store the right value of"
            + " each row through the new version, which carries it over to the old one");
  }

  /// What the trigger could not convert it has recorded, and such rows are not asked.
  private static Problem unable(Step.Verify step, long rows) {
    return Problem.of(
        ProblemCode.UNVERIFIED_ROWS,
        "%d rows of %s could not be compared: their conversions fail both ways, and the sync"
                .formatted(rows, step.table().quoted())
            + " trigger has not recorded them",
        "find what writes to the table without firing its triggers; then store the right value of"
            + " each row through the new version, which carries it over to the old one");
  }
}
