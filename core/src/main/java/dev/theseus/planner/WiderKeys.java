package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.PgType;
import dev.theseus.operation.DirectStatement;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Map;

/// What stays narrow around an integer column that becomes a wider one: its sequence, and foreign
/// keys that point at it. PostgreSQL allows both, and both end where the old type ends.
record WiderKeys(TableDraft draft, Folding folding, Catalog catalog) {
  private static final Map<String, Long> ENDS =
      Map.of("int2", 32767L, "int4", 2147483647L, "int8", Long.MAX_VALUE);

  void warn(Problems problems) {
    draft
        .copied()
        .forEach(
            (old, copy) -> {
              if (end(copy.type()) > end(copy.original().type())) {
                warnOfSequence(copy.original(), problems);
                draft.original().referencedBy().forEach(key -> warnOfKey(key, copy, problems));
              }
            });
  }

  /// Where an integer type ends; 0 for others.
  private static long end(PgType type) {
    boolean builtIn = type.schema().isEmpty() && !type.isArray();
    return builtIn ? ENDS.getOrDefault(type.name().name(), 0L) : 0;
  }

  private void warnOfSequence(Column column, Problems problems) {
    if (column.identity() != Column.Identity.NONE) {
      return; // it moves along
    }
    column
        .ownedSequence()
        .filter(sequence -> end(column.type()) > 0 && !altered(sequence))
        .ifPresent(
            sequence ->
                problems.warn(
                    "sequence \"%s\" of \"%s\" of \"%s\" is not widened: where it has the old type it ends at %d; add ALTER SEQUENCE %s AS bigint"
                        .formatted(
                            sequence,
                            column.name(),
                            draft.physical(),
                            end(column.type()),
                            sequence.quoted())));
  }

  private boolean altered(QualifiedName sequence) {
    return folding.pending().stream()
        .anyMatch(
            one ->
                one.source().operation() instanceof DirectStatement direct
                    && direct.kind().equals("alter sequence")
                    && direct.target().equals(sequence));
  }

  private void warnOfKey(Constraint key, ColumnDraft copy, Problems problems) {
    Constraint.Target target = key.target().orElseThrow();
    List<Identifier> columns = target.columns();
    int at = columns.indexOf(copy.original().name());
    if (at < 0 || folding.drops(key)) {
      return;
    }
    Identifier pointing = key.columns().get(at);
    boolean grows = folding.copied(key.table()).containsKey(pointing);
    catalog
        .table(key.table())
        .flatMap(table -> table.column(pointing))
        .filter(column -> !grows && end(column.type()) > 0)
        .filter(column -> end(column.type()) < end(copy.type()))
        .ifPresent(
            column ->
                problems.warn(
                    "foreign key \"%s\" of \"%s\" points at \"%s\" of \"%s\", which becomes %s, from \"%s\", which stays %s: it cannot point at a key above %d; change the type of \"%s\" in this release too"
                        .formatted(
                            key.name(),
                            key.table(),
                            copy.name(),
                            draft.name(),
                            copy.type(),
                            pointing,
                            column.type(),
                            end(column.type()),
                            pointing)));
  }
}
