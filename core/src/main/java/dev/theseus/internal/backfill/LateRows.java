package dev.theseus.internal.backfill;

import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for rows that came into a migrated table with a partition, or a table that inherits, that
/// was attached after the backfill: no trigger has seen them, and their old values would go at
/// contract.
///
/// **Locks** ACCESS SHARE, for one short statement's time. **Scans** tables that the backfill has
/// not met, in block ranges.
public final class LateRows {
  private static final long BLOCKS = 2048;

  private final BackfillContext context;

  public LateRows(BackfillContext context) {
    this.context = context;
  }

  /// The first such row of each table that has any, for people.
  public List<String> find(List<Step.Verify> steps) {
    List<String> found = new ArrayList<>();
    try (Session session = new Session(context.connection())) {
      for (Step.Verify step : steps) {
        for (Heap heap : Heap.below(step.table(), session)) {
          if (!known(heap, session)) {
            first(heap, step, session)
                .ifPresent(row -> found.add("%s where %s".formatted(heap.name().quoted(), row)));
          }
        }
      }
    } catch (SQLException e) {
      throw Failure.translated(e, "rows of partitions that came later");
    }
    return found;
  }

  /// Whether a backfill of this migration has filled it.
  private boolean known(Heap heap, Session session) throws SQLException {
    return ProgressTable.filled(context.migrationId(), heap, session);
  }

  private Optional<String> first(Heap heap, Step.Verify step, Session session) throws SQLException {
    ChunkSql sql = ChunkSql.verifying(heap, missing(step), session);
    SqlPart condition =
        step.waysBack().isEmpty()
            ? sql.wrong()
            : SqlList.allOf(List.of(within(sql.wrong()), within(sql.lost())));
    for (Range rest = new Range(0, heap.blocks()); rest.blocks() > 0; ) {
      Range range = rest.first(BLOCKS);
      List<String> places = new ArrayList<>();
      session.query(sql.places(sql.in(range), condition, 1), row -> places.add(row.getString(1)));
      session.commit();
      if (!places.isEmpty()) {
        return Optional.of(new RowKeys(heap, sql, session).keyAt(places.getFirst()));
      }
      rest = new Range(range.to(), rest.to());
    }
    return Optional.empty();
  }

  private static Sql within(SqlPart condition) {
    return Sql.of("({condition})", Map.of("condition", condition));
  }

  /// A value of the new version that differs is its own; one that is missing may be, where the way
  /// back gives the old value.
  private static Step.Verify missing(Step.Verify step) {
    return new Step.Verify(
        step.head(),
        step.table(),
        step.assignments().stream()
            .map(
                one ->
                    new Assignment(one.column(), one.value(), Assignment.Rule.MISSING_THOUGH_GIVEN))
            .toList(),
        List.of(),
        step.waysBack(),
        List.of());
  }
}
