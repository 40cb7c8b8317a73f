package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.SHARE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/// Domains and enums.
final class DomainEffects {
  private DomainEffects() {}

  static Effect domain(Node tree, Site site) {
    QualifiedName name = site.name(tree.strings("typeName"));
    boolean checks =
        switch (tree.text("subtype")) {
          case "C" -> ConstraintEffects.validates(tree.child("def"));
          case "O", "V" -> true;
          default -> false;
        };
    if (!checks) {
      return Statements.one(
          Act.ALTER_DOMAIN, name.name().name(), tree, List.of(), Certainty.PROVED);
    }
    List<RelationUse> uses = new ArrayList<>();
    site.catalog()
        .type(name)
        .ifPresent(
            type ->
                type.columns()
                    .forEach(
                        table ->
                            uses.add(site.scanning(RelationUse.brief(table, Role.USING, SHARE)))));
    Certainty certainty =
        site.catalog().type(name).isPresent() ? Certainty.PROVED : Certainty.LIKELY;
    Action action =
        new Action(
            Act.ALTER_DOMAIN_CONSTRAINT, -1, name.name().name(), tree, uses, certainty, List.of());
    return new Effect(true, List.of(action), false, "");
  }

  static Effect enumeration(Node tree) {
    boolean renamed = !tree.text("oldVal").isEmpty();
    return Statements.one(
        renamed ? Act.RENAME_ENUM_VALUE : Act.ADD_ENUM_VALUE,
        renamed ? tree.text("oldVal") : tree.text("newVal"),
        tree,
        List.of(),
        Certainty.PROVED);
  }
}
