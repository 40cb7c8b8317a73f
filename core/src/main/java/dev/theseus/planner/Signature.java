package dev.theseus.planner;

import dev.theseus.catalog.Dependency.Thing;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A function as a DROP names it.
///
/// @param name its schema, if written, and its name
/// @param arguments the types of its arguments; empty when none are written
record Signature(List<String> name, Optional<List<String>> arguments) {
  private static final Map<String, String> SPOKEN =
      Map.ofEntries(
          Map.entry("int2", "smallint"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("bool", "boolean"),
          Map.entry("bpchar", "character"),
          Map.entry("varchar", "character varying"),
          Map.entry("varbit", "bit varying"),
          Map.entry("time", "time without time zone"),
          Map.entry("timetz", "time with time zone"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timestamptz", "timestamp with time zone"));

  static Signature of(Node object) {
    if (object.flag("args_unspecified")) {
      return new Signature(object.strings("objname"), Optional.empty());
    }
    List<String> arguments = new ArrayList<>();
    for (Node type : object.list("objargs")) {
      List<String> names = type.strings("names");
      String last = names.isEmpty() ? "" : names.getLast();
      arguments.add(
          SPOKEN.getOrDefault(last, last) + (type.list("arrayBounds").isEmpty() ? "" : "[]"));
    }
    return new Signature(object.strings("objname"), Optional.of(arguments));
  }

  /// Whether it is that function. A schema that is not written may be any on the path, and so may
  /// that of a type.
  boolean fits(Thing function) {
    return named(name, function.name())
        && (arguments.isEmpty()
            || arguments.get().equals(function.arguments().stream().map(Signature::bare).toList()));
  }

  private static String bare(String type) {
    return type.substring(type.lastIndexOf('.') + 1).replace("\"", "");
  }

  static boolean named(List<String> written, QualifiedName name) {
    return !written.isEmpty()
        && written.getLast().equals(name.name().name())
        && (written.size() < 2 || written.get(written.size() - 2).equals(name.schema().name()));
  }
}
