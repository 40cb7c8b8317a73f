package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Dependency;
import dev.theseus.catalog.Dependency.Kind;
import dev.theseus.catalog.Dependency.Thing;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Partitions;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.Operation;
import dev.theseus.operation.SetDefault;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What stands in the way of the drops at contract. PostgreSQL refuses to drop what something else
/// depends on; at contract there is no way back, so the drops are gone through here in their order
/// while planning, and what would be refused then is refused now.
final class Dependents {
  private final Catalog catalog;
  private final Folding folding;
  private final Problems problems;
  private final List<Thing> gone = new ArrayList<>();
  private final Set<QualifiedName> rebuilt = new HashSet<>();
  private boolean contracted;

  Dependents(Catalog catalog, Folding folding, Problems problems) {
    this.catalog = catalog;
    this.folding = folding;
    this.problems = problems;
    folding.pending().forEach(this::beforeContract);
  }

  /// What the release takes away before the new version comes.
  private void beforeContract(Pending pending) {
    Operation operation = pending.source().operation();
    boolean standing = pending.table().filter(one -> !one.created()).isPresent();
    if (operation instanceof DirectStatement direct && !direct.atContract()) {
      gone.addAll(dropped(direct));
    } else if (standing && operation instanceof DropConstraint drop) {
      boolean loosens =
          pending
              .draft()
              .original()
              .constraint(drop.constraint())
              .filter(LaterAtContract::loosens)
              .isPresent();
      if (loosens) {
        part(Kind.CONSTRAINT, pending, drop.constraint());
      }
    } else if (standing && operation instanceof SetDefault set) {
      part(Kind.DEFAULT, pending, original(pending, set.column()));
    }
  }

  /// The views of earlier versions, which go first.
  void withdraw(Set<QualifiedName> views) {
    views.forEach(view -> gone.add(relation(view)));
  }

  /// What goes before the columns: views, what depends on them, and what names a table that is
  /// renamed.
  boolean goesFirst(Pending pending, List<View> anew) {
    if (!(pending.source().operation() instanceof DirectStatement direct) || !direct.atContract()) {
      return false;
    }
    if (Removals.isView(direct)) {
      return true;
    }
    Set<QualifiedName> views = new HashSet<>();
    anew.forEach(view -> views.add(view.name()));
    folding.pending().stream()
        .map(one -> one.source().operation())
        .filter(Removals::isView)
        .forEach(one -> views.addAll(((DirectStatement) one).tables()));
    Set<String> mentioned = Mentions.of(direct.statement().text());
    boolean renamed =
        folding.tables().stream()
            .filter(one -> !one.created() && one.renamed())
            .anyMatch(
                one -> mentioned.contains(one.physical().name().name().toLowerCase(Locale.ROOT)));
    return direct.kind().startsWith("drop ")
        && (renamed || dropped(direct).stream().anyMatch(one -> needs(one, views, List.of())));
  }

  private boolean needs(Thing thing, Set<QualifiedName> views, List<Thing> path) {
    List<Thing> longer = new ArrayList<>(path);
    longer.add(thing);
    return catalog.dependencies().stream()
        .filter(one -> one.dependent().same(thing))
        .map(Dependency::on)
        .filter(on -> longer.stream().noneMatch(on::same))
        .anyMatch(
            on ->
                (on.kind() == Kind.RELATION && views.contains(on.name()))
                    || needs(on, views, longer));
  }

  /// The views that are taken away for a moment while a column that they read is exchanged.
  void rebuild(List<View> views, String place) {
    Set<QualifiedName> names = new HashSet<>();
    views.forEach(view -> names.add(view.name()));
    rebuilt.addAll(names);
    for (Dependency one : catalog.dependencies()) {
      if (one.on().kind() == Kind.RELATION
          && names.contains(one.on().name())
          && !names.contains(one.dependent().name())
          && !isGone(one)) {
        problems.add(
            ProblemCode.UNSUPPORTED_STATEMENT,
            "%s depends on %s, which reads a column that is exchanged and is made anew"
                .formatted(one.dependent().text(), one.on().text()),
            place,
            "drop it in this release too, or in an earlier one, and create it again in a later"
                + " one");
      }
    }
  }

  /// The columns are gone.
  void contracted() {
    contracted = true;
    for (TableDraft draft : folding.tables()) {
      for (TableDraft.Dropped one : draft.dropped()) {
        Optional<QualifiedName> sequence = one.column().ownedSequence();
        if (sequence.isPresent() && !one.cascade()) {
          refuse(List.of(relation(sequence.get())), one.place());
        }
        sequence.ifPresent(name -> gone.add(relation(name)));
      }
    }
  }

  /// Goes through one operation at contract.
  void pass(Pending pending) {
    Operation operation = pending.source().operation();
    String place = pending.source().place();
    if (operation instanceof DirectStatement direct) {
      boolean cascade = tree(direct).text("behavior").equals("DROP_CASCADE");
      drop(dropped(direct), cascade, place);
    } else if (operation instanceof DropTable drop) {
      List<Thing> things = new ArrayList<>(List.of(relation(pending.draft().physical())));
      pending.draft().original().columns().stream()
          .map(Column::ownedSequence)
          .flatMap(Optional::stream)
          .forEach(name -> things.add(relation(name)));
      drop(things, drop.cascade(), place);
    } else if (operation instanceof DropIndex drop) {
      part(Kind.INDEX, pending, drop.index().name());
    } else if (operation instanceof DropConstraint drop) {
      part(Kind.CONSTRAINT, pending, drop.constraint());
      part(Kind.INDEX, pending, drop.constraint());
    } else if (operation instanceof DropDefault drop) {
      part(Kind.DEFAULT, pending, original(pending, drop.column()));
    }
  }

  private void drop(List<Thing> things, boolean cascade, String place) {
    gone.addAll(things);
    if (cascade) {
      things.forEach(this::cascade);
    } else {
      refuse(things, place);
    }
  }

  private void cascade(Thing thing) {
    for (Dependency one : catalog.dependencies()) {
      if (one.on().same(thing) && gone.stream().noneMatch(one.dependent()::same)) {
        gone.add(one.dependent());
        cascade(one.dependent());
      }
    }
  }

  private void refuse(List<Thing> things, String place) {
    for (Dependency one : catalog.dependencies()) {
      if (things.stream().anyMatch(one.on()::same) && !isGone(one)) {
        problems.add(
            ProblemCode.UNSUPPORTED_STATEMENT,
            "%s is dropped, but %s depends on it"
                .formatted(one.on().text(), one.dependent().text()),
            place,
            "drop that in this release before, or write CASCADE");
      }
    }
  }

  private void part(Kind kind, Pending pending, Identifier name) {
    gone.add(new Thing(kind, pending.draft().physical(), Optional.of(name), List.of(), ""));
  }

  private static Thing relation(QualifiedName name) {
    return new Thing(Kind.RELATION, name, Optional.empty(), List.of(), "");
  }

  private static Identifier original(Pending pending, Identifier column) {
    return Optional.ofNullable(pending.columns().get(column))
        .flatMap(ColumnDraft::origin)
        .map(Column::name)
        .orElse(column);
  }

  private boolean isGone(Dependency dependency) {
    Thing thing = dependency.dependent();
    return gone.stream().anyMatch(thing::same)
        || gone.stream().anyMatch(relation(thing.name())::same)
        || (contracted && isLost(thing))
        || isInherited(dependency)
        || folding.pending().stream().anyMatch(one -> isSaid(one, dependency));
  }

  /// A part of a partition that its parent has too goes with the parent's.
  private boolean isInherited(Dependency dependency) {
    Thing thing = dependency.dependent();
    Optional<QualifiedName> parent =
        catalog.partitions().find(thing.name()).map(Partitions.Partition::parent);
    return parent.isPresent()
        && catalog.dependencies().stream()
            .anyMatch(
                one ->
                    one.on().same(dependency.on())
                        && one.dependent().kind() == thing.kind()
                        && one.dependent().name().equals(parent.get()));
  }

  /// With a column that is dropped or exchanged.
  private boolean isLost(Thing thing) {
    Optional<TableDraft> table =
        folding.tables().stream()
            .filter(one -> !one.created() && one.physical().equals(thing.name()))
            .findFirst();
    Identifier part = thing.part().orElse(thing.name().name());
    return switch (thing.kind()) {
      case COLUMN ->
          rebuilt.contains(thing.name()) || table.filter(one -> leavesType(one, part)).isPresent();
      case DEFAULT -> table.filter(one -> TakenAlong.lost(one, List.of(part))).isPresent();
      case INDEX -> {
        Optional<Index> index = table.flatMap(one -> one.original().index(part));
        yield index.filter(one -> TakenAlong.lost(table.get(), one.columns())).isPresent();
      }
      case CONSTRAINT -> {
        Optional<Constraint> constraint = table.flatMap(one -> one.original().constraint(part));
        yield constraint.filter(one -> TakenAlong.lost(table.get(), one.columns())).isPresent();
      }
      case RELATION, TYPE, FUNCTION, TRIGGER, POLICY, RULE, OTHER -> false;
    };
  }

  private static boolean leavesType(TableDraft draft, Identifier column) {
    return TakenAlong.lost(draft, List.of(column))
        || Optional.ofNullable(draft.copied().get(column))
            .filter(copy -> !copy.type().equals(copy.original().type()))
            .isPresent();
  }

  /// Whether a statement that runs as written, before contract, drops, changes or replaces it.
  private static boolean isSaid(Pending pending, Dependency dependency) {
    Thing thing = dependency.dependent();
    if (!(pending.source().operation() instanceof DirectStatement direct)
        || direct.atContract()
        || thing.kind() == Kind.COLUMN
        || thing.kind() == Kind.DEFAULT) {
      return false;
    }
    String kind = direct.kind();
    String text = direct.statement().text().toLowerCase(Locale.ROOT);
    Set<String> words = Set.copyOf(List.of(text.split("[^\\p{L}\\p{N}_]+")));
    boolean named =
        thing.kind() == Kind.OTHER
            || words.contains(
                thing.part().orElse(thing.name().name()).name().toLowerCase(Locale.ROOT));
    boolean replaced =
        kind.startsWith("create ")
            && !Mentions.of(direct.statement().text())
                .contains(dependency.on().name().name().name().toLowerCase(Locale.ROOT));
    return named
        && (kind.startsWith("drop ") || kind.startsWith("alter ") || kind.equals("do") || replaced);
  }

  /// The things of the catalog that a DROP names; those that nothing depends on, and that depend on
  /// nothing, are not known and not needed.
  private List<Thing> dropped(DirectStatement direct) {
    if (!direct.kind().startsWith("drop ")) {
      return List.of();
    }
    Node tree = tree(direct);
    List<Thing> found = new ArrayList<>();
    for (Dependency one : catalog.dependencies()) {
      for (Thing thing : List.of(one.dependent(), one.on())) {
        if (found.stream().noneMatch(thing::same) && names(direct, tree, thing)) {
          found.add(thing);
        }
      }
    }
    return found;
  }

  private static Node tree(DirectStatement direct) {
    return Grammar.statement(direct.statement().text()).tree();
  }

  private static boolean names(DirectStatement direct, Node tree, Thing thing) {
    return switch (tree.text("removeType")) {
      case "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE", "OBJECT_FOREIGN_TABLE" ->
          thing.kind() == Kind.RELATION && direct.tables().contains(thing.name());
      case "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE" ->
          thing.kind() == Kind.FUNCTION
              && tree.list("objects").stream().anyMatch(one -> Signature.of(one).fits(thing));
      case "OBJECT_TYPE", "OBJECT_DOMAIN" ->
          thing.kind() == Kind.TYPE
              && tree.list("objects").stream()
                  .anyMatch(one -> Signature.named(one.strings("names"), thing.name()));
      default -> false;
    };
  }
}
