package dev.theseus.internal.catalog;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads `pg_constraint`, both of the tables and of those that point at them.
final class ConstraintReader {
  // A foreign key to a partitioned table has one more row per partition, under the same table;
  // those
  // belong to the server.
  private static final String SQL =
      """
      SELECT
        k.conrelid AS oid,
        k.confrelid AS target_oid,
        k.conname AS name,
        k.contype::text AS kind,
        tn.nspname AS schema,
        t.relname AS table_name,
        ARRAY(
          SELECT a.attname::text
          FROM unnest(k.conkey) WITH ORDINALITY AS key(number, position)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number
          ORDER BY key.position
        ) AS columns,
        0 = ANY (k.conkey) AS whole_row,
        pg_get_constraintdef(k.oid) AS definition,
        k.convalidated AS validated,
        fn.nspname AS target_schema,
        f.relname AS target,
        ARRAY(
          SELECT a.attname::text
          FROM unnest(k.confkey) WITH ORDINALITY AS key(number, position)
          JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number
          ORDER BY key.position
        ) AS target_columns,
        i.relname AS index_name,
        fi.relname AS target_index,
        k.coninhcount > 0 OR k.conparentid <> 0 AS inherited,
        p.oid IS NOT NULL AS of_partition,
        d.description AS comment
      FROM pg_constraint k
      JOIN pg_class t ON t.oid = k.conrelid
      JOIN pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_class f ON f.oid = k.confrelid
      LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
      LEFT JOIN pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
      LEFT JOIN pg_class fi ON fi.oid = k.conindid AND k.contype = 'f'
      LEFT JOIN pg_constraint p ON p.oid = k.conparentid AND p.conrelid = k.conrelid
      LEFT JOIN pg_description d
        ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid AND d.objsubid = 0
      WHERE (k.conrelid = ANY (?) OR k.confrelid = ANY (?))
        AND k.contype IN ('c', 'f', 'u', 'p', 'x', 'n')
      ORDER BY tn.nspname, t.relname, k.conname
      """;

  private final Grouped<Constraint> own = new Grouped<>();
  private final Grouped<Constraint> referencing = new Grouped<>();
  private final ColumnReader columns;
  private final IndexReader indexes;

  private ConstraintReader(ColumnReader columns, IndexReader indexes) {
    this.columns = columns;
    this.indexes = indexes;
  }

  static ConstraintReader read(
      CatalogQuery query, Collection<Long> oids, ColumnReader columns, IndexReader indexes)
      throws SQLException {
    ConstraintReader reader = new ConstraintReader(columns, indexes);
    query.run(SQL, oids, reader::add);
    return reader;
  }

  List<Constraint> of(long oid) {
    return own.of(oid);
  }

  /// The foreign keys that point at the table.
  List<Constraint> referencing(long oid) {
    return referencing.of(oid);
  }

  private void add(CatalogRow row) throws SQLException {
    Constraint.Kind kind = kind(row.text("kind"));
    Constraint constraint =
        new Constraint(
            row.identifier("name"),
            row.qualified("schema", "table_name"),
            kind,
            read(row, kind),
            row.text("definition"),
            row.flag("validated"),
            target(row),
            row.maybeIdentifier("index_name"),
            row.flag("inherited"),
            row.maybe("comment"));
    if (!row.flag("of_partition")) {
      own.add(row.oid(), constraint);
    }
    if (kind == Constraint.Kind.FOREIGN_KEY) {
      referencing.add(row.large("target_oid"), constraint);
    }
  }

  private List<Identifier> read(CatalogRow row, Constraint.Kind kind) throws SQLException {
    if (kind == Constraint.Kind.CHECK && row.flag("whole_row")) {
      return columns.names(row.oid(), List.of(0));
    }
    if (kind == Constraint.Kind.EXCLUDE) {
      // conkey does not hold the columns of its expressions and its predicate
      Identifier index = row.identifier("index_name");
      return indexes.of(row.oid()).stream()
          .filter(one -> one.name().name().equals(index))
          .findFirst()
          .map(Index::columns)
          .orElse(List.of());
    }
    return row.identifiers("columns");
  }

  private static Optional<Constraint.Target> target(CatalogRow row) throws SQLException {
    Optional<QualifiedName> table = row.maybeQualified("target_schema", "target");
    return table.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Constraint.Target(
                table.get(),
                row.identifiers("target_columns"),
                row.maybeIdentifier("target_index")));
  }

  private static Constraint.Kind kind(String contype) {
    return switch (contype) {
      case "c" -> Constraint.Kind.CHECK;
      case "f" -> Constraint.Kind.FOREIGN_KEY;
      case "u" -> Constraint.Kind.UNIQUE;
      case "p" -> Constraint.Kind.PRIMARY_KEY;
      case "x" -> Constraint.Kind.EXCLUDE;
      case "n" -> Constraint.Kind.NOT_NULL;
      default -> throw new IllegalStateException("no constraint kind " + contype);
    };
  }
}
