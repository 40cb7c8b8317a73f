package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.Operation;
import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Views, types, functions and sequences that the release drops or renames: the old version may use
/// them, and a column in its old type stands until contract, so they go at contract. One that a
/// later statement of the release uses goes where the file has it; for one that comes again see
/// [MadeAnew].
final class Removals {
  private static final Set<String> VIEWS = Set.of("drop view", "drop materialized view");

  private static final Set<String> KINDS =
      Set.of(
          "drop view",
          "drop materialized view",
          "drop function",
          "drop procedure",
          "drop type",
          "drop domain",
          "drop sequence");

  /// What stands in the way of one of these may be dropped before it.
  private static final Set<String> BEHIND =
      Set.of("drop aggregate", "drop routine", "drop operator", "drop collation", "drop role");

  private final List<Authored> operations;
  private final Identifier base;
  private final Set<String> gone = new HashSet<>();

  private Removals(List<Authored> operations, Identifier base) {
    this.operations = operations;
    this.base = base;
  }

  /// The same operations; those that can wait for contract say so.
  ///
  /// @param base the schema of names without one
  static List<Authored> atContract(List<Authored> operations, Identifier base) {
    return new Removals(operations, base).all();
  }

  /// Whether an operation drops views at contract, before the columns that they read are exchanged.
  static boolean isView(Operation operation) {
    return operation instanceof DirectStatement direct
        && direct.atContract()
        && VIEWS.contains(direct.kind());
  }

  private List<Authored> all() {
    List<Authored> all = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Authored one = operations.get(i);
      List<Authored> behind = operations.subList(i + 1, operations.size());
      if (one.operation() instanceof DirectStatement direct && waits(direct, behind)) {
        gone.addAll(removed(direct));
        Renames renames = new Renames(direct);
        String warning = renames.mayWait() && !takesName(direct, gone) ? renames.note() : "";
        all.add(new Authored(direct.later().withWarning(warning), one.place(), one.statement()));
      } else {
        all.add(one);
      }
    }
    return all;
  }

  private boolean waits(DirectStatement direct, List<Authored> behind) {
    if (takesName(direct, gone)) {
      return behind.stream().noneMatch(later -> mentions(later, Set.of(freed(direct))));
    }
    if (new Renames(direct).mayWait()) {
      return behind.stream().noneMatch(later -> mentions(later, new Renames(direct).names()));
    }
    boolean kind =
        KINDS.contains(direct.kind()) || (!gone.isEmpty() && BEHIND.contains(direct.kind()));
    // what goes with it is not known, so nothing behind it may come before it
    boolean cascades = tree(direct).text("behavior").equals("DROP_CASCADE") && !behind.isEmpty();
    return kind && !cascades && removes(direct, behind);
  }

  /// A type that gets the name may do so behind it, unless the name that it had is used again.
  private boolean removes(DirectStatement direct, List<Authored> behind) {
    Set<String> names = removed(direct);
    if (overloaded(direct, behind)) {
      return true;
    }
    for (int i = 0; i < behind.size(); i++) {
      Authored later = behind.get(i);
      boolean named =
          (later.operation() instanceof DirectStatement renaming && takesName(renaming, names))
              ? behind.subList(i + 1, behind.size()).stream()
                  .anyMatch(one -> mentions(one, Set.of(freed(renaming))))
              : mentions(later, names);
      if (named) {
        return false;
      }
    }
    return true;
  }

  /// Whether what a later statement names so is another function, with other arguments.
  private boolean overloaded(DirectStatement direct, List<Authored> behind) {
    List<MadeObject> gone = MadeObject.dropped(direct, base);
    List<MadeObject> made = new ArrayList<>();
    for (Authored one : behind) {
      if (one.operation() instanceof DirectStatement later) {
        MadeObject.created(later, base).ifPresent(made::add);
      }
    }
    return !gone.isEmpty()
        && gone.stream()
            .allMatch(
                one ->
                    made.stream().anyMatch(one::isOverloadedBy)
                        && made.stream().noneMatch(one::comesAgainAs));
  }

  /// Whether another type gets a name that becomes free.
  private static boolean takesName(DirectStatement direct, Set<String> names) {
    return (direct.kind().equals("rename type") || direct.kind().equals("rename domain"))
        && names.contains(tree(direct).text("newname").toLowerCase(Locale.ROOT));
  }

  private static String freed(DirectStatement renaming) {
    List<String> names = names(tree(renaming).child("object"));
    return names.isEmpty() ? "" : names.getLast().toLowerCase(Locale.ROOT);
  }

  private static Set<String> removed(DirectStatement direct) {
    Set<String> removed = new HashSet<>();
    for (Node object : tree(direct).list("objects")) {
      List<String> names = names(object);
      if (!names.isEmpty()) {
        removed.add(names.getLast().toLowerCase(Locale.ROOT));
      }
    }
    return removed;
  }

  private static List<String> names(Node object) {
    return Stream.of("objname", "names", "items")
        .flatMap(field -> object.strings(field).stream())
        .toList();
  }

  private static Node tree(DirectStatement direct) {
    return Grammar.statement(direct.statement().text()).tree();
  }

  private static boolean mentions(Authored later, Set<String> names) {
    return Mentions.of(later.statement()).stream().anyMatch(names::contains);
  }
}
