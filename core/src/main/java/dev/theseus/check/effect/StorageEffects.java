package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `SET LOGGED`, `SET UNLOGGED`, `SET TABLESPACE`, `SET ACCESS METHOD`: the table moves into
/// another file unless it is there already.
final class StorageEffects {
  private StorageEffects() {}

  static Action of(Command command) {
    Site site = command.site();
    Optional<Relation> relation = site.relation(command.table());
    boolean there =
        relation
            .map(
                found ->
                    switch (command.subtype()) {
                      case "AT_SetLogged" -> found.logged();
                      case "AT_SetUnLogged" -> !found.logged();
                      case "AT_SetAccessMethod" -> found.accessMethod().equals(command.name());
                      default -> sameTablespace(found, command.name());
                    })
            .orElse(false);
    List<RelationUse> uses = command.alone(ACCESS_EXCLUSIVE);
    if (there || site.partitioned(command.table())) {
      return command.action(Act.TABLE_ATTRIBUTE, command.name(), uses);
    }
    return command.action(
        Act.REWRITE_TABLE, command.name(), List.of(moved(command, uses.getFirst())));
  }

  /// An index is locked and copied; its table is not, but queries on it read the index to be
  /// planned.
  static Action ofIndex(Command command) {
    Optional<Relation> index = command.site().relation(command.table());
    String name = command.table().name().name();
    boolean stays =
        index
            .filter(
                found ->
                    found.kind() == Relation.Kind.PARTITIONED_INDEX
                        || sameTablespace(found, command.name()))
            .isPresent();
    if (stays) {
      return command.action(Act.TABLE_ATTRIBUTE, name, List.of());
    }
    List<RelationUse> uses =
        index.stream()
            .map(
                found ->
                    new RelationUse(
                        found.table(),
                        Role.TARGET,
                        LockLevel.NONE,
                        false,
                        false,
                        Set.of(found.name())))
            .toList();
    return command.action(Act.MOVE_INDEX, name, uses);
  }

  /// `ALTER … ALL IN TABLESPACE`: which they are, only the server knows.
  static Effect ofAll(Node tree) {
    boolean indexes = tree.text("objtype").equals("OBJECT_INDEX");
    return Statements.one(
        indexes ? Act.MOVE_INDEX : Act.REWRITE_TABLE,
        tree.text("orig_tablespacename"),
        tree,
        List.of(),
        Certainty.LIKELY);
  }

  /// Moving to another tablespace copies the file and leaves the indexes where they are.
  private static RelationUse moved(Command command, RelationUse use) {
    return command.subtype().equals("AT_SetTableSpace")
        ? new RelationUse(use.relation(), use.role(), use.lock(), false, true, Set.of())
        : command.site().rewriting(use);
  }

  private static boolean sameTablespace(Relation relation, String wanted) {
    String now = relation.tablespace();
    return now.equals(wanted) || (now.isEmpty() && wanted.equals("pg_default"));
  }
}
