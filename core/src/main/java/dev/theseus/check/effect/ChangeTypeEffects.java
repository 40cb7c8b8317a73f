package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import dev.theseus.catalog.PgType;
import dev.theseus.check.Certainty;
import dev.theseus.check.effect.Relation.Column;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `ALTER COLUMN … TYPE`.
final class ChangeTypeEffects {
  private static final String ZONE =
      "No row is rewritten if the session's TimeZone is UTC; with any other, all are.";

  private final Command command;
  private final Site site;
  private final String name;

  private ChangeTypeEffects(Command command) {
    this.command = command;
    this.site = command.site();
    this.name = command.name();
  }

  static Action of(Command command) {
    return new ChangeTypeEffects(command).action();
  }

  private Action action() {
    Optional<Column> column = site.column(command.table(), name);
    PgType to = site.type(command.definition().child("typeName"));
    if (column.isEmpty()) {
      return command.action(
          Act.CHANGE_TYPE,
          name,
          site.rewritten(command.table()),
          Certainty.LIKELY,
          List.of("Whether rows are rewritten depends on the type it has now."));
    }
    TypeRewrite rewrite = rewrite(column.get(), to).in(site.zone());
    boolean recollated = !collation(to).equals(column.get().collation());
    boolean reordered = !order(column.get().type()).equals(order(to));
    List<RelationUse> uses = new ArrayList<>();
    for (RelationUse use : command.all(ACCESS_EXCLUSIVE)) {
      uses.add(rewrite == TypeRewrite.NONE ? kept(use, recollated || reordered) : written(use));
    }
    uses.addAll(related(rewrite != TypeRewrite.NONE));
    return command.action(
        Act.CHANGE_TYPE,
        name,
        uses,
        rewrite == TypeRewrite.UNLESS_UTC ? Certainty.DEPENDS : Certainty.PROVED,
        rewrite == TypeRewrite.UNLESS_UTC ? List.of(ZONE) : List.of());
  }

  /// The type whose operators an index on the type uses.
  private String order(PgType type) {
    PgType base = domainBase(type);
    boolean plain = base.schema().isEmpty() && !base.isArray();
    return switch (plain ? base.name().name() : "") {
      case "text", "varchar" -> "text";
      case "cidr", "inet" -> "inet";
      default -> base.withoutModifiers().toString();
    };
  }

  private TypeRewrite rewrite(Column column, PgType to) {
    Optional<Node> using = command.definition().find("raw_default");
    if (using.isEmpty() || Expressions.isColumn(using.get(), name)) {
      return TypeRewrite.of(column.type(), to, site);
    }
    if (using.get().is("TypeCast") && Expressions.isColumn(using.get().child("arg"), name)) {
      PgType middle = site.type(using.get().child("typeName"));
      boolean kept =
          TypeRewrite.of(column.type(), middle, site) == TypeRewrite.NONE
              && TypeRewrite.of(middle, to, site) == TypeRewrite.NONE;
      return kept ? TypeRewrite.NONE : TypeRewrite.ALL;
    }
    return TypeRewrite.ALL;
  }

  private String collation(PgType to) {
    return command
        .definition()
        .find("collClause")
        .map(clause -> clause.strings("collname").getLast())
        .orElseGet(() -> TypeRewrite.collation(domainBase(to)));
  }

  private PgType domainBase(PgType type) {
    return site.userType(type)
        .filter(user -> user.kind() == UserType.Kind.DOMAIN)
        .map(user -> domainBase(user.base()))
        .orElse(type);
  }

  /// Every row is written; indexes on the column are made again, the others with the table.
  private RelationUse written(RelationUse use) {
    return site.rewriting(use);
  }

  /// The rows stay; CHECKs on the column are proved again, its indexes made again where their order
  /// or meaning changes.
  private RelationUse kept(RelationUse use, boolean reordered) {
    Identifier column = Identifier.of(name);
    Relation relation = site.relation(use.relation()).orElse(null);
    if (relation == null || !site.stores(use.relation())) {
      return use;
    }
    Set<QualifiedName> rebuilt = new LinkedHashSet<>();
    relation.indexes().stream()
        .filter(index -> index.columns().contains(column))
        .filter(index -> reordered || !index.simple())
        .forEach(index -> rebuilt.add(index.name()));
    boolean checked =
        relation.constraints().stream()
            .anyMatch(
                one -> one.kind().equals("c") && one.valid() && one.columns().contains(column));
    return new RelationUse(
        use.relation(), use.role(), use.lock(), checked || !rebuilt.isEmpty(), false, rebuilt);
  }

  /// Foreign keys on the column go and come again, on both sides.
  private List<RelationUse> related(boolean validated) {
    List<RelationUse> uses = new ArrayList<>();
    Relation relation = site.relation(command.table()).orElseThrow();
    Identifier column = Identifier.of(name);
    for (Relation.Constraint one : relation.constraints()) {
      if (one.kind().equals("f") && one.columns().contains(column)) {
        one.references()
            .ifPresent(
                parent -> uses.addAll(site.locked(parent, Role.REFERENCED, ACCESS_EXCLUSIVE)));
      }
    }
    for (Relation.ForeignKey key : relation.referencedBy()) {
      if (key.columns().contains(column)) {
        uses.addAll(site.locked(key.table(), Role.REFERENCING, ACCESS_EXCLUSIVE));
      }
    }
    return validated ? uses.stream().map(site::scanning).toList() : uses;
  }
}
