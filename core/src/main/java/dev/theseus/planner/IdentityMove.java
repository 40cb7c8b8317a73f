package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// Moves an identity from an old column to the one that takes its place.
///
/// Until contract the new version's inserts take their values from the old column's sequence,
/// through a default of the view. At contract the new column gets an identity of its own that goes
/// on where the old one stands, under the same sequence name.
record IdentityMove(QualifiedName table, ColumnDraft column) {

  static boolean needed(ColumnDraft column) {
    return column.is(ColumnDraft.Kind.COPIED)
        && column.original().identity() != Column.Identity.NONE;
  }

  private Column origin() {
    return column.original();
  }

  private QualifiedName sequence() {
    return origin().ownedSequence().orElseThrow();
  }

  private QualifiedName hidden() {
    return sequence().withName(Names.hidden(sequence().name()));
  }

  /// What the view gives an insert of the new version that leaves the column out.
  Expression viewDefault() {
    return Expression.of(
        Sql.of("nextval({sequence}::regclass)", Map.of("sequence", Literal.of(sequence().quoted())))
            .text());
  }

  /// Before the old column goes. The view's default would keep the old sequence.
  List<Sql> begin(QualifiedName view) {
    return List.of(
        Sql.of(
            "ALTER VIEW {view} ALTER COLUMN {column} DROP DEFAULT",
            Map.of("view", view, "column", column.name())),
        Sql.of(
            "ALTER TABLE {table} ALTER COLUMN {column} ADD GENERATED {how} AS IDENTITY (SEQUENCE"
                + " NAME {sequence} {options})",
            Map.of(
                "table",
                table,
                "column",
                column.physical(),
                "how",
                Sql.of(origin().identity() == Column.Identity.ALWAYS ? "ALWAYS" : "BY DEFAULT"),
                "sequence",
                hidden(),
                "options",
                Sql.verbatim(origin().identityOptions().orElseThrow()))),
        Sql.of(
            "SELECT pg_catalog.setval({hidden}::regclass, last_value, is_called) FROM {sequence}",
            Map.of("hidden", Literal.of(hidden().quoted()), "sequence", sequence())));
  }

  /// After the old column is gone and its sequence with it.
  Sql end() {
    Identifier name = sequence().name();
    return Sql.of(
        "ALTER SEQUENCE {hidden} RENAME TO {name}", Map.of("hidden", hidden(), "name", name));
  }
}
