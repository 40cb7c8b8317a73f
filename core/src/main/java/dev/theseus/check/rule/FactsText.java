package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.Estimate;
import dev.theseus.check.Sizes;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.check.effect.Role;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes an effect in words.
final class FactsText {
  private static final int NAMED = 3;
  private static final Set<Act> INDEXING =
      Set.of(Act.CREATE_INDEX, Act.ADD_UNIQUE, Act.ADD_PRIMARY_KEY, Act.ADD_EXCLUDE, Act.REINDEX);

  private static final String ON_INDEX = "Takes ACCESS EXCLUSIVE on the index";

  private FactsText() {}

  /// Locks on which tables, what is read and what is written anew.
  static String of(Action action, Sizes sizes) {
    Map<QualifiedName, RelationUse> merged = new LinkedHashMap<>();
    action.uses().forEach(use -> merged.merge(use.relation(), use, RelationUse::and));
    List<RelationUse> uses = List.copyOf(merged.values());
    StringBuilder text =
        new StringBuilder(uses.isEmpty() ? ofUnknown(action) : locks(action, uses));
    rewritten(uses, sizes, text);
    scanned(uses, sizes, INDEXING.contains(action.act()), text);
    action.notes().forEach(note -> text.append(". ").append(note.replaceAll("\\.$", "")));
    return text.append('.').toString();
  }

  /// Of what is not known which tables it touches.
  private static String ofUnknown(Action action) {
    boolean likely = action.certainty() != Certainty.PROVED;
    return switch (action.act()) {
      case MOVE_INDEX -> ON_INDEX;
      case REWRITE_TABLE -> "Takes ACCESS EXCLUSIVE on every table in the tablespace and copies it";
      case DROP_INDEX -> "Takes ACCESS EXCLUSIVE on the table of the index";
      case DROP_SCHEMA ->
          likely ? "Takes ACCESS EXCLUSIVE on every table that goes" : locks(List.of());
      case DROP_OTHER ->
          likely ? "Takes ACCESS EXCLUSIVE on every table that uses it" : locks(List.of());
      default -> locks(List.of());
    };
  }

  private static String locks(Action action, List<RelationUse> uses) {
    return action.act() == Act.MOVE_INDEX ? ON_INDEX : locks(uses);
  }

  private static String locks(List<RelationUse> uses) {
    Map<LockLevel, List<RelationUse>> byLock = new LinkedHashMap<>();
    uses.stream()
        .filter(use -> use.lock().strongerThan(LockLevel.ACCESS_SHARE))
        .forEach(use -> byLock.computeIfAbsent(use.lock(), l -> new ArrayList<>()).add(use));
    if (byLock.isEmpty()) {
      return "Takes no lock that an application would wait for";
    }
    return "Takes "
        + byLock.entrySet().stream()
            .map(e -> e.getKey().sql() + " on " + names(e.getValue()))
            .collect(Collectors.joining(" and "));
  }

  private static void rewritten(List<RelationUse> uses, Sizes sizes, StringBuilder text) {
    List<RelationUse> tables = uses.stream().filter(RelationUse::rewrites).toList();
    if (!tables.isEmpty()) {
      text.append("; writes ")
          .append(tables.stream().map(u -> sized(u, sizes)).collect(Collectors.joining(", ")))
          .append(" anew");
      int indexes = tables.stream().mapToInt(use -> use.rebuilt().size()).sum();
      if (indexes > 0) {
        text.append(indexes == 1 ? " with its index" : " with " + indexes + " indexes");
      }
      time(tables, sizes, size -> Estimate.ofWriting(size.totalBytes()), text);
    }
    List<QualifiedName> alone =
        uses.stream().filter(use -> !use.rewrites()).flatMap(u -> u.rebuilt().stream()).toList();
    if (!alone.isEmpty()) {
      text.append("; builds ").append(list(alone)).append(" anew");
    }
  }

  private static void scanned(
      List<RelationUse> uses, Sizes sizes, boolean indexing, StringBuilder text) {
    List<RelationUse> read = uses.stream().filter(u -> u.scans() && !u.rewrites()).toList();
    if (!read.isEmpty()) {
      text.append("; reads every row of ")
          .append(read.stream().map(u -> sized(u, sizes)).collect(Collectors.joining(", ")))
          .append(" meanwhile");
      time(
          read,
          sizes,
          size -> indexing ? Estimate.ofIndexing(size.bytes()) : Estimate.ofReading(size.bytes()),
          text);
    }
  }

  /// How long it may take, where the sizes of all tables are known.
  private static void time(
      List<RelationUse> uses,
      Sizes sizes,
      Function<Sizes.Size, Estimate> estimate,
      StringBuilder text) {
    if (uses.stream().anyMatch(use -> sizes.of(use.relation()).isEmpty())) {
      return;
    }
    uses.stream()
        .flatMap(use -> sizes.of(use.relation()).stream())
        .map(estimate)
        .reduce(Estimate::and)
        .ifPresent(all -> text.append(", ").append(all));
  }

  private static String sized(RelationUse use, Sizes sizes) {
    return use.relation() + sizes.of(use.relation()).map(s -> " (" + s + ")").orElse("");
  }

  private static String names(List<RelationUse> uses) {
    return list(uses.stream().map(FactsText::described).toList());
  }

  private static String described(RelationUse use) {
    return switch (use.role()) {
      case TARGET, READ, USING -> use.relation().toString();
      case REFERENCED -> use.relation() + " (referenced)";
      case REFERENCING -> use.relation() + " (referencing)";
      case PARENT -> use.relation() + " (parent)";
      case PARTITION -> use.relation() + " (partition)";
    };
  }

  private static String list(List<?> names) {
    List<String> texts = names.stream().map(String::valueOf).toList();
    if (texts.size() <= NAMED + 1) {
      return String.join(", ", texts);
    }
    return String.join(", ", texts.subList(0, NAMED)) + " and " + (texts.size() - NAMED) + " more";
  }

  /// The first target, for sentences that name one table.
  static String table(Action action) {
    return action.uses().stream()
        .filter(use -> use.role() == Role.TARGET)
        .map(use -> use.relation().toString())
        .findFirst()
        .orElse("the table");
  }
}
