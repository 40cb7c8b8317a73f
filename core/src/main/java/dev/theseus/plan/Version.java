package dev.theseus.plan;

import dev.theseus.sql.Identifier;

/// The schema of views through which an application sees the new version.
///
/// @param schema the version schema an application puts first in its `search_path`
/// @param base the schema of the tables behind it, second in the path
public record Version(Identifier schema, Identifier base) {
  /// The value for `search_path`.
  public String searchPath() {
    return schema.quoted() + ", " + base.quoted();
  }
}
