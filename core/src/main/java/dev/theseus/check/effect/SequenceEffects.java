package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_SHARE;
import static dev.theseus.plan.LockLevel.SHARE_ROW_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/// Sequences that come and are changed.
final class SequenceEffects {
  private SequenceEffects() {}

  static Effect of(Node tree, Site site) {
    return tree.is("AlterSeqStmt")
        ? changed(tree, site)
        : Statements.one(
            Act.CREATE_SEQUENCE,
            tree.child("sequence").text("relname"),
            tree,
            List.of(),
            Certainty.PROVED);
  }

  /// `nextval` takes ROW EXCLUSIVE on the sequence until its transaction ends.
  private static Effect changed(Node tree, Site site) {
    QualifiedName name = site.name(tree.child("sequence"));
    if (tree.flag("missing_ok") && site.missing(name)) {
      return Statements.harmless(tree);
    }
    List<RelationUse> uses = new ArrayList<>();
    uses.add(RelationUse.brief(name, Role.TARGET, SHARE_ROW_EXCLUSIVE));
    tree.list("options").stream()
        .filter(option -> option.text("defname").equals("owned_by"))
        .flatMap(option -> option.find("arg").stream())
        .map(list -> list.strings("items"))
        .filter(column -> column.size() > 1)
        .map(column -> site.name(column.subList(0, column.size() - 1)))
        .forEach(table -> uses.add(RelationUse.brief(table, Role.READ, ACCESS_SHARE)));
    return Statements.one(
        Act.CHANGE_SEQUENCE, name.name().name(), tree, uses, site.certainty(name));
  }
}
