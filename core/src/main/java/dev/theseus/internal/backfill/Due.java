package dev.theseus.internal.backfill;

import dev.theseus.plan.Assignment;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.TypeName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The conditions that tell a row whose columns do not hold what they should.
final class Due {
  private Due() {}

  /// Whether a column of these does not hold what it should.
  static SqlList any(Identifier alias, List<Assignment> assignments, Map<String, TypeName> types) {
    return assignments.isEmpty()
        ? SqlList.of(Literal.of(false))
        : SqlList.anyOf(assignments.stream().map(a -> due(a, alias, types)).toList());
  }

  /// The same, also where the server calls the two values equal and shows them as different: of a
  /// column that was filled before, the old value is to go.
  static SqlList strictly(
      Identifier alias, List<Assignment> assignments, Map<String, TypeName> types) {
    return any(
        alias,
        assignments.stream()
            .flatMap(
                one ->
                    one.rule() == Assignment.Rule.DIFFERS
                        ? Stream.of(
                            one,
                            new Assignment(
                                one.column(), one.value(), Assignment.Rule.DIFFERS_AS_TEXT))
                        : Stream.of(one))
            .toList(),
        types);
  }

  /// The value is compared as it will be stored (rounded to the column's scale, say), else such
  /// rows would stay due for ever. A missing value is asked for in a way no index on the column
  /// matches.
  private static Sql due(Assignment assignment, Identifier alias, Map<String, TypeName> types) {
    TypeName type = types.get(assignment.column().name());
    if (type == null) {
      throw new IllegalArgumentException(
          "column %s of %s does not exist".formatted(assignment.column(), alias));
    }
    Map<String, ?> parts =
        Map.of(
            "alias",
            alias,
            "column",
            assignment.column(),
            "value",
            assignment.value(),
            "type",
            type);
    return switch (assignment.rule()) {
      case DIFFERS -> Sql.of("{alias}.{column} IS DISTINCT FROM CAST(({value}) AS {type})", parts);
      case DIFFERS_AS_TEXT ->
          Sql.of(
              "CAST({alias}.{column} AS text)"
                  + " IS DISTINCT FROM CAST(CAST(({value}) AS {type}) AS text)",
              parts);
      case MISSING ->
          Sql.of(
              "({alias}.{column} IS NULL) IS TRUE",
              Map.of("alias", alias, "column", assignment.column()));
      case MISSING_THOUGH_GIVEN ->
          Sql.of(
              "({alias}.{column} IS NULL AND ({value}) IS NOT NULL) IS TRUE",
              Map.of("alias", alias, "column", assignment.column(), "value", assignment.value()));
    };
  }
}
