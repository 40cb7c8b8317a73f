package dev.theseus.plan;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Optional;

/// The way back of one step.
public sealed interface Undo {
  /// Statements that run in one transaction under the lock budget.
  record Statements(List<Sql> statements) implements Undo {
    public Statements {
      statements = List.copyOf(statements);
      if (statements.isEmpty()) {
        throw new IllegalArgumentException("an undo without statements is Undo.Nothing");
      }
    }
  }

  /// Nothing is left to take back (the undo of another step covers it, or the step only reads).
  record Nothing() implements Undo {}

  /// It stays when the rest is taken back; harmless, and said so.
  record Stays(String reason) implements Undo {}

  /// Only a backup brings it back.
  record Restore(String reason) implements Undo {}

  /// `DROP INDEX CONCURRENTLY IF EXISTS`, alone.
  record DropIndex(QualifiedName table, QualifiedName index) implements Undo {}

  /// `CREATE INDEX CONCURRENTLY`, alone; what [Step.CreateIndexConcurrently] does.
  record CreateIndex(QualifiedName table, QualifiedName index, Sql create) implements Undo {}

  /// Drops the index of a partitioned table with those of its partitions, under the lock budget.
  /// Indexes of the user's that were attached are built again before, because PostgreSQL does not
  /// let them go.
  record DropPartitionedIndex(PartitionedIndex index) implements Undo {}

  /// Puts a dropped CHECK or foreign key back: `ADD CONSTRAINT … NOT VALID` in one transaction
  /// under the lock budget, then `VALIDATE CONSTRAINT` in a second one. Where rows were written
  /// meanwhile that break it, a warning says so: a CHECK is left off, because it would refuse every
  /// change of such a row; a foreign key, which does not, stays NOT VALID.
  ///
  /// A foreign key of a partitioned table before PostgreSQL 18, which has no NOT VALID there, is
  /// put back on each partition first, then on the table, which adopts them without a scan.
  ///
  /// @param addNotValid the statement; without NOT VALID where there are partitions
  /// @param partitions what is put back before
  /// @param breaking finds the rows that break a CHECK, as [ViolationQuery#breaking] gives it;
  ///   empty for a foreign key
  /// @param comment gives the constraint its comment again, in the transaction that puts it back
  record AddConstraint(
      QualifiedName table,
      Identifier constraint,
      Sql addNotValid,
      List<OnPartition> partitions,
      Optional<Sql> breaking,
      Optional<Sql> comment)
      implements Undo {
    public AddConstraint(QualifiedName table, Identifier constraint, Sql addNotValid) {
      this(table, constraint, addNotValid, List.of(), Optional.empty(), Optional.empty());
    }

    public AddConstraint {
      partitions = List.copyOf(partitions);
    }
  }

  /// The constraint of one partition.
  record OnPartition(QualifiedName table, Identifier constraint, Sql addNotValid) {}

  static Undo of(Sql... statements) {
    return new Statements(List.of(statements));
  }
}
