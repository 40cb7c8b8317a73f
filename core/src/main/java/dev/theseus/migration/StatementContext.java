package dev.theseus.migration;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Statement;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.Migration.Note;
import dev.theseus.operation.Operation;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// One statement being read, and where its operations go.
///
/// @param names the names chosen so far in this migration
record StatementContext(
    ReaderOptions options,
    SourceText source,
    Statement statement,
    ChosenNames names,
    MigrationDraft draft) {

  Node tree() {
    return statement.tree();
  }

  /// The statement as written, without the final semicolon.
  String text() {
    return statement.text();
  }

  String place() {
    return source.line(statement.range().start());
  }

  void add(Operation operation) {
    draft.add(new Authored(operation, place(), text()));
  }

  void note(String text) {
    draft.add(new Note(place(), text));
  }

  /// The name of a `RangeVar`.
  QualifiedName relation(Node rangeVar) {
    String schema = rangeVar.text("schemaname");
    Identifier name = Identifier.of(rangeVar.text("relname"));
    return new QualifiedName(schema.isEmpty() ? options.baseSchema() : Identifier.of(schema), name);
  }

  /// A name of one or two parts (a database in front is left out).
  QualifiedName name(List<String> parts) {
    Identifier name = Identifier.of(parts.get(parts.size() - 1));
    return parts.size() < 2
        ? new QualifiedName(options.baseSchema(), name)
        : new QualifiedName(Identifier.of(parts.get(parts.size() - 2)), name);
  }

  /// The target of a statement that names no relation.
  QualifiedName nothing() {
    return new QualifiedName(options.baseSchema(), options.baseSchema());
  }

  UnsafeMigration refused(String what, String fix) {
    return new UnsafeMigration(new Problem(ProblemCode.UNSUPPORTED_STATEMENT, what, place(), fix));
  }
}
