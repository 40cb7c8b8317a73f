package dev.theseus.internal.engine;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.util.Map;

/// The path under which the user's own statements run, as they would by hand.
final class SearchPath {
  private SearchPath() {}

  /// Until the transaction ends.
  static Sql local(Identifier base) {
    return Sql.of("SET LOCAL search_path = {base}", Map.of("base", base));
  }

  /// Back to a path of which the engine's own statements are sure.
  static Sql own() {
    return Sql.of("SET LOCAL search_path = pg_catalog");
  }

  /// Until [#reset()], for what cannot run in a transaction.
  static Sql session(Identifier base) {
    return Sql.of("SET search_path = {base}", Map.of("base", base));
  }

  /// [#own()], until [#reset()].
  static Sql sessionOwn() {
    return Sql.of("SET search_path = pg_catalog");
  }

  static Sql reset() {
    return Sql.of("RESET search_path");
  }
}
