package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.Table;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.OrphanQuery;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Looks for the rows that a foreign key would refuse right before it is added: else the check of
/// the rows that exist would find the first of them, perhaps after hours.
record OrphanSearch(Steps steps, Catalog catalog, Phase phase) {
  /// Types that are compared in one way.
  private static final List<String> KINDS =
      List.of(
          "int2 int4 int8",
          "text varchar",
          "bpchar",
          "numeric",
          "uuid",
          "date",
          "timestamp",
          "timestamptz",
          "bool",
          "bytea",
          "inet");

  /// @param columns its own, as they stand in the table
  /// @param target what it points at
  /// @param referenced the columns there, as they stand; empty for the primary key
  void add(
      Pending pending, List<Identifier> columns, TableDraft target, List<Identifier> referenced) {
    AddForeignKey add = (AddForeignKey) pending.source().operation();
    if (target.created() || !searchable(pending, add, target)) {
      return;
    }
    List<Identifier> key = referenced.isEmpty() ? primaryKey(target) : referenced;
    if (!comparable(pending.draft(), columns, target, key)) {
      return;
    }
    QualifiedName table = pending.draft().physical();
    OrphanQuery query =
        new OrphanQuery(
            new ViolationSearch(steps, catalog).query(table, alone(pending.draft())),
            columns,
            new OrphanQuery.Target(target.physical(), alone(target), full(add)),
            key);
    steps.add(
        new Step.FindViolations(
            steps.head(
                phase,
                table + "." + add.constraint() + ".orphans",
                "look for rows of %s that foreign key %s would refuse"
                    .formatted(table, add.constraint()),
                locks(table, target.physical())),
            table,
            add.constraint(),
            query.query(),
            Optional.of(target.physical())));
  }

  /// A column without a value in any row points at nothing that could be missing. Of a table that
  /// shows only some rows to some roles a query may not see what the server's own check sees.
  private static boolean searchable(Pending pending, AddForeignKey add, TableDraft target) {
    boolean empty =
        pending.columns().values().stream()
            .anyMatch(
                column ->
                    column.is(ColumnDraft.Kind.ADDED)
                        && column.defaultValue() instanceof Column.Default.None);
    boolean usual =
        Grammar.scan(add.definition().text()).stream()
            .noneMatch(token -> token.is("period") || token.is("enforced"));
    return add.validate() && usual && !empty && !target.original().rowSecurity();
  }

  /// Whether `=` finds what the foreign key's own operator finds, wherever the path leads: that of
  /// a type of an extension may stand elsewhere.
  private static boolean comparable(
      TableDraft from, List<Identifier> columns, TableDraft to, List<Identifier> key) {
    return columns.size() == key.size()
        && IntStream.range(0, key.size())
            .allMatch(
                at -> {
                  Optional<String> kind = kind(from, columns.get(at));
                  return kind.isPresent() && kind.equals(kind(to, key.get(at)));
                });
  }

  private static Optional<String> kind(TableDraft table, Identifier physical) {
    return table.columns().stream()
        .filter(one -> one.physical().equals(physical))
        .findFirst()
        .flatMap(one -> KINDS.stream().filter(names -> is(one.type(), names)).findFirst());
  }

  private static boolean is(PgType type, String names) {
    return Stream.of(names.split(" ")).anyMatch(type::is);
  }

  /// Tables that merely inherit are no part of either end.
  private static boolean alone(TableDraft table) {
    return table.original().kind() != Table.Kind.PARTITIONED;
  }

  private static boolean full(AddForeignKey add) {
    List<Token> tokens = Grammar.scan(add.definition().text());
    return IntStream.range(1, tokens.size())
        .anyMatch(at -> tokens.get(at - 1).is("match") && tokens.get(at).is("full"));
  }

  private static List<Identifier> primaryKey(TableDraft target) {
    return target.original().constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.PRIMARY_KEY)
        .map(Constraint::columns)
        .findFirst()
        .orElse(List.of());
  }

  private List<LockUse> locks(QualifiedName table, QualifiedName target) {
    Stream<QualifiedName> below =
        Stream.of(table, target)
            .distinct()
            .flatMap(one -> catalog.partitions().below(one).stream().map(Partition::table));
    return Stream.concat(Stream.of(table, target), below)
        .distinct()
        .map(one -> LockUse.scanning(LockLevel.ACCESS_SHARE, one))
        .toList();
  }
}
