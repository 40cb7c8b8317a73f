package dev.theseus.planner;

import dev.theseus.catalog.PgType;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One expression of the author as a function of the state schema.
///
/// The expression becomes the body of an SQL-standard function (`RETURN expr`, PostgreSQL 14 on):
/// it is bound to its objects by OID when it is made, so no caller's `search_path` can change what
/// it means, and PostgreSQL inlines it, so a chunk of the backfill costs what the bare expression
/// costs. Its parameters carry the names the author used; callers pass the physical columns.
///
/// @param parameters name in the expression to type
/// @param physical name in the expression to the column that holds the value
/// @param result the type of the column that takes the value
/// @param cannotFail known to give a value for every row without an error
/// @param readsTables holds a sub-select, so it runs with the rights of its owner
record Conversion(
    QualifiedName function,
    Expression body,
    Map<Identifier, PgType> parameters,
    Map<Identifier, Identifier> physical,
    PgType result,
    boolean cannotFail,
    boolean readsTables) {

  Conversion {
    parameters = new LinkedHashMap<>(parameters);
    physical = Map.copyOf(physical);
  }

  Sql create() {
    return Sql.of(
        """
        CREATE OR REPLACE FUNCTION {function}({parameters}) RETURNS {result}
          LANGUAGE sql VOLATILE PARALLEL SAFE {security}
          RETURN ({body})
        """,
        Map.of(
            "function", function,
            "parameters", parameterList(),
            "result", result.withoutModifiers().sql(),
            "security", Sql.of(readsTables ? "SECURITY DEFINER" : "SECURITY INVOKER"),
            "body", body));
  }

  /// The trigger calls it with the rights of whoever writes; default privileges may withhold it.
  Sql grant() {
    return Sql.of(
        "GRANT EXECUTE ON FUNCTION {function}({parameters}) TO PUBLIC",
        Map.of("function", function, "parameters", parameterList()));
  }

  Sql drop() {
    return Sql.of(
        "DROP FUNCTION IF EXISTS {function}({parameters})",
        Map.of("function", function, "parameters", parameterList()));
  }

  /// The columns it reads, as they stand in the table.
  List<Identifier> inputs() {
    return parameters.keySet().stream()
        .map(name -> physical.getOrDefault(name, name))
        .distinct()
        .toList();
  }

  /// The value for the row at hand of a plain statement over the table.
  Expression overColumns() {
    return value(Sql.of("{column}", Map.of("column", Identifier.of("x"))), false);
  }

  /// The value for `NEW` in a trigger.
  Expression overNew() {
    return value(Sql.of("NEW"), true);
  }

  /// The value for `OLD` in a trigger.
  Expression overOld() {
    return value(Sql.of("OLD"), true);
  }

  private Expression value(Sql row, boolean qualified) {
    List<Sql> arguments = new ArrayList<>();
    for (Identifier parameter : parameters.keySet()) {
      Identifier column = physical.getOrDefault(parameter, parameter);
      arguments.add(
          qualified
              ? Sql.of("{row}.{column}", Map.of("row", row, "column", column))
              : Sql.of("{column}", Map.of("column", column)));
    }
    Sql call =
        arguments.isEmpty()
            ? Sql.of("{function}()", Map.of("function", function))
            : Sql.of(
                "{function}({arguments})",
                Map.of("function", function, "arguments", SqlList.of(arguments)));
    return Expression.of(roundsOnAssignment() ? cast(call) : call.text());
  }

  /// A function's result has no modifiers. Where assignment rounds to them, the value has to be
  /// rounded before it is compared, or a stored value would differ from its expression for ever.
  /// Strings are not cast: an explicit cast would cut what assignment refuses.
  private boolean roundsOnAssignment() {
    return !result.modifiers().isEmpty()
        && List.of("numeric", "timestamp", "timestamptz", "time", "timetz", "interval")
            .contains(result.name().name());
  }

  private String cast(Sql call) {
    return Sql.of("CAST({call} AS {type})", Map.of("call", call, "type", result.sql())).text();
  }

  private SqlPart parameterList() {
    if (parameters.isEmpty()) {
      return Nothing.NOTHING;
    }
    List<Sql> list = new ArrayList<>();
    parameters.forEach(
        (name, type) ->
            list.add(
                Sql.of(
                    "{name} {type}", Map.of("name", name, "type", type.withoutModifiers().sql()))));
    return SqlList.of(list);
  }
}
