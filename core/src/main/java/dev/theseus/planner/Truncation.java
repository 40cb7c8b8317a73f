package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `TRUNCATE` of tables that others point at: PostgreSQL refuses it although nothing points at a
/// row, and with CASCADE empties and locks every table that does.
record Truncation(Folding folding, Problems problems) {

  static boolean is(DirectStatement direct) {
    return direct.kind().equals("truncate");
  }

  /// The statement with every table it locks.
  Optional<DirectStatement> complete(Pending pending, DirectStatement direct) {
    boolean cascade =
        Grammar.statement(direct.statement().text()).tree().text("behavior").equals("DROP_CASCADE");
    Set<QualifiedName> emptied = new LinkedHashSet<>(direct.tables());
    List<QualifiedName> due = new ArrayList<>(direct.tables());
    boolean refused = false;
    while (!due.isEmpty()) {
      QualifiedName table = due.removeFirst();
      for (Constraint key : folding.pointingAt(table)) {
        boolean other = !emptied.contains(key.table()) && !folding.drops(key);
        if (other && !cascade) {
          refuse(pending, table, key);
          refused = true;
        } else if (other) {
          emptied.add(key.table());
          due.add(key.table());
          problems.warn(
              "%s: TRUNCATE %s CASCADE takes all rows of \"%s\" too, which points at \"%s\" by \"%s\""
                  .formatted(
                      pending.source().place(),
                      direct.tables().getFirst(),
                      key.table(),
                      table,
                      key.name()));
        }
      }
    }
    return refused ? Optional.empty() : Optional.of(locking(direct, emptied));
  }

  private void refuse(Pending pending, QualifiedName table, Constraint key) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "foreign key \"%s\" of \"%s\" points at \"%s\", so PostgreSQL does not truncate it alone"
            .formatted(key.name(), key.table(), table),
        pending.source().place(),
        "drop the foreign key before it in this release (ALTER TABLE %s DROP CONSTRAINT %s) and add"
                .formatted(key.table().quoted(), key.name().quoted())
            + " it again behind it, name both tables, or write DELETE");
  }

  private static DirectStatement locking(DirectStatement direct, Set<QualifiedName> tables) {
    return new DirectStatement(
        direct.target(),
        direct.kind(),
        direct.statement(),
        direct.tables(),
        tables.stream().map(one -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one)).toList(),
        direct.transactional(),
        direct.undo(),
        direct.warning(),
        direct.atContract(),
        direct.batching());
  }
}
