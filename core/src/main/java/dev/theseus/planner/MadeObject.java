package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a DROP takes away or a CREATE makes, by what it can be found again.
///
/// @param kind as in the statement: `view`, `function` …
/// @param name its own, or that of the table it belongs to
/// @param part its name where it belongs to a table
/// @param arguments the types of a function's arguments; empty where they are not written
record MadeObject(
    String kind, QualifiedName name, Optional<Identifier> part, Optional<List<String>> arguments) {

  /// The name that statements call it by, without its schema.
  Identifier called() {
    return part.orElseGet(name::name);
  }

  boolean comesAgainAs(MadeObject made) {
    return sameName(made) && (arguments.isEmpty() || arguments.equals(made.arguments));
  }

  /// Whether the other one has the same name and other arguments, so that both can stand.
  boolean isOverloadedBy(MadeObject made) {
    return sameName(made) && arguments.isPresent() && !arguments.equals(made.arguments);
  }

  private boolean sameName(MadeObject made) {
    return kind.equals(made.kind) && name.equals(made.name) && part.equals(made.part);
  }

  @Override
  public String toString() {
    return part.map(one -> "%s \"%s\" of \"%s\"".formatted(kind, one, name))
        .orElseGet(() -> "%s \"%s\"".formatted(kind, name));
  }

  /// What a `DROP` names.
  static List<MadeObject> dropped(DirectStatement direct, Identifier base) {
    if (!direct.kind().startsWith("drop ")) {
      return List.of();
    }
    String kind = direct.kind().substring("drop ".length());
    List<MadeObject> objects = new ArrayList<>();
    for (Node object : tree(direct).list("objects")) {
      List<String> names =
          Stream.of("objname", "names", "items")
              .flatMap(field -> object.strings(field).stream())
              .toList();
      if (!names.isEmpty()) {
        objects.add(dropped(kind, names, object, base));
      }
    }
    return objects;
  }

  private static MadeObject dropped(String kind, List<String> names, Node object, Identifier base) {
    return switch (kind) {
      case "trigger", "rule", "policy" ->
          new MadeObject(
              kind,
              name(names.subList(0, names.size() - 1), base),
              Optional.of(Identifier.of(names.getLast())),
              Optional.empty());
      case "function", "procedure" ->
          new MadeObject(
              kind,
              name(names, base),
              Optional.empty(),
              object.flag("args_unspecified")
                  ? Optional.empty()
                  : Optional.of(object.list("objargs").stream().map(MadeObject::type).toList()));
      default -> new MadeObject(kind, name(names, base), Optional.empty(), Optional.empty());
    };
  }

  /// What a `CREATE` makes, where that is not a table.
  static Optional<MadeObject> created(DirectStatement direct, Identifier base) {
    if (!direct.kind().startsWith("create ")) {
      return Optional.empty();
    }
    String kind = direct.kind().substring("create ".length());
    Node tree = tree(direct);
    return switch (tree.kind()) {
      case "ViewStmt", "CreateSeqStmt", "CompositeTypeStmt", "CreateTableAsStmt" ->
          Optional.of(new MadeObject(kind, direct.target(), Optional.empty(), Optional.empty()));
      case "CreateEnumStmt", "CreateRangeStmt" -> named(kind, tree.strings("typeName"), base);
      case "CreateDomainStmt" -> named(kind, tree.strings("domainname"), base);
      case "CreateTrigStmt" -> part(kind, tree.child("relation"), tree.text("trigname"), base);
      case "RuleStmt" -> part(kind, tree.child("relation"), tree.text("rulename"), base);
      case "CreatePolicyStmt" -> part(kind, tree.child("table"), tree.text("policy_name"), base);
      case "CreateFunctionStmt" ->
          Optional.of(
              new MadeObject(
                  kind,
                  name(tree.strings("funcname"), base),
                  Optional.empty(),
                  Optional.of(arguments(tree))));
      default -> Optional.empty();
    };
  }

  private static Optional<MadeObject> named(String kind, List<String> names, Identifier base) {
    return Optional.of(new MadeObject(kind, name(names, base), Optional.empty(), Optional.empty()));
  }

  private static Optional<MadeObject> part(
      String kind, Node relation, String name, Identifier base) {
    List<String> names =
        Stream.of(relation.text("schemaname"), relation.text("relname"))
            .filter(one -> !one.isEmpty())
            .toList();
    return Optional.of(
        new MadeObject(
            kind, name(names, base), Optional.of(Identifier.of(name)), Optional.empty()));
  }

  private static QualifiedName name(List<String> names, Identifier base) {
    return new QualifiedName(
        names.size() < 2 ? base : Identifier.of(names.get(names.size() - 2)),
        Identifier.of(names.getLast()));
  }

  /// Those that tell it from others of its name.
  private static List<String> arguments(Node function) {
    boolean procedure = function.flag("is_procedure");
    return function.list("parameters").stream()
        .filter(one -> !one.text("mode").equals("FUNC_PARAM_TABLE"))
        .filter(one -> procedure || !one.text("mode").equals("FUNC_PARAM_OUT"))
        .map(one -> type(one.child("argType")))
        .toList();
  }

  private static String type(Node type) {
    List<String> names = type.strings("names");
    return names.isEmpty()
        ? type.toString()
        : names.getLast() + (type.list("arrayBounds").isEmpty() ? "" : "[]");
  }

  private static Node tree(DirectStatement direct) {
    return Grammar.statement(direct.statement().text()).tree();
  }
}
