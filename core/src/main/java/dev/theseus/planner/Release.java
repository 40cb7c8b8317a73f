package dev.theseus.planner;

import dev.theseus.migration.Migration;
import dev.theseus.sql.Identifier;
import java.util.List;

/// What is planned as one version: all pending migrations together.
///
/// @param name unique among the migrations of a database, for example `V7__price`
/// @param base the schema of the tables
public record Release(String name, Identifier base, List<Migration> migrations) {
  public Release {
    migrations = List.copyOf(migrations);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a release has a name");
    }
  }
}
