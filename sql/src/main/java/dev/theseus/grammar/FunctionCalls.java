package dev.theseus.grammar;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Which functions a tree calls.
final class FunctionCalls {

  private static final String CATALOG = "pg_catalog";

  /// The aggregates of PostgreSQL 18, without those that only `WITHIN GROUP` calls.
  private static final Set<String> AGGREGATES =
      Set.of(
          "any_value",
          "array_agg",
          "avg",
          "bit_and",
          "bit_or",
          "bit_xor",
          "bool_and",
          "bool_or",
          "corr",
          "count",
          "covar_pop",
          "covar_samp",
          "every",
          "json_agg",
          "json_agg_strict",
          "json_object_agg",
          "json_object_agg_strict",
          "json_object_agg_unique",
          "json_object_agg_unique_strict",
          "jsonb_agg",
          "jsonb_agg_strict",
          "jsonb_object_agg",
          "jsonb_object_agg_strict",
          "jsonb_object_agg_unique",
          "jsonb_object_agg_unique_strict",
          "max",
          "min",
          "range_agg",
          "range_intersect_agg",
          "regr_avgx",
          "regr_avgy",
          "regr_count",
          "regr_intercept",
          "regr_r2",
          "regr_slope",
          "regr_sxx",
          "regr_sxy",
          "regr_syy",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "string_agg",
          "sum",
          "var_pop",
          "var_samp",
          "variance",
          "xmlagg");

  private FunctionCalls() {}

  static Set<String> names(Node tree) {
    Set<String> names = new TreeSet<>();
    tree.walk(
        node -> {
          if (node.is("FuncCall")) {
            names.add(name(node));
          } else if (node.is("SQLValueFunction")) {
            names.add(node.text("op").replace("SVFOP_", "").toLowerCase(Locale.ROOT));
          }
        });
    return names;
  }

  private static String name(Node call) {
    List<String> parts = call.strings("funcname");
    boolean builtIn = parts.size() == 2 && parts.getFirst().equals(CATALOG);
    return String.join(".", builtIn ? parts.subList(1, 2) : parts);
  }

  static boolean hasAggregateOrWindow(Node tree) {
    return tree.all("FuncCall").stream().anyMatch(FunctionCalls::isAggregateOrWindow)
        || !tree.all("GroupingFunc").isEmpty()
        || !tree.all("JsonObjectAgg").isEmpty()
        || !tree.all("JsonArrayAgg").isEmpty();
  }

  /// Whether the node itself, not one below it, is such a call.
  static boolean aggregatesItself(Node node) {
    return switch (node.kind()) {
      case "FuncCall" -> isAggregateOrWindow(node);
      case "GroupingFunc", "JsonObjectAgg", "JsonArrayAgg" -> true;
      default -> false;
    };
  }

  private static boolean isAggregateOrWindow(Node call) {
    return call.find("over").isPresent()
        || call.find("agg_filter").isPresent()
        || !call.list("agg_order").isEmpty()
        || call.flag("agg_star")
        || call.flag("agg_distinct")
        || call.flag("agg_within_group")
        || AGGREGATES.contains(name(call));
  }
}
