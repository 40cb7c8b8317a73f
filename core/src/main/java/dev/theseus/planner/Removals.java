package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Views, types, functions and sequences that the release drops: the old version may use them, and
/// a column in its old type stands until contract, so they go at contract. One that a later
/// statement of the release uses or makes anew goes where the file has it.
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
  private final Set<String> gone = new HashSet<>();

  private Removals(List<Authored> operations) {
    this.operations = operations;
  }

  /// The same operations; those that can wait for contract say so.
  static List<Authored> atContract(List<Authored> operations) {
    return new Removals(operations).all();
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
        all.add(new Authored(direct.later().withoutWarning(), one.place(), one.statement()));
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
    boolean kind =
        KINDS.contains(direct.kind()) || (!gone.isEmpty() && BEHIND.contains(direct.kind()));
    // what goes with it is not known, so nothing behind it may come before it
    boolean cascades = tree(direct).text("behavior").equals("DROP_CASCADE") && !behind.isEmpty();
    return kind && !cascades && removes(direct, behind);
  }

  /// A type that gets the name may do so behind it, unless the name that it had is used again.
  private static boolean removes(DirectStatement direct, List<Authored> behind) {
    Set<String> names = removed(direct);
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
