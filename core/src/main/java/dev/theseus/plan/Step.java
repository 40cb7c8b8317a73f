package dev.theseus.plan;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the database will do. Steps are data: only the engine executes them, in one exhaustive
/// switch.
public sealed interface Step {
  StepHead head();

  Undo undo();

  default String id() {
    return head().id();
  }

  default Phase phase() {
    return head().phase();
  }

  /// What taking it back locks, the strongest lock per object.
  default List<LockUse> undoLocks() {
    return head().locks();
  }

  /// Statements that commit together with the record that they have run.
  ///
  /// **Locks** as declared, under the lock budget. **Reversible** by its undo, again in one
  /// transaction.
  record Transaction(StepHead head, List<Sql> statements, Undo undo, List<LockUse> undoLocks)
      implements Step {
    public Transaction(StepHead head, List<Sql> statements, Undo undo) {
      this(head, statements, undo, head.locks());
    }

    public Transaction {
      statements = List.copyOf(statements);
      undoLocks = List.copyOf(undoLocks);
      if (statements.isEmpty()) {
        throw new IllegalArgumentException("step " + head.id() + " has no statement");
      }
    }
  }

  /// Looks for rows that a unique index would refuse, and fails with them when there are any.
  ///
  /// **Locks** ACCESS SHARE on the table. **Scans** it once; changes nothing.
  ///
  /// @param index the index that is to come
  /// @param query as [DuplicateQuery#query] gives it
  record FindDuplicates(StepHead head, QualifiedName table, QualifiedName index, Sql query)
      implements Step {
    @Override
    public Undo undo() {
      return new Undo.Nothing();
    }
  }

  /// Looks for rows that a CHECK or a foreign key would refuse, and fails with them when there are
  /// any.
  ///
  /// **Locks** ACCESS SHARE on the table, and on what a foreign key points at. **Scans** them once;
  /// changes nothing.
  ///
  /// @param constraint the constraint that is to come
  /// @param query as [ViolationQuery#breaking] or [OrphanQuery#query] gives it
  /// @param target what a foreign key points at; empty for a CHECK
  record FindViolations(
      StepHead head,
      QualifiedName table,
      Identifier constraint,
      Sql query,
      Optional<QualifiedName> target)
      implements Step {
    public FindViolations(StepHead head, QualifiedName table, Identifier constraint, Sql query) {
      this(head, table, constraint, query, Optional.empty());
    }

    @Override
    public Undo undo() {
      return new Undo.Nothing();
    }
  }

  /// `CREATE [UNIQUE] INDEX CONCURRENTLY`, alone, without `lock_timeout`; an invalid leftover is
  /// dropped first.
  ///
  /// **Locks** SHARE UPDATE EXCLUSIVE on the table. **Scans** it twice. Whether it has happened is
  /// read from the catalog: the index exists and `indisvalid`.
  record CreateIndexConcurrently(
      StepHead head, QualifiedName table, QualifiedName index, Sql create) implements Step {
    @Override
    public Undo undo() {
      return new Undo.DropIndex(table, index);
    }
  }

  /// `DROP INDEX CONCURRENTLY IF EXISTS`, alone.
  ///
  /// **Locks** SHARE UPDATE EXCLUSIVE on the table; waits for transactions that use the index.
  record DropIndexConcurrently(StepHead head, QualifiedName table, QualifiedName index, Undo undo)
      implements Step {}

  /// Puts an index of a partitioned table together: on the table alone, then `CREATE INDEX
  /// CONCURRENTLY` on each partition, then attached.
  ///
  /// **Locks** SHARE on the partitioned table (ACCESS EXCLUSIVE for a key), each partition and each
  /// index that is attached, one at a time and under the lock budget; SHARE UPDATE EXCLUSIVE on the
  /// partition that is being read. **Scans** each partition twice. What is missing is read from the
  /// catalog, so that partitions may come and go meanwhile.
  record BuildPartitionedIndex(StepHead head, PartitionedIndex index) implements Step {
    @Override
    public Undo undo() {
      return new Undo.DropPartitionedIndex(index);
    }
  }

  /// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`, alone; one that was begun is finalized.
  ///
  /// **Locks** SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the partition when no
  /// transaction that saw it in the parent is left. Whether it has happened is read from the
  /// catalog.
  ///
  /// @param bound the condition of the CHECK that PostgreSQL leaves and that is dropped; empty
  ///   where it may stay
  /// @param checks the CHECKs the partition has before
  record DetachPartition(
      StepHead head,
      QualifiedName parent,
      QualifiedName table,
      String bound,
      List<Identifier> checks,
      Undo undo)
      implements Step {
    public DetachPartition {
      checks = List.copyOf(checks);
    }

    /// What the CHECK's text is LIKE: that of the bounds, but PostgreSQL folds a list of values
    /// into one constant.
    public String boundPattern() {
      StringBuilder pattern = new StringBuilder();
      int from = 0;
      int depth = 0;
      boolean folded = false;
      for (Token token : Grammar.scan(bound)) {
        if (!folded && token.is("array")) {
          pattern.append(escaped(bound.substring(from, token.range().start()))).append('%');
          folded = true;
        } else if (folded && token.is("[")) {
          depth++;
        } else if (folded && token.is("]") && --depth == 0) {
          from = token.range().end();
          folded = false;
        }
      }
      return pattern.append(escaped(bound.substring(from))).toString();
    }

    private static String escaped(String text) {
      return text.replaceAll("[\\\\%_]", "\\\\$0");
    }

    public Sql detach() {
      return Sql.of(
          "ALTER TABLE {parent} DETACH PARTITION {table} CONCURRENTLY",
          Map.of("parent", parent, "table", table));
    }

    public Sql finish() {
      return Sql.of(
          "ALTER TABLE {parent} DETACH PARTITION {table} FINALIZE",
          Map.of("parent", parent, "table", table));
    }
  }

  /// `ALTER TABLE … VALIDATE CONSTRAINT`.
  ///
  /// **Locks** SHARE UPDATE EXCLUSIVE on the table (ROW SHARE on the referenced one). **Scans** the
  /// table. Where rows break it, the step that added it is taken back at once.
  ///
  /// @param addedBy the id of that step; empty for a constraint that stood before
  record ValidateConstraint(
      StepHead head, QualifiedName table, Identifier constraint, String addedBy) implements Step {
    public ValidateConstraint(StepHead head, QualifiedName table, Identifier constraint) {
      this(head, table, constraint, "");
    }

    @Override
    public Undo undo() {
      return new Undo.Nothing();
    }
  }

  /// Fills columns in block-range chunks, each its own transaction together with its progress row.
  ///
  /// **Locks** ROW EXCLUSIVE on the table; rows locked by the application are skipped and swept
  /// later.
  ///
  /// @param firesUserTriggers names of user triggers that an UPDATE by the backfill would fire if
  ///   the session may not switch them off for itself
  record Backfill(
      StepHead head,
      QualifiedName table,
      List<Assignment> assignments,
      List<Identifier> firesUserTriggers)
      implements Step {
    public Backfill {
      assignments = List.copyOf(assignments);
      firesUserTriggers = List.copyOf(firesUserTriggers);
    }

    @Override
    public Undo undo() {
      return new Undo.Nothing();
    }
  }

  /// Reads every row and counts those that do not hold what they should; none may be left.
  ///
  /// **Locks** ACCESS SHARE. **Scans** the table in block ranges, no long snapshot.
  ///
  /// @param required columns that must not be NULL
  /// @param waysBack old columns as `down` gives them from the new ones; rows where that is another
  ///   value are counted and told of, but do not fail the step
  /// @param agreements what must hold from then on until contract; not asked by this step
  record Verify(
      StepHead head,
      QualifiedName table,
      List<Assignment> assignments,
      List<Identifier> required,
      List<Assignment> waysBack,
      List<Agreement> agreements)
      implements Step {
    public Verify {
      assignments = List.copyOf(assignments);
      required = List.copyOf(required);
      waysBack = List.copyOf(waysBack);
      agreements = List.copyOf(agreements);
    }

    public Verify(
        StepHead head,
        QualifiedName table,
        List<Assignment> assignments,
        List<Identifier> required) {
      this(head, table, assignments, required, List.of(), List.of());
    }

    @Override
    public Undo undo() {
      return new Undo.Nothing();
    }
  }

  /// An `UPDATE`, `DELETE` or `INSERT … SELECT` in batches of keys, each its own transaction
  /// together with its progress row: every row is taken once, whatever is interrupted.
  ///
  /// **Locks** ROW EXCLUSIVE on the table it changes and the rows of one batch; waits for a row
  /// that the application has locked, a few milliseconds at a time.
  ///
  /// @param statement as its author wrote it
  /// @param batch the same for the rows of one batch, see [BatchKey#condition]
  /// @param target the table it changes
  /// @param columns the columns it sets; empty for a `DELETE` and an `INSERT`
  /// @param key what cuts it into batches
  /// @param repeatable whether running it again for the same rows changes nothing
  record ChangeRows(
      StepHead head,
      Sql statement,
      Sql batch,
      QualifiedName target,
      List<Identifier> columns,
      BatchKey key,
      boolean repeatable,
      Undo undo)
      implements Step {
    public ChangeRows {
      columns = List.copyOf(columns);
    }
  }

  /// A statement that cannot run in a transaction and whose effect the catalog alone does not tell;
  /// run once.
  ///
  /// **Locks** as declared; waits for one that stops others five seconds at most.
  ///
  /// @param repeatable whether running it again does no harm, so that it is run again when nobody
  ///   knows whether it took effect
  record Standalone(StepHead head, Sql statement, Undo undo, boolean repeatable) implements Step {
    public Standalone(StepHead head, Sql statement, Undo undo) {
      this(head, statement, undo, false);
    }
  }
}
