package dev.theseus.check.effect;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thing a statement does; `ALTER TABLE` can do several.
///
/// @param part which part of the statement asks for it: its number among the commands of an `ALTER
///   TABLE`, -1 for the statement as a whole
/// @param subject what it is done to, as people name it: a column, a constraint, an index
/// @param node the parse tree of that part
/// @param uses the relations it touches, the changed one first
/// @param notes what the effect depends on, in whole sentences
public record Action(
    Act act,
    int part,
    String subject,
    Node node,
    List<RelationUse> uses,
    Certainty certainty,
    List<String> notes) {

  public Action {
    uses = List.copyOf(uses);
    notes = List.copyOf(notes);
  }

  /// The changed relation; empty where the statement changes none.
  public Optional<RelationUse> target() {
    return uses.stream().filter(use -> use.role() == Role.TARGET).findFirst();
  }

  public Optional<QualifiedName> table() {
    return target().map(RelationUse::relation);
  }

  public boolean rewrites() {
    return uses.stream().anyMatch(use -> use.rewrites() || !use.rebuilt().isEmpty());
  }

  public boolean scans() {
    return uses.stream().anyMatch(RelationUse::scans);
  }

  /// The strongest lock on any relation.
  public LockLevel strongest() {
    return uses.stream()
        .map(RelationUse::lock)
        .reduce(LockLevel.NONE, (a, b) -> a.strongerThan(b) ? a : b);
  }

  /// The same, less sure, with one more note.
  Action unsure(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    Certainty less = certainty == Certainty.PROVED ? Certainty.LIKELY : certainty;
    return new Action(act, part, subject, node, uses, less, more);
  }

  /// The same with at least this lock on the changed table and its partitions.
  Action under(LockLevel lock) {
    List<RelationUse> stronger =
        uses.stream()
            .map(
                use ->
                    (use.role() == Role.TARGET || use.role() == Role.PARTITION)
                            && lock.strongerThan(use.lock())
                        ? new RelationUse(
                            use.relation(),
                            use.role(),
                            lock,
                            use.scans(),
                            use.rewrites(),
                            use.rebuilt())
                        : use)
            .toList();
    return new Action(act, part, subject, node, stronger, certainty, notes);
  }
}
