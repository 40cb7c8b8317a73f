package dev.theseus.check.source;

import dev.theseus.migration.ChangesetHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which changesets Liquibase runs, by what it is started with. Case does not count.
///
/// @param contexts the contexts; empty for all changesets
/// @param labels expressions of labels, of which one has to hold; empty for all changesets
public record ChangesetChoice(Set<String> contexts, Set<String> labels) {
  public ChangesetChoice {
    contexts = lower(contexts);
    labels = lower(labels);
  }

  static ChangesetChoice all() {
    return new ChangesetChoice(Set.of(), Set.of());
  }

  private static Set<String> lower(Set<String> names) {
    return names.stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// A changeset says an expression of contexts, and a list of labels; one without either always
  /// runs.
  boolean runs(ChangesetHead head) {
    return inContext(head.attribute("context"))
        && inContext(head.attribute("contextFilter"))
        && head.attribute("labels").map(this::labelled).orElse(true);
  }

  private boolean inContext(Optional<String> expression) {
    return contexts.isEmpty()
        || expression.map(text -> Choosing.holds(text, contexts)).orElse(true);
  }

  private boolean labelled(String list) {
    Set<String> own = lower(Set.copyOf(List.of(list.split(",", -1))));
    return labels.isEmpty()
        || own.isEmpty()
        || labels.stream().anyMatch(expression -> Choosing.holds(expression, own));
  }
}
