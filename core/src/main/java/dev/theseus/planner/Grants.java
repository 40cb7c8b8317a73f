package dev.theseus.planner;

import dev.theseus.catalog.Grant;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.Map;

/// Gives privileges that stand on one object to another.
final class Grants {
  private Grants() {}

  static Sql on(QualifiedName relation, Grant grant) {
    return Sql.of(
        "GRANT {privilege} ON {relation} TO {grantee}{option}",
        Map.of(
            "privilege", Sql.of(grant.privilege()),
            "relation", relation,
            "grantee", grantee(grant),
            "option", option(grant)));
  }

  static Sql on(QualifiedName relation, Identifier column, Grant grant) {
    return Sql.of(
        "GRANT {privilege} ({column}) ON {relation} TO {grantee}{option}",
        Map.of(
            "privilege", Sql.of(grant.privilege()),
            "column", column,
            "relation", relation,
            "grantee", grantee(grant),
            "option", option(grant)));
  }

  private static SqlPart grantee(Grant grant) {
    return grant.grantee().<SqlPart>map(role -> role).orElse(Sql.of("PUBLIC"));
  }

  private static SqlPart option(Grant grant) {
    return grant.grantable() ? Sql.verbatim(" WITH GRANT OPTION") : Nothing.NOTHING;
  }
}
