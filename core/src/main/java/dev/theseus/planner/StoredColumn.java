package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table;
import dev.theseus.check.Sizes;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.AddColumn;
import dev.theseus.planner.ColumnDraft.Kind;
import java.util.Optional;

/// A stored generated column that comes to a table in use: PostgreSQL has no way to it but to write
/// the table anew, so it comes to a small one alone.
record StoredColumn(TableDraft table, AddColumn add, ServerVersion server) {

  static boolean is(AddColumn add) {
    return add.defaultValue() instanceof Column.Default.Generated generated && generated.stored();
  }

  /// Empty when it is refused.
  Optional<Kind> kind(Authored source, Problems problems) {
    boolean small =
        table.original().kind() == Table.Kind.ORDINARY
            && table.original().sizeBytes() < Sizes.SMALL_BYTES;
    if (small) {
      problems.warn(
          "%s: \"%s\" is written anew while nobody can read or write it; it is small"
              .formatted(source.place(), table.name()));
      return Optional.of(Kind.ADDED);
    }
    String plain =
        "write a plain column, a trigger that sets it when a row is written, and behind them UPDATE %s SET %s = (the expression), which runs in batches"
            .formatted(table.name().name(), add.column());
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "column \"%s\" of \"%s\" is GENERATED … STORED: adding it writes the table anew under ACCESS EXCLUSIVE"
            .formatted(add.column(), table.name()),
        source.place(),
        server.atLeast(18)
            ? "write VIRTUAL: it is computed when it is read, and nothing is written; or " + plain
            : plain + "; PostgreSQL 18 has VIRTUAL ones, which write nothing");
    return Optional.empty();
  }
}
