package dev.theseus.internal.catalog;

import dev.theseus.catalog.Grant;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the privileges on relations and columns. What the owner holds by owning, which is written
/// to relations only, is left out.
final class GrantReader {
  private static final String SQL =
      """
      SELECT acl.oid, acl.column, a.privilege_type AS privilege, r.rolname AS grantee,
        a.is_grantable AS grantable
      FROM (
        SELECT c.oid, 0 AS column, c.relowner AS owner, c.relacl AS list
        FROM pg_class c
        WHERE c.oid = ANY (?) AND c.relacl IS NOT NULL
        UNION ALL
        SELECT c.oid, t.attnum, c.relowner, t.attacl
        FROM pg_class c
        JOIN pg_attribute t ON t.attrelid = c.oid
        WHERE c.oid = ANY (?) AND t.attacl IS NOT NULL AND t.attnum > 0 AND NOT t.attisdropped
      ) acl
      CROSS JOIN aclexplode(acl.list) a
      LEFT JOIN pg_roles r ON r.oid = a.grantee
      WHERE (a.grantee <> acl.owner OR acl.column > 0) AND (a.grantee = 0 OR r.oid IS NOT NULL)
      ORDER BY acl.oid, acl.column, r.rolname NULLS FIRST, a.privilege_type
      """;

  private final Map<Long, Grouped<Grant>> byColumn = new HashMap<>();

  private GrantReader() {}

  static GrantReader read(CatalogQuery query, Collection<Long> oids) throws SQLException {
    GrantReader grants = new GrantReader();
    query.run(
        SQL,
        oids,
        row ->
            grants
                .byColumn
                .computeIfAbsent(row.oid(), ignored -> new Grouped<>())
                .add(
                    row.number("column"),
                    new Grant(
                        row.text("privilege"),
                        row.maybeIdentifier("grantee"),
                        row.flag("grantable"))));
    return grants;
  }

  List<Grant> ofRelation(long oid) {
    return ofColumn(oid, 0);
  }

  List<Grant> ofColumn(long oid, int number) {
    Grouped<Grant> columns = byColumn.get(oid);
    return columns == null ? List.of() : columns.of(number);
  }
}
