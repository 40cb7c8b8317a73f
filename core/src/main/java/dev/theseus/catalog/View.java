package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// A view or materialised view that reads a table, directly or through another view.
///
/// @param columns the columns of the table it reads itself; empty when it reads only through other
///   views
/// @param definition `pg_get_viewdef` with an empty search path: every name is qualified
/// @param version whether it stands in a version schema of ours
/// @param depth 1 when it reads the table itself, 2 when it reads such a view, and so on
/// @param options `reloptions` as `name=value`
public record View(
    QualifiedName name,
    boolean materialized,
    boolean version,
    int depth,
    List<Identifier> columns,
    String definition,
    List<String> options,
    List<Grant> grants,
    Identifier owner,
    Optional<String> comment) {
  public View {
    columns = List.copyOf(columns);
    options = List.copyOf(options);
    grants = List.copyOf(grants);
  }
}
