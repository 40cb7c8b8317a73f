package dev.theseus.check.effect;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What happens to an attribute of a composite type happens to every value of it that tables hold.
/// No table is locked.
final class Attributes {
  private Attributes() {}

  static Action dropped(Command command, QualifiedName type) {
    return changed(
        command.site(), Act.DROP_COLUMN, type, command.name(), command.node(), command.number());
  }

  static Action renamed(Node tree, Site site, QualifiedName type) {
    return changed(site, Act.RENAME_COLUMN, type, tree.text("subname"), tree, -1);
  }

  private static Action changed(
      Site site, Act act, QualifiedName type, String attribute, Node node, int part) {
    Optional<UserType> found = site.catalog().type(type);
    List<QualifiedName> tables = found.map(UserType::columns).orElse(List.of());
    if (found.isPresent() && tables.isEmpty()) {
      return new Action(
          Act.HARMLESS, part, attribute, node, List.of(), Certainty.PROVED, List.of());
    }
    List<RelationUse> uses = new ArrayList<>();
    uses.add(RelationUse.brief(type, Role.TARGET, LockLevel.NONE));
    tables.forEach(table -> uses.add(RelationUse.brief(table, Role.USING, LockLevel.NONE)));
    String note =
        "Columns of the type are in "
            + tables.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return new Action(
        act,
        part,
        attribute,
        node,
        uses,
        found.isPresent() ? Certainty.PROVED : Certainty.LIKELY,
        tables.isEmpty() ? List.of() : List.of(note));
  }
}
