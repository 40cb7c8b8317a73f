package dev.theseus.internal.backfill;

import dev.theseus.plan.Agreement;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import dev.theseus.sql.TypeName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The statements that find rows of one heap whose old and new columns do not stand for the same.
///
/// A row that the sync trigger recorded as one that cannot agree is none of them.
final class ComparisonSql {
  private final QualifiedName heap;
  private final Identifier alias;
  private final SqlPart upFirst;
  private final SqlPart downFirst;

  private ComparisonSql(QualifiedName heap, Identifier alias, SqlPart upFirst, SqlPart downFirst) {
    this.heap = heap;
    this.alias = alias;
    this.upFirst = upFirst;
    this.downFirst = downFirst;
  }

  static ComparisonSql of(Heap heap, Step.Verify step, String migration, Session session)
      throws SQLException {
    Identifier alias = step.table().name();
    Map<String, TypeName> types = ChunkSql.types(heap, session);
    List<Sql> upFirst = new ArrayList<>();
    List<Sql> downFirst = new ArrayList<>();
    for (Agreement one : step.agreements()) {
      SqlPart recorded = recorded(one, alias, heap, migration);
      SqlList news = differ(alias, one.news(), types);
      SqlList olds = differ(alias, one.olds(), types);
      upFirst.add(both(recorded, news, olds));
      downFirst.add(both(recorded, olds, news));
    }
    return new ComparisonSql(heap.name(), alias, SqlList.anyOf(upFirst), SqlList.anyOf(downFirst));
  }

  private static SqlList differ(
      Identifier alias, List<Assignment> side, Map<String, TypeName> types) {
    return Due.any(alias, side, types);
  }

  /// CASE, because AND keeps no order, and the second side need not be computable where the first
  /// one agrees.
  private static Sql both(SqlPart recorded, SqlList first, SqlList second) {
    return Sql.of(
        "CASE WHEN {recorded} THEN false WHEN {first} THEN ({second}) ELSE false END",
        Map.of("recorded", recorded, "first", first, "second", second));
  }

  private static SqlPart recorded(
      Agreement agreement, Identifier alias, Heap heap, String migration) {
    if (agreement.key().isEmpty()) {
      return Literal.of(false);
    }
    List<SqlPart> pairs = new ArrayList<>();
    for (Identifier column : agreement.key()) {
      pairs.add(Literal.of(column.name()));
      pairs.add(Sql.of("{alias}.{column}", Map.of("alias", alias, "column", column)));
    }
    return Sql.of(
        """
        pg_catalog.jsonb_build_object({pairs}) IN (
          SELECT row_key FROM theseus.divergence
            WHERE migration = {migration} AND relation = CAST({heap} AS oid))
        """,
        Map.of(
            "pairs", SqlList.of(pairs),
            "migration", Literal.of(migration),
            "heap", Literal.of(heap.oid())));
  }

  /// How many rows there are, and how many differ.
  ///
  /// @param down whether `down` is asked first
  Sql count(Sql where, boolean down) {
    return Sql.of(
        """
        SELECT count(*), count(*) FILTER (WHERE {differs})
          FROM ONLY {heap} AS {alias} WHERE {where}
        """,
        Map.of("differs", differs(down), "heap", heap, "alias", alias, "where", where));
  }

  /// The places of the first rows that differ.
  Sql places(Sql where, boolean down, int limit) {
    return Sql.of(
        """
        SELECT {alias}.ctid FROM ONLY {heap} AS {alias} WHERE {where} AND {differs} LIMIT {limit}
        """,
        Map.of(
            "differs", differs(down),
            "heap", heap,
            "alias", alias,
            "where", where,
            "limit", Literal.of(limit)));
  }

  private SqlPart differs(boolean down) {
    return down ? downFirst : upFirst;
  }
}
