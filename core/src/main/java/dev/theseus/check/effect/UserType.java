package dev.theseus.check.effect;

import dev.theseus.catalog.PgType;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// A type that somebody made.
///
/// @param base for a domain, what it is a domain over; for others the type itself
/// @param constrained whether a domain (or a domain below it) has a CHECK or NOT NULL
/// @param defaultValue for a domain with a default (or a domain below it), the expression; else
///   empty
/// @param columns the tables that have a column of the type, directly or inside an array
public record UserType(
    QualifiedName name,
    Kind kind,
    PgType base,
    boolean constrained,
    String defaultValue,
    List<QualifiedName> columns) {
  public UserType {
    columns = List.copyOf(columns);
  }

  /// The same where values are held against a constraint.
  public UserType withConstraint() {
    return new UserType(name, kind, base, true, defaultValue, columns);
  }

  boolean defaulted() {
    return !defaultValue.isEmpty();
  }

  /// `typtype`.
  public enum Kind {
    DOMAIN,
    ENUM,
    COMPOSITE,
    RANGE,
    OTHER
  }
}
