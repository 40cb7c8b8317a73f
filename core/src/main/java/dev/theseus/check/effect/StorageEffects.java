package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import java.util.List;
import java.util.Optional;

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

  /// Moving to another tablespace copies the file and leaves the indexes where they are.
  private static RelationUse moved(Command command, RelationUse use) {
    return command.subtype().equals("AT_SetTableSpace")
        ? new RelationUse(use.relation(), use.role(), use.lock(), false, true, java.util.Set.of())
        : command.site().rewriting(use);
  }

  private static boolean sameTablespace(Relation relation, String wanted) {
    String now = relation.tablespace();
    return now.equals(wanted) || (now.isEmpty() && wanted.equals("pg_default"));
  }
}
