package dev.theseus.catalog;

import dev.theseus.sql.Expression;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Facts about types and functions that planning needs and only the server knows.
///
/// @param casts for source and target (as [PgType#withoutModifiers] texts) how the cast works
/// @param volatileFunctions unqualified names of functions of which at least one overload is
///   VOLATILE
/// @param constrainedDomains domains with a CHECK or NOT NULL, as [PgType] texts
/// @param domains every domain with its base type
/// @param domainDefaults the default of each domain that has one, by its [PgType] text: what a
///   column without a default of its own gets
/// @param withoutEquality types that have no default btree or hash equality, as
///   [PgType#withoutModifiers] texts
public record TypeFacts(
    Map<Pair, Cast> casts,
    Set<String> volatileFunctions,
    Set<String> constrainedDomains,
    Map<String, PgType> domains,
    Map<String, Expression> domainDefaults,
    Set<String> withoutEquality) {
  public TypeFacts {
    domainDefaults = Map.copyOf(domainDefaults);
    casts = Map.copyOf(casts);
    volatileFunctions = Set.copyOf(volatileFunctions);
    constrainedDomains = Set.copyOf(constrainedDomains);
    domains = Map.copyOf(domains);
    withoutEquality = Set.copyOf(withoutEquality);
  }

  /// What a column of the type gets where it has no default of its own.
  public Optional<Expression> defaultOf(PgType type) {
    return Optional.ofNullable(domainDefaults.get(type.toString()));
  }

  /// Whether one of these functions, with or without its schema, may be VOLATILE.
  public boolean anyVolatile(Collection<String> functions) {
    return functions.stream()
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .anyMatch(volatileFunctions::contains);
  }

  public record Pair(String source, String target) {}

  /// `pg_cast`: how (`BINARY`, `FUNCTION`, `INOUT`) and where it is applied (`IMPLICIT`,
  /// `ASSIGNMENT`, `EXPLICIT`).
  public record Cast(Method method, Context context) {}

  public enum Method {
    BINARY,
    FUNCTION,
    INOUT
  }

  public enum Context {
    IMPLICIT,
    ASSIGNMENT,
    EXPLICIT
  }
}
