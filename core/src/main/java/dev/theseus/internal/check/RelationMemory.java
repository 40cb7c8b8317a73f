package dev.theseus.internal.check;

import dev.theseus.check.effect.Relation;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The relations that were read, and those that were looked for in vain. What a change reaches is
/// found by the names it says, however many relations are remembered. Not thread-safe.
final class RelationMemory {
  private final Map<QualifiedName, Optional<Relation>> relations = new HashMap<>();

  /// By each name that a remembered table is connected with, the tables.
  private final Map<String, Set<QualifiedName>> around = new HashMap<>();

  /// What every change reaches.
  private final Set<QualifiedName> exposed = new HashSet<>();

  boolean has(QualifiedName name) {
    return relations.containsKey(name);
  }

  /// What is remembered, else what `read` finds.
  Optional<Relation> get(QualifiedName name, Function<QualifiedName, Optional<Relation>> read) {
    Optional<Relation> seen = relations.get(name);
    if (seen == null) {
      seen = read.apply(name);
      remember(name, seen);
    }
    return seen;
  }

  private void remember(QualifiedName name, Optional<Relation> relation) {
    relations.put(name, relation);
    if (relation.isEmpty() || Reach.isExposed(relation.get())) {
      exposed.add(name);
    } else {
      Reach.around(relation.get())
          .forEach(near -> around.computeIfAbsent(near, key -> new HashSet<>()).add(name));
    }
  }

  void forget(Reach reach) {
    exposed.forEach(relations::remove);
    exposed.clear();
    for (String said : reach.names()) {
      Set<QualifiedName> near = around.remove(said);
      if (near != null) {
        near.forEach(relations::remove);
      }
    }
  }

  void clear() {
    relations.clear();
    around.clear();
    exposed.clear();
  }
}
