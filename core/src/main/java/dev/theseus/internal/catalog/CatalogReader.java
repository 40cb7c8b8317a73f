package dev.theseus.internal.catalog;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.Trigger;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.LockNotAcquired;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Reads everything planning needs to know of some schemas, as one snapshot.
///
/// **Locks**: ACCESS SHARE on the tables of these schemas while their definitions are written out,
/// at most until the read ends; gives up after 10 s behind a stronger lock. Needs no right but to
/// read the catalog. The number of queries does not depend on the number of tables.
///
/// **Fails with** `database-error`, `lock-not-acquired`, `catalog-changed` (something was dropped
/// meanwhile). Thread-safe; holds nothing.
public final class CatalogReader {
  /// With this path every name outside `pg_catalog` is written with its schema; the other settings
  /// are those that change how expressions are written, so that two readings of the same catalog
  /// are equal.
  private static final String SETTINGS =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
      SET LOCAL search_path = pg_catalog, pg_temp;
      SET LOCAL lock_timeout = '10s';
      SET LOCAL quote_all_identifiers = off;
      SET LOCAL datestyle = 'ISO, YMD';
      SET LOCAL intervalstyle = postgres;
      SET LOCAL timezone = 'UTC';
      SET LOCAL extra_float_digits = 1;
      SET LOCAL bytea_output = hex;
      SET LOCAL jit = off
      """;

  private static final String SCHEMAS =
      """
      SELECT nspname AS name, coalesce(obj_description(oid, 'pg_namespace'), '') AS comment
      FROM pg_namespace
      """;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /// Reads `schemas`; one that does not exist counts as empty.
  ///
  /// @param connection in auto-commit mode; its settings are the same afterwards
  public Catalog read(Connection connection, Set<Identifier> schemas) {
    try {
      if (!connection.getAutoCommit()) {
        throw new IllegalStateException(
            "the catalog is read in a transaction of its own; give a connection in auto-commit"
                + " mode");
      }
      connection.setAutoCommit(false);
      try {
        return inTransaction(connection, schemas);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw translated(e, schemas);
    }
  }

  private static Catalog inTransaction(Connection connection, Set<Identifier> schemas)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
    CatalogQuery query = new CatalogQuery(connection);
    int[] version = new int[1];
    query.run(
        "SELECT current_setting('server_version_num')::integer AS version",
        row -> version[0] = row.number("version"));
    ServerVersion server = new ServerVersion(version[0]);
    Set<QualifiedName> relations = new HashSet<>();
    List<TableReader.Head> heads = TableReader.read(query, schemas, relations);
    Map<QualifiedName, Table> tables = tables(query, server, heads);
    Map<Identifier, String> all = new HashMap<>();
    query.run(SCHEMAS, row -> all.put(row.identifier("name"), row.text("comment")));
    return new Catalog(
        server,
        tables,
        relations,
        all,
        TypeFactsReader.read(query),
        PartitionReader.read(query, heads.stream().map(TableReader.Head::oid).toList()),
        DependencyReader.read(query));
  }

  private static Map<QualifiedName, Table> tables(
      CatalogQuery query, ServerVersion server, List<TableReader.Head> heads) throws SQLException {
    Map<QualifiedName, Table> tables = new HashMap<>();
    if (heads.isEmpty()) {
      return tables;
    }
    List<Long> oids = heads.stream().map(TableReader.Head::oid).toList();
    ViewReader views = ViewReader.read(query, oids);
    GrantReader grants = grants(query, oids, views);
    ColumnReader columns = ColumnReader.read(query, oids, grants);
    IndexReader indexes = IndexReader.read(query, oids, columns);
    ConstraintReader constraints = ConstraintReader.read(query, oids, columns, indexes);
    Grouped<Trigger> triggers = TriggerReader.read(query, oids, columns);
    Grouped<Table.ColumnDependent> dependents = DependentReader.read(query, server, oids, columns);
    RowUseReader rowUses = RowUseReader.read(query, server, oids);
    for (TableReader.Head head : heads) {
      long oid = head.oid();
      tables.put(
          head.name(),
          new Table(
              oid,
              head.name(),
              head.kind(),
              head.owner(),
              columns.of(oid),
              indexes.of(oid),
              constraints.of(oid),
              constraints.referencing(oid),
              triggers.of(oid),
              views.of(oid, columns, grants),
              dependents.of(oid),
              grants.ofRelation(oid),
              head.rowSecurity(),
              head.estimatedRows(),
              head.sizeBytes(),
              head.storage(),
              rowUses.of(head),
              head.comment()));
    }
    return tables;
  }

  private static GrantReader grants(CatalogQuery query, List<Long> tables, ViewReader views)
      throws SQLException {
    return GrantReader.read(query, Stream.concat(tables.stream(), views.oids().stream()).toList());
  }

  private static RuntimeException translated(SQLException e, Set<Identifier> schemas) {
    String where = "schemas " + schemas.stream().sorted().map(Identifier::toString).toList();
    if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
      return new LockNotAcquired(
          new Problem(
              ProblemCode.LOCK_NOT_ACQUIRED,
              "a table is locked against reading, so its definition cannot be seen",
              where,
              "wait until the statement that holds the lock has ended, or end it, and try again"),
          e);
    }
    return new DatabaseFailure(
        new Problem(
            ProblemCode.DATABASE_ERROR,
            "the catalog cannot be read: " + e.getMessage(),
            where,
            "see the server's log and try again"),
        e);
  }
}
