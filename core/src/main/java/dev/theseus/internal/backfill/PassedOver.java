package dev.theseus.internal.backfill;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.backfill.SkipList.Entry;
import dev.theseus.internal.backfill.SkipList.Outcome;
import dev.theseus.internal.backfill.ValueFinder.Attempt;
import dev.theseus.internal.backfill.ValueFinder.Culprit;
import dev.theseus.plan.Assignment;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The rows of one heap that its statements pass over because their new value cannot be stored.
///
/// They are known by their keys, wherever writes move them. Where there is no key they are known by
/// their places: one that is written is at another place, where the sync trigger has filled it or
/// where it fails anew.
final class PassedOver {
  private static final int NAMED = 5;

  private final Job job;
  private final Heap heap;
  private final ChunkSql sql;
  private final Session session;
  private final SkipList list;
  private final ValueFinder finder;
  private final Set<RowKey> rows = new LinkedHashSet<>();

  PassedOver(Job job, Heap heap, ChunkSql sql) {
    this.job = job;
    this.heap = heap;
    this.sql = sql;
    this.session = job.session();
    this.list = new SkipList(session, job.context().migrationId());
    this.finder = new ValueFinder(heap, sql, job.step(), session);
  }

  /// Tries each listed row again: those that can be filled now are, the others are passed over.
  ///
  /// @return those that still cannot be filled
  List<Entry> tryAgain() throws SQLException {
    List<Entry> left = new ArrayList<>();
    rows.clear();
    sql.passOver(rows);
    List<Entry> open = job.assignments().isEmpty() ? List.of() : list.open(heap);
    for (Entry entry : open) {
      Optional<Sql> where = sql.at(entry.row());
      if (where.isEmpty() || mended(entry, where.get())) {
        continue;
      }
      rows.add(entry.row());
      left.add(entry);
    }
    sql.passOver(rows);
    return left;
  }

  /// Fills the row and strikes it off the list, in one transaction.
  private boolean mended(Entry entry, Sql where) throws SQLException {
    try {
      boolean[] there = {session.update(sql.update(where)) > 0};
      session.query(sql.places(where), row -> there[0] = true);
      list.close(entry, there[0] ? Outcome.MENDED : Outcome.GONE);
      job.context().fence().run();
      session.commit();
      return true;
    } catch (SQLException e) {
      session.rollback(e);
      return switch (Failure.of(e)) {
        case VALUE, LOCKED, TOO_LONG, AGAIN -> false;
        case NO_SPACE, CONNECTION_LOST, OTHER -> throw e;
      };
    } catch (RuntimeException e) {
      session.rollback(e);
      throw e;
    }
  }

  /// Puts rows that a statement over the range failed at on the list.
  ///
  /// @param attempt the statement
  /// @return false when no row fails any more
  /// @throws MigrationException `conversion-failed` that names the first one where none may be
  ///   passed over, or no more
  boolean failing(SQLException e, Range range, Attempt attempt) throws SQLException {
    boolean all = job.context().skips().allowed();
    List<Culprit> found =
        session.inSnapshot(() -> culprits(range, attempt, all ? Integer.MAX_VALUE : 1));
    if (!all) {
      throw finder.problem(e, found);
    }
    for (Culprit one : found) {
      add(one);
    }
    sql.passOver(rows);
    return !found.isEmpty();
  }

  /// Reading leaves no dead rows behind; where it does not fail, storing does.
  private List<Culprit> culprits(Range range, Attempt attempt, int most) throws SQLException {
    Attempt reading = where -> session.query(sql.countDue(where), row -> {});
    Attempt cheapest = finder.fails(sql.in(range), reading).isPresent() ? reading : attempt;
    return finder.culprits(range, cheapest, most);
  }

  private void add(Culprit culprit) throws SQLException {
    String message = Failure.firstLine(culprit.failure());
    String state = String.valueOf(culprit.failure().getSQLState());
    String columns = columns(culprit.place());
    long listed;
    try {
      list.add(job.step(), heap, new Entry(0, culprit.row(), state, message), columns);
      listed = list.count();
      if (listed > job.context().skips().atMost()) {
        throw full(culprit);
      }
      job.context().fence().run();
      session.commit();
    } catch (SQLException | RuntimeException e) {
      session.rollback(e);
      throw e;
    }
    rows.add(culprit.row());
    job.context()
        .listener()
        .on(
            new MigrationEvent.RowSkipped(
                job.context().migration(),
                job.step(),
                heap.name(),
                culprit.row().text(),
                columns,
                state,
                message,
                listed));
  }

  /// The column whose value fails; all of them where each alone does not.
  private String columns(String place) throws SQLException {
    if (job.assignments().size() > 1) {
      for (Assignment one : job.assignments()) {
        ChunkSql alone = ChunkSql.filling(heap, job.table(), List.of(one), session);
        Attempt storing = where -> session.update(alone.update(where));
        if (finder.fails(alone.at(place), storing).isPresent()) {
          return one.column().name();
        }
      }
    }
    return job.assignments().stream()
        .map(one -> one.column().name())
        .collect(Collectors.joining(", "));
  }

  private MigrationException full(Culprit culprit) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.CONVERSION_FAILED,
            "%d rows are on the skip list, as many as may be, and the new value of the row of %s where %s cannot be stored either: %s (SQLSTATE %s)"
                .formatted(
                    job.context().skips().atMost(),
                    heap.name().quoted(),
                    culprit.row().text(),
                    Failure.firstLine(culprit.failure()),
                    culprit.failure().getSQLState()),
            "step " + job.step(),
            "see theseus skipped; correct the rows and run theseus resume --skip-failing, with a"
                + " greater --skip-at-most if need be; or run theseus rollback and correct the"
                + " migration's up expression"),
        culprit.failure());
  }

  /// That rows are left which keep the new version from being published.
  static MigrationException unmended(Job job, List<Entry> left) {
    String named =
        left.stream().limit(NAMED).map(Entry::text).collect(Collectors.joining("; "))
            + (left.size() > NAMED ? "; …" : "");
    return new MigrationException(
        new Problem(
            ProblemCode.CONVERSION_FAILED,
            "%d rows of %s are on the skip list, their new value cannot be stored (%s); everything else is filled"
                .formatted(left.size(), job.table().quoted(), named),
            "step " + job.step(),
            "see theseus skipped; correct or delete these rows, then run theseus resume, which"
                + " tries them again; or run theseus rollback and correct the migration's up"
                + " expression"));
  }
}
