package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A view or materialised view that reads a table, directly or through another view.
///
/// @param columns the columns of the table it reads itself, all of them for a whole row; empty when
///   it reads only through other views
/// @param definition `pg_get_viewdef` without its semicolon and with every name qualified
/// @param version whether it stands in a version schema of ours
/// @param depth 1 when it reads only the table itself, else one more than the deepest view of the
///   table that it reads: made again in this order, each finds what it reads
/// @param extras statements that give a view of that name its column defaults, column comments,
///   column grants, rules and triggers
/// @param options `reloptions` as `name=value`
/// @param inserts INSERT privileges on it and on its columns, where a row that is inserted goes on
///   to a table; empty where none does
/// @param refresh how it can be filled anew
/// @param indexes of a materialized view: `pg_get_indexdef` by name
public record View(
    QualifiedName name,
    boolean materialized,
    boolean version,
    int depth,
    List<Identifier> columns,
    String definition,
    List<String> extras,
    List<String> options,
    List<Grant> grants,
    List<Grant> inserts,
    Refresh refresh,
    Map<QualifiedName, String> indexes,
    Identifier owner,
    Optional<String> comment) {
  /// How a materialized view can be filled anew.
  public enum Refresh {
    /// It is not materialized.
    NEVER,
    /// It has not been filled yet: nobody can read it, and CONCURRENTLY is refused.
    UNFILLED,
    /// It has no unique index over plain columns and all rows: CONCURRENTLY is refused.
    WITHOUT_KEY,
    /// While others read it.
    CONCURRENTLY
  }

  public View {
    inserts = List.copyOf(inserts);
    columns = List.copyOf(columns);
    extras = List.copyOf(extras);
    options = List.copyOf(options);
    grants = List.copyOf(grants);
    indexes = Map.copyOf(indexes);
  }

  /// Whether what it reads and writes is done with the rights of who uses it.
  public boolean securityInvoker() {
    return options.stream()
        .map(option -> option.toLowerCase(Locale.ROOT))
        .anyMatch(option -> option.matches("security_invoker=(t|tr|tru|true|y|ye|yes|on|1)"));
  }
}
