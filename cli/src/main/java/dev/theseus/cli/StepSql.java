package dev.theseus.cli;

import dev.theseus.plan.Assignment;
import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The statements of a step for readers. What runs in chunks is shown once, for all rows.
final class StepSql {
  private StepSql() {}

  static List<String> of(Step step) {
    return switch (step) {
      case Step.Transaction it -> texts(it.statements());
      case Step.FindDuplicates it -> texts(List.of(it.query()));
      case Step.FindViolations it -> texts(List.of(it.query()));
      case Step.CreateIndexConcurrently it -> texts(List.of(it.create()));
      case Step.BuildPartitionedIndex it ->
          texts(it.index().acts().stream().map(PartitionedIndex.Act::sql).toList());
      case Step.DetachPartition it -> texts(List.of(it.detach()));
      case Step.DropIndexConcurrently it -> texts(List.of(dropIndex(it.index())));
      case Step.ValidateConstraint it -> texts(List.of(validate(it.table(), it.constraint())));
      case Step.Backfill it -> texts(List.of(backfill(it)));
      case Step.Verify it -> texts(List.of(verify(it)));
      case Step.ChangeRows it -> texts(List.of(it.statement()));
      case Step.Standalone it -> texts(List.of(it.statement()));
    };
  }

  static List<String> of(Undo undo) {
    return switch (undo) {
      case Undo.Statements it -> texts(it.statements());
      case Undo.DropIndex it -> texts(List.of(dropIndex(it.index())));
      case Undo.CreateIndex it -> texts(List.of(it.create()));
      case Undo.DropPartitionedIndex it -> texts(List.of(it.index().drop()));
      case Undo.AddConstraint it -> putBack(it);
      case Undo.Nothing it -> List.of();
      case Undo.Stays it -> List.of();
      case Undo.Restore it -> List.of();
    };
  }

  private static List<String> putBack(Undo.AddConstraint undo) {
    if (undo.partitions().isEmpty()) {
      return texts(List.of(undo.addNotValid(), validate(undo.table(), undo.constraint())));
    }
    List<Sql> all = new ArrayList<>();
    for (Undo.OnPartition one : undo.partitions()) {
      all.add(one.addNotValid());
      all.add(validate(one.table(), one.constraint()));
    }
    all.add(undo.addNotValid());
    return texts(all);
  }

  /// Whether the statements run together in one transaction.
  static boolean inTransaction(Step step) {
    return switch (step) {
      case Step.Transaction it -> true;
      case Step.FindDuplicates it -> false;
      case Step.FindViolations it -> false;
      case Step.CreateIndexConcurrently it -> false;
      case Step.BuildPartitionedIndex it -> false;
      case Step.DetachPartition it -> false;
      case Step.DropIndexConcurrently it -> false;
      case Step.ValidateConstraint it -> false;
      case Step.Backfill it -> false;
      case Step.Verify it -> false;
      case Step.ChangeRows it -> false;
      case Step.Standalone it -> false;
    };
  }

  /// What cuts a data change into batches, for example `id of public.users`.
  static String key(Step.ChangeRows step) {
    return step.key().parts().stream()
            .map(part -> part.column().toString())
            .collect(Collectors.joining(", "))
        + " of "
        + step.key().table();
  }

  private static Sql dropIndex(QualifiedName index) {
    return Sql.of("DROP INDEX CONCURRENTLY IF EXISTS {index}", Map.of("index", index));
  }

  private static Sql validate(QualifiedName table, Identifier constraint) {
    return Sql.of(
        "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
        Map.of("table", table, "constraint", constraint));
  }

  private static Sql backfill(Step.Backfill step) {
    List<Sql> sets = new ArrayList<>();
    for (Assignment one : step.assignments()) {
      sets.add(
          Sql.of("{column} = ({value})", Map.of("column", one.column(), "value", one.value())));
    }
    return Sql.of(
        "UPDATE {table}\n  SET {sets}\n  WHERE {due}",
        Map.of(
            "table", step.table(),
            "sets", SqlList.of(sets),
            "due", SqlList.anyOf(conditions(step.assignments()))));
  }

  private static Sql verify(Step.Verify step) {
    List<Sql> wrong = new ArrayList<>(conditions(step.assignments()));
    for (Identifier column : step.required()) {
      wrong.add(Sql.of("{column} IS NULL", Map.of("column", column)));
    }
    return Sql.of(
        "SELECT count(*) FROM {table}\n  WHERE {wrong}",
        Map.of("table", step.table(), "wrong", SqlList.anyOf(wrong)));
  }

  private static List<Sql> conditions(List<Assignment> assignments) {
    return assignments.stream()
        .map(
            one ->
                switch (one.rule()) {
                  case DIFFERS -> condition("{column} IS DISTINCT FROM ({value})", one);
                  case DIFFERS_AS_TEXT ->
                      condition("{column}::text IS DISTINCT FROM ({value})::text", one);
                  case MISSING_THOUGH_GIVEN ->
                      condition("{column} IS NULL AND ({value}) IS NOT NULL", one);
                  case MISSING -> Sql.of("{column} IS NULL", Map.of("column", one.column()));
                })
        .toList();
  }

  private static Sql condition(String template, Assignment one) {
    Map<String, SqlPart> parts = Map.of("column", one.column(), "value", one.value());
    return Sql.of(template, parts);
  }

  private static List<String> texts(List<Sql> statements) {
    return statements.stream().map(Sql::rendered).map(String::strip).toList();
  }
}
