package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the newest grammar reads and earlier majors refuse as a syntax error. What changes of
/// tables need besides is in [AlterTableFailures].
final class NewSyntax {
  private static final Set<String> ENFORCEABLE = Set.of("CONSTR_CHECK", "CONSTR_FOREIGN");

  /// @param kinds the statements in which it stands
  /// @param since the first major that knows it
  /// @param used whether a statement uses it
  private record Feature(Set<String> kinds, int since, String name, Predicate<Node> used) {
    static Feature of(int since, String name, Predicate<Node> used, String... kinds) {
      return new Feature(Set.of(kinds), since, name, used);
    }
  }

  private static final List<Feature> FEATURES =
      List.of(
          Feature.of(15, "MERGE", tree -> true, "MergeStmt"),
          Feature.of(
              17, "MERGE … RETURNING", t -> t.find("returningClause").isPresent(), "MergeStmt"),
          Feature.of(17, "WHEN NOT MATCHED BY SOURCE", NewSyntax::matchesBySource, "MergeStmt"),
          Feature.of(
              17,
              "MERGE in WITH",
              tree -> tree.find("withClause").stream().anyMatch(with -> has(with, "MergeStmt")),
              "SelectStmt",
              "InsertStmt",
              "UpdateStmt",
              "DeleteStmt"),
          Feature.of(
              15, "NULLS NOT DISTINCT", tree -> tree.flag("nulls_not_distinct"), "IndexStmt"),
          Feature.of(
              15,
              "NULLS NOT DISTINCT",
              tree -> constraints(tree).anyMatch(one -> one.flag("nulls_not_distinct")),
              "CreateStmt",
              "AlterTableStmt"),
          Feature.of(
              18,
              "NOT ENFORCED",
              tree -> constraints(tree).anyMatch(NewSyntax::saysEnforced),
              "CreateStmt",
              "AlterTableStmt"),
          Feature.of(
              18,
              "ALTER CONSTRAINT … [NOT] ENFORCED and [NO] INHERIT",
              NewSyntax::altersConstraint,
              "AlterTableStmt"),
          Feature.of(
              18,
              "WITHOUT OVERLAPS",
              tree -> constraints(tree).anyMatch(one -> one.flag("without_overlaps")),
              "CreateStmt",
              "AlterTableStmt"),
          Feature.of(
              18,
              "a foreign key with PERIOD",
              tree -> constraints(tree).anyMatch(one -> one.flag("fk_with_period")),
              "CreateStmt",
              "AlterTableStmt"),
          Feature.of(18, "a virtual generated column", NewSyntax::isVirtual, "CreateStmt"),
          Feature.of(
              18, "NOT NULL as a constraint of the table", NewSyntax::isNotNull, "CreateStmt"),
          Feature.of(
              15, "SET ACCESS METHOD", tree -> does(tree, "AT_SetAccessMethod"), "AlterTableStmt"),
          Feature.of(15, "security_invoker", NewSyntax::invokes, "ViewStmt", "AlterTableStmt"),
          Feature.of(
              15,
              "an unlogged sequence",
              tree -> tree.child("sequence").text("relpersistence").equals("u"),
              "CreateSeqStmt"),
          Feature.of(
              15, "SET LOGGED and SET UNLOGGED of a sequence", NewSyntax::logs, "AlterTableStmt"),
          Feature.of(
              16,
              "STORAGE of a new column",
              tree ->
                  tree.all("ColumnDef").stream()
                      .anyMatch(column -> !column.text("storage_name").isEmpty()),
              "CreateStmt",
              "AlterTableStmt"),
          Feature.of(
              15,
              "a publication of schemas, columns or rows",
              NewSyntax::publishesParts,
              "CreatePublicationStmt",
              "AlterPublicationStmt"),
          Feature.of(
              17,
              "MAINTAIN",
              tree ->
                  tree.all("AccessPriv").stream()
                      .anyMatch(right -> right.text("priv_name").equals("maintain")),
              "GrantStmt"));

  private NewSyntax() {}

  /// @return why this major refuses the statement; empty when it does not
  static String refused(Node tree, int major) {
    return FEATURES.stream()
        .filter(one -> major < one.since() && one.kinds().contains(tree.kind()))
        .filter(one -> one.used().test(tree))
        .map(one -> "%s needs PostgreSQL %d".formatted(one.name(), one.since()))
        .findFirst()
        .orElse("");
  }

  private static boolean has(Node tree, String kind) {
    return !tree.all(kind).isEmpty();
  }

  private static Stream<Node> constraints(Node tree) {
    return tree.all("Constraint").stream();
  }

  private static Stream<Node> commands(Node tree, String... subtypes) {
    return tree.list("cmds").stream()
        .filter(one -> List.of(subtypes).contains(one.text("subtype")));
  }

  private static boolean does(Node tree, String subtype) {
    return commands(tree, subtype).findAny().isPresent();
  }

  private static boolean matchesBySource(Node merge) {
    return merge.list("mergeWhenClauses").stream()
        .anyMatch(when -> when.text("matchKind").equals("MERGE_WHEN_NOT_MATCHED_BY_SOURCE"));
  }

  private static boolean saysEnforced(Node constraint) {
    String type = constraint.text("contype");
    return type.endsWith("ENFORCED")
        || (ENFORCEABLE.contains(type) && !constraint.flag("is_enforced"));
  }

  private static boolean altersConstraint(Node tree) {
    return commands(tree, "AT_AlterConstraint")
        .map(one -> one.child("def"))
        .anyMatch(def -> def.flag("alterEnforceability") || def.flag("alterInheritability"));
  }

  private static boolean isVirtual(Node create) {
    return constraints(create).anyMatch(one -> one.text("generated_kind").equals("v"));
  }

  private static boolean isNotNull(Node create) {
    return create.list("tableElts").stream()
        .anyMatch(one -> one.is("Constraint") && one.text("contype").equals("CONSTR_NOTNULL"));
  }

  private static boolean invokes(Node tree) {
    return Stream.concat(
            tree.list("options").stream(),
            commands(tree, "AT_SetRelOptions")
                .flatMap(one -> one.find("def").stream())
                .flatMap(list -> list.list("items").stream()))
        .anyMatch(option -> option.text("defname").equals("security_invoker"));
  }

  private static boolean logs(Node tree) {
    return tree.text("objtype").equals("OBJECT_SEQUENCE")
        && commands(tree, "AT_SetLogged", "AT_SetUnLogged").findAny().isPresent();
  }

  private static boolean publishesParts(Node tree) {
    return tree.all("PublicationObjSpec").stream()
            .anyMatch(one -> one.text("pubobjtype").contains("SCHEMA"))
        || tree.all("PublicationTable").stream()
            .anyMatch(one -> one.find("whereClause").isPresent() || !one.list("columns").isEmpty());
  }
}
