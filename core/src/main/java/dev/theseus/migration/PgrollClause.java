package dev.theseus.migration;

import dev.theseus.sql.Nothing;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Optional clauses: each brings the space before it, so that one that is left out leaves none.
final class PgrollClause {
  private PgrollClause() {}

  static SqlPart of(String template, Map<String, ? extends SqlPart> parts) {
    return Sql.verbatim(" " + Sql.of(template, parts).text());
  }

  static SqlPart when(boolean wanted, String words) {
    return wanted ? of(words, Map.of()) : Nothing.NOTHING;
  }

  /// The clause with the one part it needs.
  ///
  /// @param template holds `{part}`
  static SqlPart with(String template, Optional<? extends SqlPart> part) {
    return part.isPresent() ? of(template, Map.of("part", part.get())) : Nothing.NOTHING;
  }

  static SqlPart all(List<SqlPart> clauses) {
    StringBuilder text = new StringBuilder();
    clauses.forEach(clause -> text.append(clause.rendered()));
    return text.isEmpty() ? Nothing.NOTHING : Sql.verbatim(text.toString());
  }
}
