package dev.theseus.plan.files;

import dev.theseus.plan.Phase;
import dev.theseus.sql.Sql;
import java.util.List;

/// What one file does and how it is taken back.
///
/// @param slug letters, digits and underscores
/// @param before comments that stand above the SQL, without the dashes
/// @param after comments that stand below it
record Piece(
    String slug,
    Phase.Verb part,
    List<String> before,
    Script forward,
    List<String> after,
    Script back) {
  Piece {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// Statements that one file, or one changeset, runs.
  ///
  /// @param transaction whether they commit together; else there is one at most
  /// @param notes comments that stand above it
  record Script(List<String> notes, List<Sql> statements, boolean transaction) {
    Script {
      notes = List.copyOf(notes);
      statements = List.copyOf(statements);
      if (!transaction && statements.size() > 1) {
        throw new IllegalArgumentException("outside transactions each statement stands alone");
      }
    }

    /// Nothing to do, for this reason.
    static Script nothing(String why) {
      return new Script(List.of(why), List.of(), true);
    }

    static Script alone(Sql statement) {
      return new Script(List.of(), List.of(statement), false);
    }
  }
}
