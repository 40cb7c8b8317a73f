package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.QualifiedName;

/// Whether the name of an index to build is taken: it is left out where the statement says IF NOT
/// EXISTS, else refused.
record TakenIndex(Catalog catalog, Problems problems) {
  /// What the release itself makes under that name before is taken too.
  boolean blocks(Pending pending, IndexAnew index, boolean ifNotExists) {
    if (index.stands() && !catalog.relations().contains(index.name())) {
      if (ifNotExists) {
        problems.warn("index \"" + index.name() + "\" exists already and is left as it is");
      } else {
        refuse(pending, index.name());
      }
      return true;
    }
    return blocks(pending, index.name(), ifNotExists);
  }

  private void refuse(Pending pending, QualifiedName index) {
    problems.add(
        ProblemCode.ALREADY_EXISTS,
        "relation \"" + index + "\" already exists",
        pending.source().place(),
        "choose another name, or drop the statement if an earlier run created it");
  }

  /// An invalid one is no obstacle: it is built anew.
  boolean blocks(Pending pending, QualifiedName index, boolean ifNotExists) {
    if (!catalog.relations().contains(index)) {
      return false;
    }
    boolean invalid =
        catalog
            .tableOfIndex(index)
            .flatMap(table -> table.index(index.name()))
            .filter(one -> !one.valid())
            .filter(one -> pending.draft().original().kind() != Table.Kind.PARTITIONED)
            .isPresent();
    if (ifNotExists && !invalid) {
      problems.warn("index \"" + index + "\" exists already and is left as it is");
      return true;
    }
    if (!invalid) {
      refuse(pending, index);
    }
    return !invalid;
  }
}
