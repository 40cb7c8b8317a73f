package dev.theseus.internal.backfill;

import dev.theseus.plan.Step;
import java.sql.SQLException;

/// Carries out [Step.ChangeRows]: every row of its driving table is taken once, in the order of the
/// key, and it goes on where an earlier run ended.
///
/// **Locks** ROW EXCLUSIVE on the table it changes and the rows of one batch. **Fails with**
/// `database-error`, `interrupted`, `out-of-space`, `connection-lost`; what was done is kept in
/// each case and not done again. Not thread-safe.
public final class DataChanger {
  private final BackfillContext context;

  public DataChanger(BackfillContext context) {
    this.context = context;
  }

  /// Returns when every row was taken.
  public void run(Step.ChangeRows step) {
    try (Session session = new Session(context.connection())) {
      Job job = Job.changing(context, step, session);
      // A batch and its progress are lost or kept together; the record of the step's end is flushed
      // behind all of them.
      session.set("synchronous_commit", "off");
      new ChangeRun(job, step).run();
    } catch (SQLException e) {
      throw Failure.translated(e, "step " + step.id());
    }
  }
}
