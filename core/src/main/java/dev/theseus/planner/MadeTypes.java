package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Functions and domains that the release itself makes, so that a column that gets its values from
/// one is judged like one of those that stand.
final class MadeTypes {
  private static final Set<String> STEADY = Set.of("immutable", "stable");

  private final Set<String> functions = new HashSet<>();
  private final Set<String> domains = new HashSet<>();

  private MadeTypes() {}

  /// The catalog with them.
  static Catalog in(Catalog catalog, List<Authored> operations) {
    MadeTypes made = new MadeTypes();
    for (Authored one : operations) {
      if (one.operation() instanceof DirectStatement direct) {
        made.see(direct);
      }
    }
    return made.functions.isEmpty() && made.domains.isEmpty() ? catalog : made.added(catalog);
  }

  private void see(DirectStatement direct) {
    switch (direct.kind()) {
      case "create function" -> function(Grammar.statement(direct.statement().text()).tree());
      case "create domain" -> domain(direct);
      default -> {}
    }
  }

  /// Each row gets a value of its own unless the function says that it does not.
  private void function(Node tree) {
    boolean steady =
        tree.list("options").stream()
            .filter(one -> one.text("defname").equals("volatility"))
            .anyMatch(one -> STEADY.contains(one.child("arg").text("sval")));
    if (!steady) {
      functions.add(tree.strings("funcname").getLast());
    }
  }

  /// One with a default or a constraint: a column of it is written to every row, or proved.
  private void domain(DirectStatement direct) {
    Node tree = Grammar.statement(direct.statement().text()).tree();
    if (!tree.list("constraints").isEmpty()) {
      domains.add(direct.target().quoted());
      domains.add(direct.target().name().quoted());
      domains.add(direct.target().name().name());
    }
  }

  private Catalog added(Catalog catalog) {
    TypeFacts known = catalog.types();
    Set<String> volatileFunctions = new HashSet<>(known.volatileFunctions());
    volatileFunctions.addAll(functions);
    Set<String> constrained = new HashSet<>(known.constrainedDomains());
    constrained.addAll(domains);
    return new Catalog(
        catalog.server(),
        catalog.tables(),
        catalog.relations(),
        catalog.schemas(),
        new TypeFacts(
            known.casts(),
            volatileFunctions,
            constrained,
            known.domains(),
            known.domainDefaults(),
            known.withoutEquality()),
        catalog.partitions());
  }
}
