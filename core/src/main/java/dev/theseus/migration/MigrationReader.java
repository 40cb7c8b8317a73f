package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Script;
import dev.theseus.grammar.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads migrations as teams write them: plain SQL, Flyway and numbered folders, Liquibase's
/// formatted SQL, YAML and JSON.
///
/// Thread-safe; touches no database.
public final class MigrationReader {
  private final ReaderOptions options;

  public MigrationReader(ReaderOptions options) {
    this.options = options;
  }

  /// The migration in this SQL text.
  ///
  /// **Fails with** `syntax-error` (place, line and caret), `invalid-directive`,
  /// `unsupported-statement`.
  ///
  /// @param file the file's name; its beginning up to `.sql` becomes the migration's name
  public Migration read(String file, String sql) {
    return read(MigrationFiles.nameOf(file), new SourceText(file, withoutMark(sql)));
  }

  /// The migrations in these files and folders: files in the given order, those of a folder in the
  /// order of [MigrationFiles]. A file of Liquibase changesets gives one migration per changeset.
  public List<Migration> readFiles(List<Path> paths) {
    List<Migration> migrations = new ArrayList<>();
    for (MigrationFiles.Found found : MigrationFiles.in(paths)) {
      String file = found.shownAs();
      String text = withoutMark(found.text());
      String lower = file.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
        migrations.add(new MigrationCodec(options).read(file, text, MigrationCodec.Format.YAML));
      } else if (lower.endsWith(".json")) {
        migrations.add(new MigrationCodec(options).read(file, text, MigrationCodec.Format.JSON));
      } else if (ChangesetHead.isFormattedSql(text)) {
        for (Changesets.Changeset changeset : Changesets.split(new SourceText(file, text))) {
          migrations.add(read(changeset.name(), new SourceText(file, changeset.text())));
        }
      } else {
        migrations.add(read(file, text));
      }
    }
    return migrations;
  }

  private Migration read(String name, SourceText written) {
    MigrationDraft draft = new MigrationDraft(name);
    SourceText source = Templating.resolve(written, options.placeholders(), draft);
    Script script = SyntaxCheck.parse(source, draft);
    NameLength.tooLong(source.text())
        .ifPresent(
            token -> {
              throw source.invalid(
                  ProblemCode.SYNTAX_ERROR,
                  token.range().start(),
                  NameLength.problem(token),
                  "shorten it");
            });
    ChosenNames names = new ChosenNames(options);
    for (Statement statement : script.statements()) {
      try {
        StatementReader.read(new StatementContext(options, source, statement, names, draft));
      } catch (IllegalArgumentException e) {
        // names and types the grammar lets through and our own types refuse: too long, for one
        throw new InvalidMigration(
            new Problem(
                ProblemCode.SYNTAX_ERROR,
                String.valueOf(e.getMessage()),
                source.line(statement.range().start()),
                "correct the statement"),
            e);
      }
    }
    BatchDirective.refuseElsewhere(source, script);
    new DirectiveReader(source, options.baseSchema()).read(script.comments()).forEach(draft::add);
    return draft.build();
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
