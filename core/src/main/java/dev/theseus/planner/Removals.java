package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Views, types, functions and sequences that the release drops: the old version may use them, and
/// a column in its old type stands until contract, so they go at contract. One that a later
/// statement of the release uses or makes anew goes where the file has it.
final class Removals {
  private static final Set<String> KINDS =
      Set.of(
          "drop view",
          "drop materialized view",
          "drop function",
          "drop procedure",
          "drop type",
          "drop domain",
          "drop sequence");

  private static final Predicate<String> WORD =
      Pattern.compile("[\\p{L}\\p{N}_$]+").asMatchPredicate();

  private Removals() {}

  /// The same operations; those that can wait for contract say so.
  static List<Authored> atContract(List<Authored> operations) {
    List<Authored> all = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (int i = 0; i < operations.size(); i++) {
      Authored one = operations.get(i);
      boolean waits =
          one.operation() instanceof DirectStatement direct
              && (takesName(direct, gone)
                  || removes(direct, operations.subList(i + 1, operations.size())));
      if (waits) {
        DirectStatement direct = (DirectStatement) one.operation();
        gone.addAll(removed(direct));
        all.add(new Authored(direct.later().withoutWarning(), one.place(), one.statement()));
      } else {
        all.add(one);
      }
    }
    return all;
  }

  private static boolean removes(DirectStatement direct, List<Authored> behind) {
    if (!KINDS.contains(direct.kind())) {
      return false;
    }
    Set<String> names = removed(direct);
    return behind.stream().noneMatch(later -> names(later, names) && !takesName(later, names));
  }

  private static boolean takesName(Authored later, Set<String> names) {
    return later.operation() instanceof DirectStatement direct && takesName(direct, names);
  }

  /// Whether something else gets a name that becomes free.
  private static boolean takesName(DirectStatement direct, Set<String> names) {
    return direct.kind().startsWith("rename ") && names.contains(tree(direct).text("newname"));
  }

  private static Set<String> removed(DirectStatement direct) {
    Set<String> names = new HashSet<>();
    for (Node object : tree(direct).list("objects")) {
      List<String> parts =
          Stream.of(object.strings("objname"), object.strings("names"), object.strings("items"))
              .flatMap(List::stream)
              .toList();
      if (!parts.isEmpty()) {
        names.add(parts.getLast());
      }
    }
    return names;
  }

  private static Node tree(DirectStatement direct) {
    return Grammar.statement(direct.statement().text()).tree();
  }

  /// Also in the body of a function, which is text to the grammar.
  private static boolean names(Authored later, Set<String> names) {
    String text = later.statement().toLowerCase(Locale.ROOT);
    Set<String> words = new HashSet<>(List.of(text.split("[^\\p{L}\\p{N}_$]+")));
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> words.contains(name) || (!WORD.test(name) && text.contains(name)));
  }
}
