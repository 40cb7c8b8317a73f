package dev.theseus.check.effect;

import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What one statement does on one PostgreSQL major.
///
/// @param known false when nothing is known of such statements; the rest is then empty
/// @param alone whether PostgreSQL refuses it inside a transaction
/// @param failure why PostgreSQL refuses it in any case; empty when it does not
public record Effect(boolean known, List<Action> actions, boolean alone, String failure) {
  public Effect {
    actions = List.copyOf(actions);
  }

  public static Effect unknown() {
    return new Effect(false, List.of(), false, "");
  }

  /// What happens to each relation, all actions together.
  public Map<QualifiedName, RelationUse> relations() {
    Map<QualifiedName, RelationUse> all = new TreeMap<>();
    actions.stream()
        .flatMap(action -> action.uses().stream())
        .forEach(use -> all.merge(use.relation(), use, RelationUse::and));
    return all;
  }

  public Stream<Action> all(Act act) {
    return actions.stream().filter(action -> action.act() == act);
  }

  /// The strongest lock on any relation.
  public LockLevel strongest() {
    return actions.stream()
        .map(Action::strongest)
        .reduce(LockLevel.NONE, (a, b) -> a.strongerThan(b) ? a : b);
  }
}
