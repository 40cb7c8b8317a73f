package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// One table with everything that hangs on it.
///
/// @param columns live columns by `attnum`
/// @param constraints its own constraints, foreign keys included
/// @param referencedBy foreign keys of other tables (and of itself) that point at it
/// @param views views that read it, shallowest first
/// @param otherDependents names of objects that depend on a column and are of none of the kinds
///   above (policies, rules, statistics objects, publication column lists), by column
/// @param estimatedRows `reltuples`, -1 when never analysed
/// @param sizeBytes of the heap alone
/// @param storage how its rows are kept
/// @param rowUse what else happens when its rows are read or written
public record Table(
    long oid,
    QualifiedName name,
    Kind kind,
    Identifier owner,
    List<Column> columns,
    List<Index> indexes,
    List<Constraint> constraints,
    List<Constraint> referencedBy,
    List<Trigger> triggers,
    List<View> views,
    List<ColumnDependent> otherDependents,
    List<Grant> grants,
    boolean rowSecurity,
    long estimatedRows,
    long sizeBytes,
    Storage storage,
    RowUse rowUse,
    Optional<String> comment) {
  public Table {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    constraints = List.copyOf(constraints);
    referencedBy = List.copyOf(referencedBy);
    triggers = List.copyOf(triggers);
    views = List.copyOf(views);
    otherDependents = List.copyOf(otherDependents);
    grants = List.copyOf(grants);
  }

  /// How a table's rows are kept.
  ///
  /// @param logged whether it is in the write-ahead log, and so safe in a crash
  /// @param accessMethod its name; empty for what keeps no rows
  /// @param tablespace its name; empty for the database's
  public record Storage(boolean logged, String accessMethod, String tablespace) {
    /// As a table is kept for which nothing else is said.
    public static Storage usual() {
      return new Storage(true, "heap", "");
    }
  }

  /// What else happens when rows are read or written.
  ///
  /// @param hidden whether forced row level security keeps rows from the role that read the catalog
  /// @param updateRules the names of enabled rules that rewrite an UPDATE
  /// @param publications those that send its changes
  /// @param identified whether a change of a row can be sent: there is a replica identity
  public record RowUse(
      boolean hidden,
      List<String> updateRules,
      List<Publication> publications,
      boolean identified) {
    public RowUse {
      updateRules = List.copyOf(updateRules);
      publications = List.copyOf(publications);
    }

    /// Nothing else.
    public static RowUse usual() {
      return new RowUse(false, List.of(), List.of(), true);
    }
  }

  /// Sends changes of a table to subscribers.
  ///
  /// @param whole whether every column is sent, also one that is added later
  /// @param updates whether an UPDATE is sent
  public record Publication(String name, boolean whole, boolean updates) {}

  public enum Kind {
    ORDINARY,
    PARTITIONED,
    PARTITION,
    FOREIGN
  }

  /// Something else that depends on a column.
  ///
  /// @param kind `policy`, `rule`, `statistics`, `publication`, `generated column`, `trigger` (its
  ///   WHEN), `function` (`BEGIN ATOMIC`), `partition key`, `parent table` (gives the columns)
  /// @param recreate the statements that make it again, when there are any
  public record ColumnDependent(
      String kind, String name, List<Identifier> columns, Optional<String> recreate) {
    public ColumnDependent {
      columns = List.copyOf(columns);
    }
  }

  public Optional<Column> column(Identifier wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  public Optional<Constraint> constraint(Identifier wanted) {
    return constraints.stream().filter(one -> one.name().equals(wanted)).findFirst();
  }

  public Optional<Index> index(Identifier wanted) {
    return indexes.stream().filter(one -> one.name().name().equals(wanted)).findFirst();
  }
}
