package dev.theseus.planner;

import dev.theseus.catalog.Index;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.Operation;
import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.List;

/// Unique indexes on columns that `up` fills while the old version writes: where `up` gives two
/// rows the same value, the index cannot be built, or a write of the old version fails on it.
record NewKeys(TableDraft draft, List<SyncGroup> groups, KeptObjects kept, Folding folding) {

  void warn(TypeFacts facts, Problems problems) {
    for (SyncGroup group : groups) {
      for (SyncGroup.New one : group.news()) {
        if (keepsApart(one.up(), one.column().type(), facts)) {
          continue;
        }
        for (Identifier index : uniqueOn(one.column())) {
          problems.warn(
              "unique index \"%s\" stands on \"%s\" of \"%s\" while the old version still writes: where up gives two rows the same value, building it or a write of the old version fails"
                  .formatted(index, one.column().name(), draft.name()));
        }
      }
    }
  }

  private List<Identifier> uniqueOn(ColumnDraft column) {
    List<Identifier> found = new ArrayList<>();
    for (KeptObjects.KeptIndex index : kept.indexes()) {
      Index original = index.original();
      if (original.unique()
          && column.origin().filter(o -> original.columns().contains(o.name())).isPresent()) {
        found.add(original.name().name());
      }
    }
    for (Pending pending : folding.pending()) {
      boolean here = pending.table().filter(one -> one == draft).isPresent();
      if (here && pending.columns().containsValue(column)) {
        added(pending.source().operation(), found);
      }
    }
    return found;
  }

  private static void added(Operation operation, List<Identifier> found) {
    if (operation instanceof AddUnique unique) {
      found.add(unique.constraint());
    } else if (operation instanceof CreateIndex index && index.unique()) {
      found.add(index.index());
    }
  }

  /// A column itself, or a cast that loses nothing.
  static boolean keepsApart(Conversion conversion, PgType stored, TypeFacts facts) {
    Node tree = Grammar.expression(conversion.body().text()).tree();
    Node inner = tree.is("TypeCast") ? tree.child("arg") : tree;
    List<PgType> read = List.copyOf(conversion.parameters().values());
    if (!inner.is("ColumnRef") || read.size() != 1) {
      return false;
    }
    return switch (TypeChange.of(read.getFirst(), stored, facts)) {
      case CATALOG_ONLY, LOSSLESS -> true;
      case LOSSY, SESSION_DEPENDENT, NO_CAST -> false;
    };
  }
}
