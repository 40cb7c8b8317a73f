package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Statement;
import dev.theseus.migration.Directive.Direction;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.Migration.Note;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.Operation;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Collects what a pgroll migration becomes. Each operation is written as the SQL that asks for the
/// same, and read as such.
final class PgrollDraft {
  private final ReaderOptions options;
  private final String file;
  private final MigrationDraft draft;
  private final ChosenNames names;

  /// The old version's name of each renamed column, by table and new name.
  private final Map<QualifiedName, Map<Identifier, Identifier>> renamed = new HashMap<>();

  PgrollDraft(ReaderOptions options, String file, String name) {
    this.options = options;
    this.file = file;
    this.draft = new MigrationDraft(name);
    this.names = new ChosenNames(options);
  }

  /// An expression and where it stands.
  record Written(Expression expression, Document.Spot spot) {}

  QualifiedName relation(Identifier name) {
    return new QualifiedName(options.baseSchema(), name);
  }

  Migration build() {
    return draft.build();
  }

  String line(Document.Spot spot) {
    return file + ":" + spot.line();
  }

  void note(Document.Spot spot, String text) {
    draft.add(new Note(line(spot), text));
  }

  void add(PgrollOptions from, Sql statement) {
    add(from, statement, UnaryOperator.identity());
  }

  /// @param adapted makes of each operation read what is added
  void add(PgrollOptions from, Sql statement, UnaryOperator<Operation> adapted) {
    Migration read = read(from, statement.text(), StatementReader::read);
    take(read, from.mapping().spot(), adapted);
  }

  /// Statements that run at contract, as they are.
  void addLater(PgrollOptions from, String statements) {
    Migration read =
        read(from, statements, context -> context.add(DirectReader.read(context).later()));
    take(read, from.mapping().spot(), UnaryOperator.identity());
  }

  /// What one statement becomes.
  private interface Reading {
    void read(StatementContext context);
  }

  private Migration read(PgrollOptions from, String sql, Reading reading) {
    MigrationDraft part = new MigrationDraft(file);
    SourceText source = new SourceText(file, sql);
    try {
      for (Statement statement : Grammar.parse(sql).statements()) {
        reading.read(new StatementContext(options, source, statement, names, part));
      }
      return part.build();
    } catch (MigrationException e) {
      throw placed(e, from);
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage() == null ? "cannot be read" : e.getMessage();
      throw from.place().problem(from.mapping().spot(), "is not valid: " + reason, "correct it");
    }
  }

  private MigrationException placed(MigrationException e, PgrollOptions from) {
    Document.Spot spot = from.mapping().spot();
    Problem problem = e.problem().at(file + ":" + spot.line() + ":" + spot.column());
    return e instanceof UnsafeMigration
        ? new UnsafeMigration(problem)
        : new InvalidMigration(problem, e);
  }

  void take(Migration read, Document.Spot spot, UnaryOperator<Operation> adapted) {
    for (Authored one : read.operations()) {
      draft.add(new Authored(adapted.apply(one.operation()), line(spot), one.statement()));
    }
    read.directives().forEach(draft::add);
    read.notes().forEach(one -> draft.add(new Note(line(spot), one.text())));
  }

  /// The statements of a text, with their places in the file and without being added.
  Migration script(String text, Document.Spot spot, DocumentPlace place) {
    String label = line(spot) + " " + place.path();
    return new MigrationReader(options).read(label, text);
  }

  /// Each statement as it is carried out as written.
  DirectStatement direct(PgrollOptions from, Statement statement) {
    StatementContext context =
        new StatementContext(
            options, new SourceText(file, statement.text()), statement, names, draft);
    try {
      return DirectReader.read(context);
    } catch (IllegalArgumentException e) {
      throw from.place()
          .problem(from.mapping().spot(), "is not valid: " + e.getMessage(), "correct it");
    }
  }

  void renamed(QualifiedName table, Identifier from, Identifier to) {
    Map<Identifier, Identifier> columns = renamed.computeIfAbsent(table, t -> new HashMap<>());
    Identifier original = columns.getOrDefault(from, from);
    columns.remove(from);
    columns.put(to, original);
  }

  void renamed(QualifiedName from, Identifier to) {
    Map<Identifier, Identifier> columns = renamed.remove(from);
    if (columns != null) {
      renamed.put(from.withName(to), columns);
    }
  }

  void up(QualifiedName table, Identifier column, Written written) {
    directive(Direction.UP, table, column, written);
  }

  /// @param column by its name at this point of the migration
  void down(QualifiedName table, Identifier column, Written written) {
    Identifier original = renamed.getOrDefault(table, Map.of()).getOrDefault(column, column);
    directive(Direction.DOWN, table, original, written);
  }

  private void directive(
      Direction direction, QualifiedName table, Identifier column, Written written) {
    draft.add(new Directive(direction, table, column, written.expression(), line(written.spot())));
  }
}
