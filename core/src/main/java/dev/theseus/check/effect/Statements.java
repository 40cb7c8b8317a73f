package dev.theseus.check.effect;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// Effects of whole statements, put together from their parts.
final class Statements {
  private Statements() {}

  static Action action(
      Act act, String subject, Node node, List<RelationUse> uses, Certainty certainty) {
    return new Action(act, -1, subject, node, uses, certainty, List.of());
  }

  static Effect one(
      Act act, String subject, Node node, List<RelationUse> uses, Certainty certainty) {
    return new Effect(true, List.of(action(act, subject, node, uses, certainty)), false, "");
  }

  static Effect harmless(Node tree) {
    return one(Act.HARMLESS, "", tree, List.of(), Certainty.PROVED);
  }

  /// One relation, locked and nothing more.
  static Effect brief(Act act, Node tree, Site site, QualifiedName name, LockLevel lock) {
    return one(
        act,
        name.name().name(),
        tree,
        List.of(RelationUse.brief(name, Role.TARGET, lock)),
        site.certainty(name));
  }

  /// Whether an option such as `CONCURRENTLY` is on in `(…)`.
  static boolean option(Node tree, String list, String name) {
    return tree.list(list).stream()
        .filter(option -> option.text("defname").equals(name))
        .anyMatch(option -> option.find("arg").map(Statements::isOn).orElse(true));
  }

  private static boolean isOn(Node argument) {
    String text =
        argument.is("Boolean")
            ? String.valueOf(argument.flag("boolval"))
            : argument.is("Integer")
                ? String.valueOf(argument.integer("ival"))
                : argument.text("sval");
    return !List.of("false", "off", "0", "no").contains(text.toLowerCase(java.util.Locale.ROOT));
  }
}
