package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Trigger;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.SetComment;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Views, functions, triggers and the like that the release drops and makes again: in one
/// transaction, so that there is no moment without them.
///
/// The old version uses them too. So a view or function is first replaced, which PostgreSQL refuses
/// where that takes away or changes what the old version may rely on; then it is dropped and made
/// again, as written.
final class MadeAnew {
  private static final Set<String> KINDS =
      Set.of(
          "view",
          "function",
          "procedure",
          "trigger",
          "rule",
          "policy",
          "sequence",
          "type",
          "domain",
          "materialized view");
  private static final Set<String> REPLACEABLE = Set.of("view", "function", "procedure");
  private static final Set<String> SAYS_MORE =
      Set.of("grant", "revoke", "alter view", "alter function");

  private final Catalog catalog;
  private final Identifier base;
  private final Problems problems;
  private final List<Pending> all;
  private final IdentityHashMap<Pending, Group> groups = new IdentityHashMap<>();

  /// Statements that run as one.
  ///
  /// @param members in the order of the file
  /// @param anew what is made anew
  private record Group(List<Pending> members, List<MadeObject> anew) {
    /// Where it runs: at its last CREATE.
    Pending place(Identifier base) {
      return members.stream()
          .filter(one -> created(one, base).filter(anew::contains).isPresent())
          .reduce((first, last) -> last)
          .orElseThrow();
    }
  }

  private MadeAnew(Catalog catalog, Identifier base, List<Pending> all, Problems problems) {
    this.catalog = catalog;
    this.base = base;
    this.all = all;
    this.problems = problems;
  }

  static MadeAnew of(Tables tables, Folding folding, Problems problems) {
    MadeAnew anew = new MadeAnew(tables.catalog(), tables.base(), folding.pending(), problems);
    anew.find();
    return anew;
  }

  Catalog catalog() {
    return catalog;
  }

  /// The statement at whose place it runs: itself, or the last CREATE of those it runs with.
  Pending place(Pending pending) {
    Group group = groups.get(pending);
    return group == null ? pending : group.place(base);
  }

  /// Whether the statement drops something that comes again, makes it again or is about it.
  boolean holds(Pending pending) {
    return groups.containsKey(pending);
  }

  /// Whether the statement runs as one with others, and runs them where the last is due.
  boolean carryOut(Pending pending, Phase phase, DataOrder order, Steps steps) {
    Group group = groups.get(pending);
    if (group == null) {
      return false;
    }
    if (group.place(base).equals(pending) && phase == due(group, order)) {
      add(group, phase, steps);
    }
    return true;
  }

  private static Phase due(Group group, DataOrder order) {
    return group.members().stream().anyMatch(one -> order.due(one) != Phase.EXPAND)
        ? Phase.BACKFILL
        : Phase.EXPAND;
  }

  private void find() {
    int end = -1;
    int start = -1;
    for (int i = 0; i < all.size(); i++) {
      int again = comesAgain(i);
      if (again < 0) {
        continue;
      }
      if (i > end) {
        group(start, end);
        start = i;
      }
      end = Math.max(end, again);
    }
    group(start, end);
  }

  /// Where what a DROP takes away is made again; negative where it is not.
  private int comesAgain(int drop) {
    Pending pending = all.get(drop);
    int again = -1;
    List<MadeObject> missing = new ArrayList<>();
    for (MadeObject object : dropped(pending)) {
      int at = KINDS.contains(object.kind()) ? creates(object, drop + 1) : -1;
      again = Math.max(again, at);
      if (at < 0) {
        missing.add(object);
      } else {
        refuse(pending, object);
      }
    }
    if (again >= 0 && !missing.isEmpty()) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "%s does not come again like what is dropped with it".formatted(missing.getFirst()),
          pending.source().place(),
          "drop it in a statement of its own");
    }
    return again;
  }

  private int creates(MadeObject object, int from) {
    for (int i = from; i < all.size(); i++) {
      if (created(all.get(i), base).filter(object::comesAgainAs).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  /// What one transaction does not make safe.
  private void refuse(Pending drop, MadeObject object) {
    if (object.kind().equals("materialized view")) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "%s is dropped and made again: nobody could read it while it is filled".formatted(object),
          drop.source().place(),
          "create it under another name, with its indexes, let the new version read that, and drop"
              + " \"%s\" (it goes at contract)".formatted(object.name()));
    } else if (cascades(drop)) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "%s is dropped with CASCADE and made again: what goes with it is missing until it is made"
                  .formatted(object)
              + " again too",
          drop.source().place(),
          "leave out CASCADE, and drop what depends on it before by statements of its own");
    } else if (object.kind().equals("view")) {
      refuseLostRights(drop, object);
    }
  }

  private static boolean cascades(Pending drop) {
    return Grammar.statement(((DirectStatement) drop.source().operation()).statement().text())
        .tree()
        .text("behavior")
        .equals("DROP_CASCADE");
  }

  /// Rights go with the view; the old version still needs them.
  private void refuseLostRights(Pending drop, MadeObject object) {
    Optional<String> holder =
        view(object).stream()
            .flatMap(
                view ->
                    view.grants().stream()
                        .filter(one -> !one.grantee().equals(Optional.of(view.owner()))))
            .map(one -> one.grantee().map(Identifier::name).orElse("PUBLIC"))
            .findFirst();
    boolean given =
        all.stream()
            .filter(one -> isAbout(one, Set.of(object.called())))
            .anyMatch(
                one ->
                    one.source().operation() instanceof DirectStatement direct
                        && direct.kind().equals("grant"));
    if (holder.isPresent() && !given) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "%s is dropped and made again: the rights of %s on it go with it"
              .formatted(object, holder.get()),
          drop.source().place(),
          "write CREATE OR REPLACE VIEW, which keeps them, or GRANT them again behind CREATE VIEW");
    }
  }

  private Optional<View> view(MadeObject object) {
    return catalog.tables().values().stream()
        .flatMap(table -> table.views().stream())
        .filter(view -> view.name().equals(object.name()))
        .max(Comparator.comparingInt(View::depth));
  }

  private void group(int start, int end) {
    if (start < 0) {
      return;
    }
    List<MadeObject> anew = new ArrayList<>();
    List<Pending> members = new ArrayList<>();
    for (Pending one : all.subList(start, end + 1)) {
      List<MadeObject> dropped = dropped(one);
      Optional<MadeObject> again = created(one, base).filter(made -> isAnew(made, members));
      boolean goes =
          !dropped.isEmpty()
              && dropped.stream().allMatch(object -> creates(object, all.indexOf(one) + 1) >= 0);
      if (goes || again.isPresent()) {
        members.add(one);
        again.filter(made -> !anew.contains(made)).ifPresent(anew::add);
      }
    }
    Set<Identifier> names = new HashSet<>();
    anew.forEach(object -> names.add(object.called()));
    for (Pending one : all.subList(start, all.size())) {
      if (!members.contains(one) && isAbout(one, names)) {
        members.add(one);
      }
    }
    Group group = new Group(List.copyOf(members), List.copyOf(anew));
    members.forEach(one -> groups.put(one, group));
  }

  private boolean isAnew(MadeObject made, List<Pending> before) {
    return before.stream()
        .flatMap(one -> dropped(one).stream())
        .anyMatch(object -> object.comesAgainAs(made));
  }

  /// Whether a statement says more of these alone: a right, an owner, a comment.
  private static boolean isAbout(Pending pending, Set<Identifier> names) {
    if (pending.source().operation() instanceof SetComment comment) {
      return pending.table().isEmpty() && names.contains(comment.object().name());
    }
    if (!(pending.source().operation() instanceof DirectStatement direct)
        || !(SAYS_MORE.contains(direct.kind()) || direct.kind().startsWith("set owner of "))) {
      return false;
    }
    Set<String> mentioned = Mentions.of(direct.statement().text());
    return direct.tables().stream().allMatch(one -> names.contains(one.name()))
        && names.stream().anyMatch(one -> mentioned.contains(one.name().toLowerCase(Locale.ROOT)));
  }

  private void add(Group group, Phase phase, Steps steps) {
    List<Sql> statements = new ArrayList<>();
    for (Pending one : group.members()) {
      if (replaceable(one, group)) {
        statements.add(Tokens.orReplace(statement(one).text()));
      }
    }
    group.members().forEach(one -> statements.add(statement(one)));
    MadeObject first = group.anew().getFirst();
    Undo undo = undo(group);
    if (undo instanceof Undo.Restore restore) {
      problems.warn(
          "%s: from this step on `theseus rollback` is refused: %s"
              .formatted(group.place(base).source().place(), restore.reason()));
    }
    List<LockUse> locks = locks(group);
    steps.transaction(
        steps.head(
            phase,
            first.name() + "." + first.kind() + ".anew",
            "drop and create "
                + String.join(
                    ", ",
                    group.anew().stream().map(one -> one.kind() + " " + one.called()).toList())
                + " in one transaction, as written",
            locks,
            notes(group)),
        statements,
        undo,
        locks);
  }

  private boolean replaceable(Pending one, Group group) {
    return created(one, base)
        .filter(made -> group.anew().contains(made) && REPLACEABLE.contains(made.kind()))
        .isPresent();
  }

  private static String[] notes(Group group) {
    return group.anew().stream().anyMatch(one -> REPLACEABLE.contains(one.kind()))
        ? new String[] {
          "it is replaced first: where that takes away or changes a column or a result that the old"
              + " version may use, PostgreSQL refuses it and nothing is done; then give the new one"
              + " another name and drop the old one, which goes at contract"
        }
        : new String[0];
  }

  private static Sql statement(Pending pending) {
    return pending.source().operation() instanceof SetComment comment
        ? comment.statement()
        : ((DirectStatement) pending.source().operation()).statement();
  }

  /// The strongest lock on each relation: views first, as those lock who read them.
  private List<LockUse> locks(Group group) {
    Map<Object, LockUse> locks = new LinkedHashMap<>();
    Stream<LockUse> views =
        group.anew().stream()
            .flatMap(one -> view(one).stream())
            .flatMap(view -> new ViewRebuild(List.of(view)).locks().stream());
    Stream<LockUse> declared =
        group.members().stream()
            .map(one -> one.source().operation())
            .filter(DirectStatement.class::isInstance)
            .flatMap(one -> ((DirectStatement) one).locks().stream());
    Stream.concat(views, declared)
        .forEach(
            lock ->
                locks.merge(
                    lock.object(), lock, (a, b) -> b.level().strongerThan(a.level()) ? b : a));
    return List.copyOf(locks.values());
  }

  /// What was there before is made again where the catalog knows it; what replaced a function
  /// serves the old version too.
  private Undo undo(Group group) {
    List<MadeObject> known = group.anew().stream().filter(this::known).toList();
    boolean lost =
        group.anew().stream()
            .anyMatch(one -> !known.contains(one) && !REPLACEABLE.contains(one.kind()));
    if (lost) {
      return new Undo.Restore("what it removed is not kept");
    }
    List<Sql> statements = new ArrayList<>();
    known.reversed().forEach(one -> statements.add(dropAgain(one)));
    statements.addAll(
        new ViewRebuild(known.stream().flatMap(one -> view(one).stream()).toList()).creates());
    known.stream()
        .flatMap(one -> trigger(one).stream())
        .forEach(before -> statements.add(Sql.verbatim(before.definition())));
    return statements.isEmpty()
        ? new Undo.Stays("what it replaced is not known from the migration")
        : new Undo.Statements(statements);
  }

  /// Whether the catalog tells what was there before, or that there was nothing.
  private boolean known(MadeObject object) {
    return switch (object.kind()) {
      case "view" -> view(object).isPresent() || !catalog.relations().contains(object.name());
      case "trigger" ->
          trigger(object).isPresent()
              || catalog
                  .table(object.name())
                  .filter(
                      table ->
                          table.triggers().stream()
                              .noneMatch(one -> one.name().equals(object.called())))
                  .isPresent();
      default -> false;
    };
  }

  private static Sql dropAgain(MadeObject object) {
    return object.kind().equals("view")
        ? Sql.of("DROP VIEW {name}", Map.of("name", object.name()))
        : Sql.of(
            "DROP TRIGGER {name} ON {table}",
            Map.of("name", object.called(), "table", object.name()));
  }

  /// As it was, where nothing but its definition says what it is.
  private Optional<Trigger> trigger(MadeObject object) {
    return object.kind().equals("trigger")
        ? catalog.table(object.name()).stream()
            .flatMap(table -> table.triggers().stream())
            .filter(one -> one.firing() == Trigger.Firing.ORIGIN)
            .filter(one -> object.part().equals(Optional.of(one.name())))
            .findFirst()
        : Optional.empty();
  }

  private List<MadeObject> dropped(Pending pending) {
    return pending.source().operation() instanceof DirectStatement direct && !direct.atContract()
        ? MadeObject.dropped(direct, base)
        : List.of();
  }

  private static Optional<MadeObject> created(Pending pending, Identifier base) {
    return pending.source().operation() instanceof DirectStatement direct
        ? MadeObject.created(direct, base)
        : Optional.empty();
  }
}
