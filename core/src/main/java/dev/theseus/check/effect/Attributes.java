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
        command.action(Act.DROP_COLUMN, command.name(), List.of()), type, command.site());
  }

  static Action renamed(Node tree, Site site, QualifiedName type) {
    Action action =
        Statements.action(
            Act.RENAME_COLUMN, tree.text("subname"), tree, List.of(), Certainty.LIKELY);
    return changed(action, type, site);
  }

  /// @param action what happens, without the tables
  private static Action changed(Action action, QualifiedName type, Site site) {
    Optional<UserType> found = site.catalog().type(type);
    List<QualifiedName> tables = found.map(UserType::columns).orElse(List.of());
    if (found.isPresent() && tables.isEmpty()) {
      return new Action(
          Act.HARMLESS,
          action.part(),
          action.subject(),
          action.node(),
          List.of(),
          Certainty.PROVED,
          List.of());
    }
    List<RelationUse> uses = new ArrayList<>();
    uses.add(RelationUse.brief(type, Role.TARGET, LockLevel.NONE));
    tables.forEach(table -> uses.add(RelationUse.brief(table, Role.USING, LockLevel.NONE)));
    String note =
        "Columns of the type are in "
            + tables.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return new Action(
        action.act(),
        action.part(),
        action.subject(),
        action.node(),
        uses,
        found.isPresent() ? Certainty.PROVED : Certainty.LIKELY,
        tables.isEmpty() ? List.of() : List.of(note));
  }
}
