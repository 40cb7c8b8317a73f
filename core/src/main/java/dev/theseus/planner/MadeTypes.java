package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Token;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import dev.theseus.sql.Expression;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Functions and domains that the release itself makes, so that a column that gets its values from
/// one is judged like one of those that stand.
final class MadeTypes {
  private static final Set<String> STEADY = Set.of("immutable", "stable");

  private static final Set<String> PLAIN =
      Set.of(
          "int2",
          "int4",
          "int8",
          "numeric",
          "float4",
          "float8",
          "text",
          "varchar",
          "bpchar",
          "bool",
          "uuid",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "interval",
          "json",
          "jsonb",
          "bytea",
          "inet");

  private final Set<String> functions = new HashSet<>();
  private final Set<String> domains = new HashSet<>();
  private final Map<String, PgType> bases = new HashMap<>();
  private final Map<String, Expression> defaults = new HashMap<>();

  private MadeTypes() {}

  /// The catalog with them.
  static Catalog in(Catalog catalog, List<Authored> operations) {
    MadeTypes made = new MadeTypes();
    for (Authored one : operations) {
      if (one.operation() instanceof DirectStatement direct) {
        made.see(direct);
      }
    }
    boolean nothing = made.functions.isEmpty() && made.domains.isEmpty() && made.defaults.isEmpty();
    return nothing ? catalog : made.added(catalog);
  }

  private void see(DirectStatement direct) {
    switch (direct.kind()) {
      case "create function" -> function(Grammar.statement(direct.statement().text()).tree());
      case "create domain" -> domain(direct);
      case "alter domain" -> alteredDomain(direct);
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

  /// Of one that only has a default it is known what its columns get; one with a constraint is
  /// proved for every row.
  private void domain(DirectStatement direct) {
    Node tree = Grammar.statement(direct.statement().text()).tree();
    List<Node> constraints = tree.list("constraints");
    boolean plain =
        constraints.size() == 1
            && constraints.getFirst().text("contype").equals("CONSTR_DEFAULT")
            && tree.find("collClause").isEmpty();
    if (plain && withDefault(direct)) {
      return;
    }
    if (!constraints.isEmpty()) {
      constrained(direct);
    }
  }

  /// `CREATE DOMAIN name [AS] type DEFAULT value`; a type of the user's may be a domain itself.
  private boolean withDefault(DirectStatement direct) {
    String text = direct.statement().text();
    List<Token> tokens =
        Grammar.scan(text).stream().filter(one -> one.kind() != Token.Kind.COMMENT).toList();
    int type = 3;
    while (tokens.get(type).is(".")) {
      type += 2;
    }
    type += tokens.get(type).is("as") ? 1 : 0;
    int value = type;
    while (!tokens.get(value).is("default")) {
      value++;
    }
    int end = tokens.getLast().is(";") ? tokens.size() - 2 : tokens.size() - 1;
    PgType base =
        PgTypes.of(
            text.substring(tokens.get(type).range().start(), tokens.get(value - 1).range().end()));
    if (base.schema().isPresent() || base.isArray() || !PLAIN.contains(base.name().name())) {
      return false;
    }
    bases.put(direct.target().quoted(), base);
    defaults.put(
        direct.target().quoted(),
        Expression.of(
            text.substring(tokens.get(value + 1).range().start(), tokens.get(end).range().end())));
    return true;
  }

  /// What adds a constraint (`C`), NOT NULL (`O`) or a default (`T`).
  private void alteredDomain(DirectStatement direct) {
    Node tree = Grammar.statement(direct.statement().text()).tree();
    String what = tree.text("subtype");
    boolean gets =
        what.equals("C") || what.equals("O") || (what.equals("T") && tree.find("def").isPresent());
    if (gets) {
      bases.remove(direct.target().quoted());
      defaults.remove(direct.target().quoted());
      constrained(direct);
    }
  }

  private void constrained(DirectStatement direct) {
    domains.add(direct.target().toString());
    domains.add(direct.target().quoted());
    domains.add(direct.target().name().quoted());
    domains.add(direct.target().name().name());
  }

  private Catalog added(Catalog catalog) {
    TypeFacts known = catalog.types();
    Set<String> volatileFunctions = new HashSet<>(known.volatileFunctions());
    volatileFunctions.addAll(functions);
    Set<String> constrained = new HashSet<>(known.constrainedDomains());
    constrained.addAll(domains);
    Map<String, PgType> domainBases = new HashMap<>(known.domains());
    domainBases.putAll(bases);
    Map<String, Expression> domainDefaults = new HashMap<>(known.domainDefaults());
    domainDefaults.putAll(defaults);
    return new Catalog(
        catalog.server(),
        catalog.tables(),
        catalog.relations(),
        catalog.schemas(),
        new TypeFacts(
            known.casts(),
            volatileFunctions,
            constrained,
            domainBases,
            domainDefaults,
            known.withoutEquality()),
        catalog.partitions(),
        catalog.dependencies());
  }
}
