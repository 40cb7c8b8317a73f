package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Other names, and other schemas, for what statements of the application call by its name and
/// PostgreSQL cannot show under two: one of the two versions would fail from then on.
///
/// A type, domain or sequence is rarely called by its name, so it may wait for contract. A function
/// is nothing else than what is called, and can stand twice.
record Renames(DirectStatement written) {
  private static final Set<String> WAITING = Set.of("type", "domain", "sequence");
  private static final Set<String> CALLED = Set.of("function", "procedure", "routine", "aggregate");

  /// What it does not do, and what to write instead.
  record Refusal(String what, String fix) {}

  /// What is renamed or moved; empty when nothing is.
  private Optional<String> kind() {
    return Stream.of("rename ", "set schema of ")
        .filter(written.kind()::startsWith)
        .map(verb -> written.kind().substring(verb.length()))
        .findFirst();
  }

  /// Whether it can wait until the old version is gone.
  boolean mayWait() {
    return kind().filter(WAITING::contains).isPresent();
  }

  /// The name it has and the name it gets, in lower case.
  Set<String> names() {
    String to = tree().text("newname").toLowerCase(Locale.ROOT);
    String from = from().toLowerCase(Locale.ROOT);
    return to.isEmpty() || to.equals(from) ? Set.of(from) : Set.of(from, to);
  }

  private String from() {
    Optional<Node> relation = tree().find("relation");
    if (relation.isPresent()) {
      return relation.get().text("relname");
    }
    Node object = tree().child("object");
    List<String> names =
        Stream.of("objname", "names", "items")
            .flatMap(field -> object.strings(field).stream())
            .toList();
    return names.isEmpty() ? "" : names.getLast();
  }

  private Node tree() {
    return Grammar.statement(written.statement().text()).tree();
  }

  /// What a reader of the plan has to know of one that waits.
  String note() {
    return "%s \"%s\" keeps its name until contract: until then statements of the new version that say it have to say the old one"
        .formatted(kind().orElseThrow(), from());
  }

  /// Why it is not carried out; empty when it is, or is none.
  Optional<Refusal> refusal() {
    String kind = kind().orElse("");
    if (written.atContract() || kind.isEmpty()) {
      return Optional.empty();
    }
    if (WAITING.contains(kind)) {
      return Optional.of(
          new Refusal(
              "a later statement of the release uses a name that is free or taken only at contract",
              "put it into a release of its own after this one; to give a column another type under"
                  + " the same name, CREATE the new one under another name, change the columns to"
                  + " it, DROP the old one, and rename the new one last"));
    }
    if (CALLED.contains(kind)) {
      return Optional.of(
          new Refusal(
              "instances of the old release fail with every statement that calls it",
              "CREATE it under the new name and DROP the old one, in this release: both stand until"
                  + " contract"));
    }
    return kind.equals("attribute")
        ? Optional.of(
            new Refusal(
                "instances of the old release fail with every statement that names the attribute",
                "create another type with the new name and change the columns to it"))
        : Optional.empty();
  }
}
