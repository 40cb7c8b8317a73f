package dev.theseus.internal.check;

import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// How far the change of a statement reaches: which relations look different afterwards.
///
/// @param names the names, without schema, that the statement itself says
record Reach(Set<String> names) {
  /// What `ALTER TABLE` does to the named tables alone, and to those that point at them, stand
  /// above or below them or read them.
  private static final Set<String> NEAR =
      Set.of(
          "AT_AddColumn",
          "AT_DropColumn",
          "AT_ColumnDefault",
          "AT_SetNotNull",
          "AT_DropNotNull",
          "AT_AddConstraint",
          "AT_ValidateConstraint",
          "AT_DropConstraint",
          "AT_AlterColumnType",
          "AT_SetStatistics",
          "AT_SetStorage",
          "AT_ReplicaIdentity",
          "AT_EnableRowSecurity",
          "AT_ChangeOwner",
          "AT_SetRelOptions");

  Reach {
    names = Set.copyOf(names);
  }

  /// @return empty when the statement may change anything
  static Optional<Reach> of(Node tree) {
    boolean near =
        switch (tree.kind()) {
          case "CreateStmt", "IndexStmt", "ViewStmt" -> true;
          case "AlterTableStmt" ->
              tree.text("objtype").equals("OBJECT_TABLE")
                  && tree.list("cmds").stream().allMatch(Reach::isNear);
          default -> false;
        };
    return near ? Optional.of(new Reach(said(tree))) : Optional.empty();
  }

  private static boolean isNear(Node command) {
    return NEAR.contains(command.text("subtype"))
        && !command.text("behavior").equals("DROP_CASCADE");
  }

  private static Set<String> said(Node tree) {
    Set<String> names = new HashSet<>();
    tree.walk(
        node -> {
          if (node.is("RangeVar")) {
            names.add(node.text("relname"));
          }
        });
    return names;
  }

  /// Whether every change may reach it: it belongs to a table, such as an index, or has others
  /// above or below it.
  static boolean isExposed(Relation relation) {
    return relation.kind() != Relation.Kind.TABLE
        || !relation.parents().isEmpty()
        || !relation.heirs().isEmpty();
  }

  /// The names of the relation and of those it is connected with: what is known of it may be wrong
  /// once a change says one of them.
  static Set<String> around(Relation relation) {
    Set<String> around = new HashSet<>();
    around.add(relation.name().name().name());
    relation.readers().forEach(reader -> around.add(plain(reader)));
    relation.referencedBy().forEach(key -> around.add(plain(key.table())));
    relation
        .constraints()
        .forEach(one -> one.references().ifPresent(table -> around.add(plain(table))));
    return around;
  }

  private static String plain(QualifiedName name) {
    return name.name().name();
  }
}
