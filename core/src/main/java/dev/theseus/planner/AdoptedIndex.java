package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.Operation;
import dev.theseus.plan.Phase;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;

/// The index that `ADD CONSTRAINT … USING INDEX` names. One that stands already keeps rows apart
/// without the constraint; dropping the constraint would drop it, so there would be no way back,
/// and it is adopted at contract.
record AdoptedIndex(Table table, Index index) {

  static Optional<AdoptedIndex> standing(TableDraft draft, Optional<Identifier> named) {
    return named
        .filter(name -> !draft.created())
        .flatMap(name -> draft.original().index(name))
        .map(index -> new AdoptedIndex(draft.original(), index));
  }

  /// When a key that is due in one phase is adopted.
  static Phase due(TableDraft draft, Optional<Identifier> named, Phase otherwise) {
    return standing(draft, named).isPresent() ? Phase.CONTRACT : otherwise;
  }

  private Node tree() {
    return Grammar.statement(index.definition()).tree();
  }

  /// The columns it keeps apart, without those of INCLUDE.
  List<Identifier> keys() {
    return keys(tree());
  }

  private static List<Identifier> keys(Node createIndex) {
    return createIndex.list("indexParams").stream()
        .map(key -> key.text("name"))
        .filter(name -> !name.isEmpty())
        .map(Identifier::of)
        .toList();
  }

  /// The columns of a primary key: as written, or those of the index it names, which the release
  /// may create.
  static List<Identifier> columns(
      Pending pending, List<Identifier> written, Optional<Identifier> named, Folding folding) {
    if (named.isEmpty()) {
      return written;
    }
    return standing(pending.draft(), named)
        .map(AdoptedIndex::keys)
        .orElseGet(() -> created(named.get(), folding));
  }

  /// The columns that a foreign key points at. The primary key that it means when none are written
  /// may be one whose index is adopted only at contract.
  static List<Identifier> pointedAt(
      Pending key, AddForeignKey add, TableDraft target, Folding folding) {
    if (!add.referencedColumns().isEmpty()) {
      return add.referencedColumns();
    }
    List<Identifier> columns = List.of();
    for (Pending pending : folding.pending()) {
      if (pending.equals(key)) {
        break;
      }
      if (pending.source().operation() instanceof AddPrimaryKey primary
          && pending.table().filter(table -> table == target).isPresent()) {
        boolean late =
            standing(target, primary.existingIndex()).isPresent()
                || ReplacedKey.of(pending, folding).isPresent();
        columns =
            late
                ? columns(pending, primary.columns(), primary.existingIndex(), folding)
                : List.of();
      }
    }
    return columns;
  }

  /// A column of a key, by the name the operation or the index has for it.
  static Optional<ColumnDraft> column(Pending pending, Identifier name) {
    return Optional.ofNullable(pending.columns().get(name))
        .or(
            () ->
                pending.draft().columns().stream()
                    .filter(one -> one.origin().map(Column::name).filter(name::equals).isPresent())
                    .findFirst())
        .or(() -> pending.draft().column(name));
  }

  private static List<Identifier> created(Identifier index, Folding folding) {
    for (Pending pending : folding.pending()) {
      Operation operation = pending.source().operation();
      if (operation instanceof CreateIndex create && create.index().equals(index)) {
        return keys(Grammar.statement(create.statement().text()).tree());
      }
    }
    return List.of();
  }

  /// What PostgreSQL would refuse at contract, when everything else is done, is refused before.
  static boolean refused(
      Pending pending,
      String kind,
      Optional<Identifier> named,
      Folding folding,
      Problems problems) {
    if (named.isEmpty()) {
      return false;
    }
    Optional<String> why =
        standing(pending.draft(), named)
            .map(AdoptedIndex::unfit)
            .orElseGet(
                () ->
                    created(named.get(), folding).isEmpty()
                        ? Optional.of("does not exist")
                        : Optional.empty());
    why.ifPresent(
        text ->
            problems.add(
                ProblemCode.UNSUPPORTED_STATEMENT,
                "index \"%s\" of \"%s\" cannot become a %s constraint: it %s"
                    .formatted(named.get(), pending.draft().name(), kind, text),
                pending.source().place(),
                "leave out USING INDEX: the index is built without blocking writers"));
    return why.isPresent();
  }

  private Optional<String> unfit() {
    Node tree = tree();
    boolean plain =
        tree.list("indexParams").stream()
            .allMatch(
                key ->
                    !key.text("name").isEmpty()
                        && key.text("ordering").equals("SORTBY_DEFAULT")
                        && key.text("nulls_ordering").equals("SORTBY_NULLS_DEFAULT"));
    if (!index.unique()) {
      return Optional.of("is not unique");
    }
    if (!index.valid()) {
      return Optional.of("is not valid; drop it and build it again");
    }
    if (index.constraint().isPresent()) {
      return Optional.of("belongs to constraint \"" + index.constraint().get() + "\" already");
    }
    if (tree.find("whereClause").isPresent()) {
      return Optional.of("holds only some of the rows (WHERE)");
    }
    return plain
        ? Optional.empty()
        : Optional.of("is over an expression, or sorts in another way than the default");
  }

  /// The NOT NULL constraint of a column that rows from before it may break (PostgreSQL 18); a
  /// primary key does not stand beside one.
  static Optional<Constraint> unproven(Table table, Column column) {
    return table.constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.NOT_NULL && !one.validated())
        .filter(one -> one.columns().contains(column.name()))
        .findFirst();
  }
}
