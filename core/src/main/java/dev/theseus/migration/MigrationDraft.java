package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.Migration.Note;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameTable;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collects what becomes a [Migration] and checks what only the whole can tell: that a directive
/// stands once and names a table that an operation touches.
final class MigrationDraft {
  private final String name;
  private final List<Authored> operations = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  MigrationDraft(String name) {
    this.name = name;
  }

  void add(Authored operation) {
    operations.add(operation);
  }

  void add(Directive directive) {
    for (Directive other : directives) {
      if (other.direction() == directive.direction()
          && other.table().equals(directive.table())
          && other.column().equals(directive.column())) {
        throw invalid(
            directive,
            "%s %s.%s is written twice, first at %s"
                .formatted(
                    keyword(directive), directive.table(), directive.column(), other.place()),
            "remove one of them");
      }
    }
    directives.add(directive);
  }

  /// Lets a constraint that was added NOT VALID be validated after all.
  ///
  /// @return false when this migration adds no such constraint
  boolean validateLater(QualifiedName table, Identifier constraint) {
    for (int i = 0; i < operations.size(); i++) {
      Authored authored = operations.get(i);
      Optional<Authored> validated = authored.validating(table, constraint);
      if (validated.isPresent()) {
        operations.set(i, validated.get());
        return true;
      }
    }
    return false;
  }

  void add(Note note) {
    notes.add(note);
  }

  Migration build() {
    Set<QualifiedName> touched = touched();
    for (Directive directive : directives) {
      if (!touched.contains(directive.table())) {
        throw invalid(
            directive,
            "%s %s.%s names a table that no operation of %s changes"
                .formatted(keyword(directive), directive.table(), directive.column(), name),
            touched.isEmpty()
                ? "remove it"
                : "correct the table (" + NameText.list(touched) + ") or remove it");
      }
    }
    directives.sort(Comparator.comparing(Directive::direction));
    return new Migration(name, operations, directives, notes);
  }

  private Set<QualifiedName> touched() {
    Set<QualifiedName> touched = new LinkedHashSet<>();
    for (Authored authored : operations) {
      Operation operation = authored.operation();
      touched.addAll(Touched.tables(operation));
      if (operation instanceof RenameTable rename) {
        touched.add(rename.table().withName(rename.to()));
      }
    }
    return touched;
  }

  private static String keyword(Directive directive) {
    return switch (directive.direction()) {
      case UP -> "theseus:up";
      case DOWN -> "theseus:down";
    };
  }

  private static InvalidMigration invalid(Directive directive, String what, String fix) {
    return new InvalidMigration(
        new Problem(ProblemCode.INVALID_DIRECTIVE, what, directive.place(), fix));
  }
}
