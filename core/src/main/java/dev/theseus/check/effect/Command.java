package dev.theseus.check.effect;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One command of an `ALTER TABLE`.
///
/// @param number its number among the commands, 0 for the first
/// @param dropped the constraints that other commands of the statement drop
record Command(Site site, QualifiedName table, Node node, int number, Set<String> dropped) {

  String subtype() {
    return node.text("subtype");
  }

  String name() {
    return node.text("name");
  }

  Node definition() {
    return node.child("def");
  }

  Action action(Act act, String subject, List<RelationUse> uses) {
    return action(act, subject, uses, site.certainty(table), List.of());
  }

  Action action(
      Act act, String subject, List<RelationUse> uses, Certainty certainty, List<String> notes) {
    return new Action(act, number, subject, node, uses, certainty, notes);
  }

  /// The table alone.
  List<RelationUse> alone(LockLevel lock) {
    return List.of(RelationUse.brief(table, Role.TARGET, lock));
  }

  /// The table and its partitions or heirs.
  List<RelationUse> all(LockLevel lock) {
    return site.locked(table, Role.TARGET, lock);
  }

  /// Both lists.
  static List<RelationUse> both(List<RelationUse> one, List<RelationUse> other) {
    List<RelationUse> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
