package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.DropTable;
import dev.theseus.sql.Identifier;
import java.util.List;

/// The foreign keys that rely on a unique index. PostgreSQL refuses to drop it while there are any,
/// at contract, when there is no way back: so the plan refuses it before.
record KeyUsers(Folding folding, Problems problems) {

  /// @param what what is dropped, for people
  boolean refused(Pending pending, Table table, Identifier index, String what) {
    List<Constraint> users =
        table.referencedBy().stream()
            .filter(key -> !key.inherited() && relies(key, index))
            .filter(key -> !goesBefore(pending, key))
            .toList();
    users.forEach(key -> refuse(pending, key, what));
    return !users.isEmpty();
  }

  private static boolean relies(Constraint key, Identifier index) {
    return key.target().flatMap(Constraint.Target::index).filter(index::equals).isPresent();
  }

  /// Foreign keys go before the new version is published, columns before everything else that waits
  /// for contract, tables in the order they are written.
  private boolean goesBefore(Pending pending, Constraint key) {
    boolean column =
        folding.tables().stream()
            .filter(one -> !one.created() && one.physical().equals(key.table()))
            .flatMap(one -> one.dropped().stream())
            .anyMatch(one -> key.columns().contains(one.column().name()));
    boolean table =
        folding.pending().stream()
            .takeWhile(one -> !one.equals(pending))
            .filter(one -> one.source().operation() instanceof DropTable)
            .anyMatch(one -> one.table().filter(t -> t.physical().equals(key.table())).isPresent());
    return column || table || folding.drops(key);
  }

  private void refuse(Pending pending, Constraint key, String what) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "foreign key \"%s\" of \"%s\" relies on %s that is dropped"
            .formatted(key.name(), key.table(), what),
        pending.source().place(),
        "drop the foreign key in this release too, before it");
  }
}
