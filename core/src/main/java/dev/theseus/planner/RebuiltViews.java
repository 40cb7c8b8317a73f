package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.SetComment;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Views that go for the moment in which a column they read changes its type, and come again as
/// they were planned with: what a statement of the release made of one before would be lost, and
/// what it built on one would stand in the way.
final class RebuiltViews {
  private static final Set<String> DATA = Set.of("lock", "explain", "vacuum", "analyze");

  private final Folding folding;
  private final Map<QualifiedName, QualifiedName> atContract = new HashMap<>();

  private RebuiltViews(Folding folding) {
    this.folding = folding;
  }

  static RebuiltViews of(Folding folding, List<PlannedTable> tables) {
    RebuiltViews rebuilt = new RebuiltViews(folding);
    for (PlannedTable table : tables) {
      table
          .kept()
          .views()
          .views()
          .forEach(view -> rebuilt.atContract.put(view.name(), table.draft().physical()));
    }
    return rebuilt;
  }

  /// The views that a type that changes at once takes away for a moment.
  static List<View> around(Pending change, Column column) {
    return change.draft().original().views().stream()
        .filter(view -> view.columns().isEmpty() || view.columns().contains(column.name()))
        .toList();
  }

  /// Whether a comment waits for the view that contract makes.
  boolean later(SetComment comment) {
    return atContract.containsKey(comment.object());
  }

  /// Refuses a definition that would be lost or stand in the way.
  ///
  /// @param pending where the statement runs
  boolean refused(Pending pending, DirectStatement direct, Problems problems) {
    if (new WrittenData(direct).isData() || DATA.contains(direct.kind())) {
      return false;
    }
    Set<QualifiedName> named = new HashSet<>(direct.tables());
    if (direct.kind().equals("create view")) {
      named.add(direct.target());
    }
    Optional<QualifiedName> contract = named.stream().filter(atContract::containsKey).findFirst();
    Optional<QualifiedName> before = soon(pending).filter(named::contains).findFirst();
    contract.ifPresent(
        view ->
            problems.add(
                ProblemCode.DEPENDS_ON_CONTRACT,
                "%s names view \"%s\", which is made again as it was at contract, because it reads a column of \"%s\" that is exchanged"
                    .formatted(direct.kind(), view, atContract.get(view)),
                pending.source().place(),
                "put every statement about the view into a release of its own after this one"));
    before
        .filter(view -> contract.isEmpty())
        .ifPresent(
            view ->
                problems.add(
                    ProblemCode.UNSUPPORTED_STATEMENT,
                    "%s names view \"%s\", which a statement behind it makes again as it was, because a column that it reads gets another type"
                        .formatted(direct.kind(), view),
                    pending.source().place(),
                    "put it behind that statement, or into a release of its own"));
    return contract.isPresent() || before.isPresent();
  }

  /// Views around the types that change behind a statement, before the new version comes.
  private Stream<QualifiedName> soon(Pending pending) {
    List<Pending> all = folding.pending();
    return all.subList(all.indexOf(pending) + 1, all.size()).stream()
        .filter(one -> one.strategy().equals("direct"))
        .flatMap(RebuiltViews::views)
        .map(View::name);
  }

  private static Stream<View> views(Pending change) {
    if (!(change.source().operation() instanceof ChangeType type)
        || change.table().filter(table -> !table.created()).isEmpty()) {
      return Stream.empty();
    }
    return Stream.ofNullable(change.columns().get(type.column()))
        .flatMap(column -> column.origin().stream())
        .flatMap(column -> around(change, column).stream());
  }
}
