package dev.theseus.internal.catalog;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads `pg_attribute` and `pg_attrdef`.
///
/// A default is volatile when a function in its stored tree is: `pg_depend` does not tell, because
/// it has no rows for built-in functions. `attstattarget` is -1 when not set up to 16, NULL from 17
/// on.
final class ColumnReader {
  private static final String SQL =
      """
      SELECT
        a.attrelid AS oid,
        a.attnum AS number,
        a.attname AS name,
        format_type(a.atttypid, a.atttypmod) AS type,
        cn.nspname AS collation_schema,
        co.collname AS collation,
        a.attnotnull AS not_null,
        a.attidentity::text AS identity,
        a.attgenerated::text AS generated,
        pg_get_expr(d.adbin, d.adrelid) AS expression,
        d.oid IS NOT NULL AS has_expression,
        EXISTS (
          SELECT
          FROM regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) ([0-9]+)', 'g') AS called
          JOIN pg_proc p ON p.oid = called[1]::oid
          WHERE p.provolatile = 'v'
        ) AS volatile,
        CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage,
        nullif(a.attcompression::text, '') AS compression,
        nullif(a.attstattarget, -1) AS statistics_target,
        a.attoptions AS options,
        sn.nspname AS sequence_schema,
        s.relname AS sequence,
        CASE WHEN a.attidentity <> '' THEN
          concat_ws(' ',
            'START WITH ' || q.seqstart,
            'INCREMENT BY ' || q.seqincrement,
            CASE WHEN q.seqmin <> 1 THEN 'MINVALUE ' || q.seqmin END,
            CASE WHEN q.seqmax <> CASE q.seqtypid
                WHEN 'int2'::regtype THEN 32767
                WHEN 'int4'::regtype THEN 2147483647
                ELSE 9223372036854775807 END
              THEN 'MAXVALUE ' || q.seqmax END,
            'CACHE ' || q.seqcache,
            CASE WHEN q.seqcycle THEN 'CYCLE' END)
        END AS identity_options,
        c.description AS comment
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
      LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
      LEFT JOIN (
        pg_depend o
        JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
        JOIN pg_namespace sn ON sn.oid = s.relnamespace
      )
        ON o.classid = 'pg_class'::regclass AND o.objsubid = 0
        AND o.refclassid = 'pg_class'::regclass
        AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i')
      LEFT JOIN pg_depend u
        ON u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid
        AND u.refclassid = 'pg_class'::regclass AND u.refobjid = s.oid AND u.refobjsubid = 0
      LEFT JOIN pg_sequence q ON q.seqrelid = s.oid
      LEFT JOIN pg_description c
        ON c.classoid = 'pg_class'::regclass AND c.objoid = a.attrelid AND c.objsubid = a.attnum
      WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attrelid, a.attnum, o.deptype DESC, u.objid IS NULL, sn.nspname, s.relname
      """;

  private final Grouped<Column> columns = new Grouped<>();
  private final Map<String, PgType> types = new HashMap<>();

  private ColumnReader() {}

  static ColumnReader read(CatalogQuery query, Collection<Long> oids, GrantReader grants)
      throws SQLException {
    ColumnReader reader = new ColumnReader();
    query.run(SQL, oids, row -> reader.add(row, grants));
    return reader;
  }

  List<Column> of(long oid) {
    return columns.of(oid);
  }

  /// The names of these columns in the order given, each once; number 0 is the whole row, so every
  /// column.
  List<Identifier> names(long oid, Collection<Integer> numbers) {
    if (numbers.contains(0)) {
      return of(oid).stream().map(Column::name).toList();
    }
    return numbers.stream()
        .distinct()
        .flatMap(number -> of(oid).stream().filter(column -> column.number() == number))
        .map(Column::name)
        .toList();
  }

  private void add(CatalogRow row, GrantReader grants) throws SQLException {
    long oid = row.oid();
    int number = row.number("number");
    List<Column> before = columns.of(oid);
    if (!before.isEmpty() && before.getLast().number() == number) {
      // a column can own several sequences: identity's, else that of its default, is the one that
      // counts
      QualifiedName further = row.qualified("sequence_schema", "sequence");
      columns.changeLast(oid, column -> column.owning(further));
      return;
    }
    columns.add(
        oid,
        new Column(
            row.identifier("name"),
            number,
            types.computeIfAbsent(row.text("type"), PgTypes::of),
            row.maybeQualified("collation_schema", "collation"),
            row.flag("not_null"),
            defaultValue(row),
            identity(row.text("identity")),
            row.maybe("storage"),
            row.maybe("compression"),
            row.maybeNumber("statistics_target"),
            row.texts("options"),
            grants.ofColumn(oid, number),
            row.maybeQualified("sequence_schema", "sequence"),
            List.of(),
            row.maybe("identity_options"),
            row.maybe("comment")));
  }

  private static Column.Default defaultValue(CatalogRow row) throws SQLException {
    if (!row.flag("has_expression")) {
      return new Column.Default.None();
    }
    Expression expression = Expression.of(row.text("expression"));
    String generated = row.text("generated");
    return generated.isEmpty()
        ? new Column.Default.Value(expression, row.flag("volatile"))
        : new Column.Default.Generated(expression, generated.equals("s"));
  }

  private static Column.Identity identity(String attidentity) {
    return switch (attidentity) {
      case "a" -> Column.Identity.ALWAYS;
      case "d" -> Column.Identity.BY_DEFAULT;
      default -> Column.Identity.NONE;
    };
  }
}
