package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Node;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.SetDefault;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the release takes away or renames only at contract, because the old version may rely on it.
/// A change of data behind it in the file would meet it all the same: it fails, or does something
/// else than written, so it is refused.
final class LaterAtContract {
  private final Folding folding;
  private final Tables tables;
  private final Problems problems;
  private final List<Standing> standing = new ArrayList<>();
  private final Set<Identifier> named = new HashSet<>();

  /// What stands until contract.
  ///
  /// @param columns of it
  /// @param isDefault a default; else it keeps rows out
  /// @param what in words
  private record Standing(
      QualifiedName table, Set<Identifier> columns, boolean isDefault, String what) {}

  LaterAtContract(Folding folding, Tables tables, Problems problems) {
    this.folding = folding;
    this.tables = tables;
    this.problems = problems;
  }

  /// Whether a dropped constraint goes before the new version comes.
  static boolean loosens(Constraint constraint) {
    return constraint.kind() == Constraint.Kind.CHECK
        || constraint.kind() == Constraint.Kind.FOREIGN_KEY;
  }

  /// Takes notice of an operation on a table of the database.
  void see(Pending pending) {
    Operation operation = pending.source().operation();
    if (operation instanceof DropConstraint drop) {
      Table table = pending.draft().original();
      table
          .constraint(drop.constraint())
          .filter(one -> !loosens(one))
          .ifPresent(one -> add(table, one.columns(), "constraint \"" + one.name() + "\""));
    } else if (operation instanceof DropIndex drop) {
      Table table = pending.draft().original();
      table
          .index(drop.index().name())
          .filter(Index::unique)
          .ifPresent(one -> add(table, one.columns(), "unique index \"" + drop.index() + "\""));
    } else if (operation instanceof DropDefault drop) {
      defaultGoes(pending, drop);
    } else if (operation instanceof SetDefault set) {
      defaultComes(pending, set);
    } else if (operation instanceof AddUnique add && adopts(pending, add.existingIndex())) {
      named.add(add.constraint());
    } else if (operation instanceof AddPrimaryKey add && adopts(pending, add.existingIndex())) {
      named.add(add.constraint());
    } else if (operation instanceof RenameConstraint rename) {
      named.add(rename.to());
    }
  }

  private boolean adopts(Pending pending, Optional<Identifier> index) {
    return AdoptedIndex.standing(pending.draft(), index).isPresent()
        || ReplacedKey.of(pending, folding).isPresent();
  }

  private void add(Table table, List<Identifier> columns, String what) {
    standing.add(new Standing(table.name(), Set.copyOf(columns), false, what));
  }

  private void defaultGoes(Pending pending, DropDefault drop) {
    Optional<ColumnDraft> column =
        Optional.ofNullable(pending.columns().get(drop.column()))
            .filter(one -> one.origin().filter(LaterAtContract::hasDefault).isPresent());
    column.ifPresent(
        one ->
            standing.add(
                new Standing(
                    pending.draft().physical(),
                    Set.of(one.physical()),
                    true,
                    "the default of \"" + drop.column() + "\"")));
  }

  private static boolean hasDefault(Column column) {
    return !(column.defaultValue() instanceof Column.Default.None);
  }

  /// Another default comes at once.
  private void defaultComes(Pending pending, SetDefault set) {
    Optional.ofNullable(pending.columns().get(set.column()))
        .map(ColumnDraft::physical)
        .ifPresent(
            column ->
                standing.removeIf(
                    one ->
                        one.isDefault()
                            && one.table().equals(pending.draft().physical())
                            && one.columns().contains(column)));
  }

  /// Refuses a statement that would meet what stands until contract.
  void refuse(Pending pending, DirectStatement direct, Node tree) {
    Optional<String> met =
        standing.stream()
            .filter(one -> meets(one, tree))
            .map(one -> "%s of \"%s\", which stands".formatted(one.what(), one.table()))
            .findFirst()
            .or(() -> arbiter(tree));
    met.ifPresent(
        what ->
            problems.add(
                ProblemCode.DEPENDS_ON_CONTRACT,
                "%s of \"%s\" would meet %s until contract"
                    .formatted(direct.kind(), direct.target(), what),
                pending.source().place(),
                "put the statement into a release of its own after this one"));
  }

  /// A constraint that `ON CONFLICT ON CONSTRAINT` names and that has this name at contract.
  private Optional<String> arbiter(Node tree) {
    return tree.all("InferClause").stream()
        .map(one -> one.text("conname"))
        .filter(name -> !name.isEmpty())
        .filter(name -> named.contains(Identifier.of(name)))
        .findFirst()
        .map(name -> "no constraint \"" + name + "\"");
  }

  private boolean meets(Standing one, Node tree) {
    Set<QualifiedName> places = new HashSet<>(Set.of(one.table()));
    tables.catalog().partitions().below(one.table()).stream()
        .map(Partition::table)
        .forEach(places::add);
    return Stream.of("InsertStmt", "UpdateStmt", "MergeStmt", "CopyStmt")
        .flatMap(kind -> tree.all(kind).stream())
        .filter(
            writer ->
                writer.find("relation").map(tables::name).filter(places::contains).isPresent())
        .anyMatch(writer -> meetsRows(one, writer));
  }

  private static boolean meetsRows(Standing one, Node writer) {
    boolean defaulted = !writer.all("SetToDefault").isEmpty();
    return switch (writer.kind()) {
      case "UpdateStmt" ->
          Effects.assigned(writer).stream().anyMatch(one.columns()::contains)
              && (!one.isDefault() || defaulted);
      case "InsertStmt" -> !one.isDefault() || defaulted || !givesAll(writer, one.columns());
      case "CopyStmt" -> writer.flag("is_from");
      default -> true;
    };
  }

  private static boolean givesAll(Node insert, Set<Identifier> columns) {
    List<Node> given = insert.list("cols");
    return !given.isEmpty()
        && columns.stream()
            .allMatch(
                column -> given.stream().anyMatch(one -> one.text("name").equals(column.name())));
  }
}
