package dev.theseus.check.planned;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Script;
import dev.theseus.grammar.Statement;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A step as a file of statements, the way the engine sends them: chunks stand for themselves once,
/// with the range of blocks they are limited to.
final class StepFile {
  private static final int TRANSACTION = 0;

  private StepFile() {}

  static CheckedFile of(Plan plan, Step step) {
    String text = text(step);
    Script script = Grammar.parse(text);
    int transaction = step instanceof Step.Transaction ? TRANSACTION : CheckedStatement.ALONE;
    List<CheckedStatement> statements = new ArrayList<>();
    for (Statement statement : script.statements()) {
      statements.add(new CheckedStatement(statement, statement.text(), 0, transaction));
    }
    return new CheckedFile(
        step.id(),
        text,
        statements,
        new CheckedFile.Circumstances(
            "theseus",
            CheckedFile.Joining.RUNNER,
            plan.name() + "/" + step.phase().verb().name(),
            true),
        List.of());
  }

  private static String text(Step step) {
    StringBuilder text = new StringBuilder();
    for (Sql statement : statements(step)) {
      text.append(statement.rendered().strip());
      text.append(text.charAt(text.length() - 1) == ';' ? "\n" : ";\n");
    }
    return text.toString();
  }

  private static List<Sql> statements(Step step) {
    return switch (step) {
      case Step.Transaction it -> it.statements();
      case Step.FindDuplicates it -> List.of(it.query());
      case Step.FindViolations it -> List.of(it.query());
      case Step.CreateIndexConcurrently it -> List.of(it.create());
      case Step.BuildPartitionedIndex it ->
          it.index().acts().stream().map(PartitionedIndex.Act::sql).toList();
      case Step.DetachPartition it -> List.of(it.detach());
      case Step.DropIndexConcurrently it ->
          List.of(Sql.of("DROP INDEX CONCURRENTLY IF EXISTS {index}", Map.of("index", it.index())));
      case Step.ValidateConstraint it ->
          List.of(
              Sql.of(
                  "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
                  Map.of("table", it.table(), "constraint", it.constraint())));
      case Step.Backfill it -> List.of(chunk(it));
      case Step.Verify it ->
          List.of(
              Sql.of(
                  "SELECT count(*) FROM {table} WHERE ctid BETWEEN '(0,0)' AND '(128,0)'",
                  Map.of("table", it.table())));
      case Step.ChangeRows it -> List.of(it.batch());
      case Step.Standalone it -> List.of(it.statement());
    };
  }

  private static Sql chunk(Step.Backfill step) {
    List<Sql> sets = new ArrayList<>();
    for (Assignment one : step.assignments()) {
      sets.add(
          Sql.of("{column} = ({value})", Map.of("column", one.column(), "value", one.value())));
    }
    return Sql.of(
        "UPDATE {table} SET {sets} WHERE ctid BETWEEN '(0,0)' AND '(128,0)'",
        Map.of("table", step.table(), "sets", SqlList.of(sets)));
  }
}
