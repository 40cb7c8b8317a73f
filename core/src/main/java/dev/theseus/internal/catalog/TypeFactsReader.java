package dev.theseus.internal.catalog;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.sql.Expression;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Reads casts, domains, volatile functions and which types can be compared, of the whole database.
final class TypeFactsReader {
  // A cast of a type to itself applies a length and is none between two types.
  private static final String CASTS =
      """
      SELECT
        format_type(c.castsource, -1) AS source,
        format_type(c.casttarget, -1) AS target,
        CASE c.castmethod WHEN 'b' THEN 'BINARY' WHEN 'f' THEN 'FUNCTION' ELSE 'INOUT' END AS method,
        CASE c.castcontext
          WHEN 'i' THEN 'IMPLICIT' WHEN 'a' THEN 'ASSIGNMENT' ELSE 'EXPLICIT'
        END AS context
      FROM pg_cast c
      WHERE c.castsource <> c.casttarget
      """;

  // AT TIME ZONE is VOLATILE before PostgreSQL 15, but only for timetz, whose value depends on
  // today; by its name alone every conversion between timestamps would be.
  private static final String VOLATILE_FUNCTIONS =
      """
      SELECT DISTINCT proname AS name
      FROM pg_proc
      WHERE provolatile = 'v' AND prokind IN ('f', 'w')
        AND NOT (pronamespace = 'pg_catalog'::regnamespace AND proname = 'timezone')
      """;

  // PostgreSQL 17 and later record NOT NULL of a domain in pg_constraint too; typnotnull says it on
  // all.
  private static final String DOMAINS =
      """
      SELECT
        format_type(t.oid, -1) AS name,
        format_type(t.typbasetype, t.typtypmod) AS base,
        t.typnotnull OR EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = t.oid) AS constrained,
        pg_get_expr(t.typdefaultbin, 0) AS value
      FROM pg_type t
      WHERE t.typtype = 'd'
      """;

  // Enums, ranges and composite types compare through operator classes of pseudo types; a type can
  // borrow
  // the class of another one to which it is binary-coercible without asking (varchar has that of
  // text).
  private static final String WITHOUT_EQUALITY =
      """
      SELECT format_type(t.oid, -1) AS name
      FROM pg_type t
      WHERE t.typtype = 'b' AND t.typisdefined
        AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
        AND NOT EXISTS (
          SELECT
          FROM pg_opclass o
          JOIN pg_am m ON m.oid = o.opcmethod AND m.amname IN ('btree', 'hash')
          WHERE o.opcdefault
            AND (
              o.opcintype = t.oid
              OR EXISTS (
                SELECT
                FROM pg_cast c
                WHERE c.castsource = t.oid AND c.casttarget = o.opcintype
                  AND c.castmethod = 'b' AND c.castcontext = 'i'
              )
            )
        )
      """;

  private TypeFactsReader() {}

  static TypeFacts read(CatalogQuery query) throws SQLException {
    Map<TypeFacts.Pair, TypeFacts.Cast> casts = new HashMap<>();
    query.run(
        CASTS,
        row ->
            casts.put(
                new TypeFacts.Pair(canonical(row.text("source")), canonical(row.text("target"))),
                new TypeFacts.Cast(
                    TypeFacts.Method.valueOf(row.text("method")),
                    TypeFacts.Context.valueOf(row.text("context")))));
    Set<String> volatileFunctions = new HashSet<>();
    query.run(VOLATILE_FUNCTIONS, row -> volatileFunctions.add(row.text("name")));
    Set<String> withoutEquality = new HashSet<>();
    query.run(WITHOUT_EQUALITY, row -> withoutEquality.add(canonical(row.text("name"))));
    Map<String, PgType> bases = new HashMap<>();
    Set<String> constrained = new HashSet<>();
    Map<String, Expression> defaults = new HashMap<>();
    query.run(
        DOMAINS,
        row -> {
          String name = canonical(row.text("name"));
          bases.put(name, PgTypes.of(row.text("base")));
          row.maybe("value").ifPresent(value -> defaults.put(name, Expression.of(value)));
          if (row.flag("constrained")) {
            constrained.add(name);
          }
        });
    inheritThroughDomains(bases, constrained, withoutEquality);
    withoutEquality.addAll(withoutEquality.stream().map(type -> type + "[]").toList());
    return new TypeFacts(casts, volatileFunctions, constrained, bases, defaults, withoutEquality);
  }

  /// A domain over a domain has the constraints of both, and its base is the one below them all.
  private static void inheritThroughDomains(
      Map<String, PgType> bases, Set<String> constrained, Set<String> withoutEquality) {
    Map<String, PgType> direct = Map.copyOf(bases);
    direct.forEach(
        (domain, below) -> {
          PgType base = below;
          for (PgType next = direct.get(base.toString());
              next != null;
              next = direct.get(base.toString())) {
            if (constrained.contains(base.toString())) {
              constrained.add(domain);
            }
            base = next;
          }
          if (withoutEquality.contains(base.withoutModifiers().toString())) {
            withoutEquality.add(domain);
          }
          bases.put(domain, base);
        });
  }

  private static String canonical(String type) {
    return PgTypes.of(type).toString();
  }
}
