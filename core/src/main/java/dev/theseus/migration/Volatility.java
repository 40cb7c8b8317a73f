package dev.theseus.migration;

import dev.theseus.grammar.Grammar;
import dev.theseus.sql.Expression;
import java.util.Set;

/// Whether an expression gives each row a value of its own, as far as names tell. Planning asks the
/// catalog about functions that are not built in.
final class Volatility {
  /// VOLATILE in `pg_proc` of PostgreSQL 14 to 18 and usable in a default, with the functions of
  /// uuid-ossp and pgcrypto.
  private static final Set<String> VOLATILE =
      Set.of(
          "random",
          "random_normal",
          "setseed",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "uuid_generate_v1",
          "uuid_generate_v1mc",
          "uuid_generate_v4",
          "gen_random_bytes",
          "gen_salt",
          "nextval",
          "currval",
          "lastval",
          "setval",
          "clock_timestamp",
          "timeofday");

  private Volatility() {}

  static boolean of(Expression expression) {
    return Grammar.expression(expression.text()).functionNames().stream()
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .anyMatch(VOLATILE::contains);
  }
}
