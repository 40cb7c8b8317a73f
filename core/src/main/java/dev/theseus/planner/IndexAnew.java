package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.CreateIndex;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// An index whose name another one has until contract, because the release drops or renames that
/// one before: it is built under a hidden name and takes its own behind the other.
///
/// @param stands whether the name would be taken if the file had run so far
/// @param waits whether it is taken until contract only
record IndexAnew(Pending pending, QualifiedName name, boolean stands, boolean waits) {

  static IndexAnew of(Pending pending, CreateIndex create, Catalog catalog, Folding folding) {
    QualifiedName name = pending.draft().physical().withName(create.index());
    List<Pending> before = folding.pending().subList(0, folding.pending().indexOf(pending));
    boolean stands = new NamesSoFar(catalog, before).stands(name);
    return new IndexAnew(pending, name, stands, !stands && catalog.relations().contains(name));
  }

  /// Not the name of the copy that an index on an exchanged column has.
  Identifier hidden() {
    return Identifier.derived(Names.PREFIX, name.name().name(), "_anew");
  }

  /// The same statement under the hidden name.
  Sql hidden(Sql statement) {
    CreateIndex create = (CreateIndex) pending.source().operation();
    return Tokens.createIndex(
        create.unique(),
        true,
        hidden(),
        pending.draft().physical(),
        Tokens.indexBody(statement.text()));
  }

  boolean refused(Problems problems) {
    boolean divided = pending.draft().original().kind() == Table.Kind.PARTITIONED;
    if (divided) {
      problems.add(
          ProblemCode.DEPENDS_ON_CONTRACT,
          "index \"%s\" of partitioned table \"%s\" has its name only after contract"
              .formatted(name, pending.draft().name()),
          pending.source().place(),
          "choose another name, or put the statement into a release of its own after this one");
    }
    return divided;
  }

  void rename(Steps steps) {
    steps.transaction(
        steps.head(Phase.CONTRACT, name + ".rename", "give index " + name + " its name", List.of()),
        List.of(
            Sql.of(
                "ALTER INDEX {index} RENAME TO {name}",
                Map.of("index", name.withName(hidden()), "name", name.name()))),
        new Undo.Restore("the index of that name before is gone"));
  }
}
