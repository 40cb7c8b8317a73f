package dev.theseus.planner;

import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;
import java.util.Set;

/// Constraints whose index PostgreSQL builds only while the table is locked, so that nobody reads
/// or writes it for as long as the build takes. On a table that holds rows they are refused, with
/// what can be done instead.
record LockedBuild(Folding folding, Problems problems) {
  private static final Set<String> KEYS = Set.of("CONSTR_UNIQUE", "CONSTR_PRIMARY");

  /// Whether the statement was refused.
  boolean refused(Pending pending, DirectStatement direct) {
    Optional<Node> constraint = added(direct);
    Optional<Table> table = direct.tables().stream().findFirst().flatMap(this::holdingRows);
    if (constraint.isEmpty() || table.isEmpty()) {
      return false;
    }
    String type = constraint.get().text("contype");
    if (type.equals("CONSTR_EXCLUSION") || constraint.get().flag("without_overlaps")) {
      refuse(
          pending,
          "an exclusion constraint on \"%s\" (or a key WITHOUT OVERLAPS)"
              .formatted(table.get().name()),
          "PostgreSQL cannot adopt an index for it",
          "put it on a new table (CREATE TABLE … (… EXCLUDE …)) that takes this one's place; or,"
              + " where every operator is =, write UNIQUE; or run the statement outside of Theseus"
              + " when nobody needs the table");
      return true;
    }
    if (KEYS.contains(type)) {
      refuse(
          pending,
          "a key with storage options on \"%s\"".formatted(table.get().name()),
          "as written it is one statement",
          "write two: CREATE UNIQUE INDEX name ON … WITH (…), then ALTER TABLE … ADD CONSTRAINT …"
              + " USING INDEX name");
      return true;
    }
    return false;
  }

  private void refuse(Pending pending, String what, String why, String fix) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "%s: its index would be built while nobody can read or write the table; %s"
            .formatted(what, why),
        pending.source().place(),
        fix);
  }

  private static Optional<Node> added(DirectStatement direct) {
    Node tree = Grammar.statement(direct.statement().text()).tree();
    return tree.is("AlterTableStmt")
        ? tree.list("cmds").stream()
            .filter(command -> command.text("subtype").equals("AT_AddConstraint"))
            .map(command -> command.child("def"))
            .findFirst()
        : Optional.empty();
  }

  /// A table of the release itself, and an empty one, is done at once.
  private Optional<Table> holdingRows(QualifiedName name) {
    return folding
        .find(name)
        .filter(draft -> !draft.created())
        .map(TableDraft::original)
        .filter(table -> table.sizeBytes() > 0 || table.kind() == Table.Kind.PARTITIONED);
  }
}
