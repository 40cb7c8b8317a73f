package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.ParsedExpression;
import dev.theseus.migration.Directive;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.RenameColumn;
import dev.theseus.operation.SetDefault;
import dev.theseus.operation.SetNotNull;
import dev.theseus.planner.ColumnDraft.Kind;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What each column operation does to the draft. Every method gives how the operation is carried
/// out, or empty when it was refused or changes nothing.
final class ColumnFolding {
  private static final String DIRECT = "direct";
  private static final String EXPAND_CONTRACT = "expand/contract";
  private static final String ONLINE = "online";
  private static final String OF_DOMAIN =
      "the domain %s, whose default would take the place of what the old version's rows give";
  private static final String NOT_OF_DOMAIN =
      "write the domain's base type, with DEFAULT where new rows are to have it";

  private final Catalog catalog;
  private final Directives directives;
  private final Problems problems;

  ColumnFolding(Catalog catalog, Directives directives, Problems problems) {
    this.catalog = catalog;
    this.directives = directives;
    this.problems = problems;
  }

  Optional<String> add(Authored source, TableDraft table, AddColumn add) {
    if (table.column(add.column()).isPresent()) {
      if (add.ifNotExists()) {
        problems.warn(
            "column \""
                + add.column()
                + "\" of \""
                + table.name()
                + "\" exists already and is left as it is");
        return Optional.empty();
      }
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "column \"" + add.column() + "\" of \"" + table.name() + "\" already exists",
          source.place(),
          "rename it, or drop the operation if an earlier run added it");
      return Optional.empty();
    }
    Optional<Kind> kind = kind(source, table, add);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    PgType type = resolved(table, add.type());
    ColumnDraft column = new ColumnDraft(kind.get(), add.column(), type, source.place());
    column.changeType(type, add.collation(), Optional.empty());
    column.require(add.notNull());
    column.defaultTo(isNull(add.defaultValue()) ? new Column.Default.None() : add.defaultValue());
    if (kind.get() == Kind.FILLED && add.defaultValue() instanceof Column.Default.None) {
      catalog.types().defaultOf(type).ifPresent(column::fillByDomain);
    }
    if (add.serial()) {
      column.makeSerial();
    }
    OwnSequence.identity(add).ifPresent(column::makeIdentity);
    if (add.notNull() || add.numbered()) {
      column.nameNotNull(add.notNullConstraint().orElseGet(() -> table.freeNotNullName(column)));
    }
    table.add(column);
    return Optional.of(kind.get() == Kind.ADDED ? DIRECT : EXPAND_CONTRACT);
  }

  private Optional<Kind> kind(Authored source, TableDraft table, AddColumn add) {
    String subject = "column \"" + add.column() + "\" of \"" + table.name() + "\"";
    Optional<OwnSequence.Refusal> refusal = OwnSequence.refusal(add, table, directives, catalog);
    if (refusal.isPresent()) {
      return refuse(source, subject + " " + refusal.get().what(), refusal.get().fix());
    }
    if (StoredColumn.is(add)) {
      return new StoredColumn(table, add, catalog.server()).kind(source, problems);
    }
    if (add.notNull() && add.defaultValue() instanceof Column.Default.Generated) {
      return refuse(
          source,
          subject
              + " is GENERATED … VIRTUAL and NOT NULL: every row is computed to prove it while"
              + " nobody can read or write the table",
          "leave NOT NULL away, or require what it is computed from");
    }
    if (catalog.types().constrainedDomains().contains(resolved(table, add.type()).toString())) {
      return refuse(
          source,
          subject + " has the constrained domain " + add.type() + ": adding it rewrites the table",
          "use the domain's base type and a CHECK constraint");
    }
    PgType type = resolved(table, add.type());
    boolean nameTaken = table.original().column(add.column()).isPresent();
    if (catalog.types().defaultOf(type).isPresent()
        && (nameTaken || directives.hasUp(table, add.column()))) {
      return refuse(source, subject + " has " + OF_DOMAIN.formatted(type), NOT_OF_DOMAIN);
    }
    return Optional.of(kind(table, add, effective(add.defaultValue(), type), nameTaken));
  }

  private Kind kind(TableDraft table, AddColumn add, Column.Default value, boolean nameTaken) {
    if (directives.hasUp(table, add.column())) {
      return Kind.SYNCED;
    }
    if (!nameTaken && (add.numbered() || isVolatile(value))) {
      return Kind.FILLED;
    }
    if (add.notNull() && isNull(value)) {
      return Kind.SYNCED; // its up is asked for by name when conversions are resolved
    }
    return nameTaken ? Kind.SYNCED : Kind.ADDED;
  }

  /// What a new column gets where an INSERT leaves it out: its own default, else that of its
  /// domain.
  private Column.Default effective(Column.Default written, PgType type) {
    return written instanceof Column.Default.None
        ? catalog
            .types()
            .defaultOf(type)
            .<Column.Default>map(value -> new Column.Default.Value(value, false))
            .orElse(written)
        : written;
  }

  private <T> Optional<T> refuse(Authored source, String what, String fix) {
    problems.add(ProblemCode.UNSUPPORTED_STATEMENT, what, source.place(), fix);
    return Optional.empty();
  }

  /// No default, or `NULL`, for which the server makes none either.
  private static boolean isNull(Column.Default value) {
    return switch (value) {
      case Column.Default.None none -> true;
      case Column.Default.Generated generated -> false;
      case Column.Default.Value given ->
          isNull(Grammar.expression(given.expression().text()).tree());
    };
  }

  private static boolean isNull(Node value) {
    return value.is("TypeCast") ? isNull(value.child("arg")) : value.flag("isnull");
  }

  private boolean isVolatile(Column.Default value) {
    return switch (value) {
      case Column.Default.None none -> false;
      case Column.Default.Generated generated -> false;
      case Column.Default.Value given ->
          given.volatile_()
              || catalog
                  .types()
                  .anyVolatile(Grammar.expression(given.expression().text()).functionNames());
    };
  }

  Optional<String> drop(Authored source, TableDraft table, ColumnDraft column, DropColumn drop) {
    if (column.origin().isEmpty() || column.hidden()) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "column \""
              + column.name()
              + "\" of \""
              + table.name()
              + "\" is added or changed and dropped in the same release",
          source.place(),
          "leave both statements out, or drop the column in a later release");
      return Optional.empty();
    }
    table.drop(column, drop.cascade(), source.place());
    return Optional.of(EXPAND_CONTRACT);
  }

  Optional<String> rename(
      Authored source, TableDraft table, ColumnDraft column, RenameColumn rename) {
    if (table.column(rename.to()).isPresent()) {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "column \"" + rename.to() + "\" of \"" + table.name() + "\" already exists",
          source.place(),
          "choose another name for \"" + rename.from() + "\"");
      return Optional.empty();
    }
    if (column.is(Kind.ADDED) || column.is(Kind.FILLED)) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "column \""
              + rename.from()
              + "\" of \""
              + table.name()
              + "\" is added and renamed in the same release",
          source.place(),
          "add it under its final name");
      return Optional.empty();
    }
    column.rename(rename.to());
    return Optional.of(EXPAND_CONTRACT);
  }

  /// A domain written without its schema stands where the table's other names are looked up.
  private PgType resolved(TableDraft table, PgType type) {
    PgType qualified =
        new PgType(
            Optional.of(table.physical().schema()),
            type.name(),
            type.modifiers(),
            type.dimensions(),
            type.wordModifiers());
    boolean domain =
        type.schema().isEmpty() && catalog.types().domains().containsKey(qualified.toString());
    return domain ? qualified : type;
  }

  Optional<String> changeType(
      Authored source, TableDraft table, ColumnDraft column, ChangeType written) {
    ChangeType change =
        new ChangeType(
            written.table(),
            written.column(),
            resolved(table, written.type()),
            written.collation(),
            written.using());
    if (!column.is(Kind.KEPT)) {
      if (column.is(Kind.SYNCED) && change.using().isEmpty()) {
        column.changeType(change.type(), change.collation(), Optional.empty());
        return Optional.of(EXPAND_CONTRACT);
      }
      return unsupportedTwice(source, table, column);
    }
    boolean plain = change.using().isEmpty() || isColumnItself(change.using().get(), column.name());
    if (plain && changesCatalogOnly(table, column, change)) {
      return widen(source, table, column, change);
    }
    if (refusedDomain(source, table, column, change)) {
      return Optional.empty();
    }
    Optional<Expression> using =
        plain ? Optional.empty() : Optional.of(inOldNames(table, change.using().get()));
    column.changeType(change.type(), change.collation(), using);
    column.become(Kind.COPIED);
    return Optional.of(EXPAND_CONTRACT);
  }

  private boolean refusedDomain(
      Authored source, TableDraft table, ColumnDraft column, ChangeType change) {
    if (catalog.types().constrainedDomains().contains(change.type().toString())) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          ("column \"%s\" of \"%s\" would get the constrained domain %s: PostgreSQL proves it by"
                  + " writing or reading the whole table under ACCESS EXCLUSIVE")
              .formatted(column.name(), table.name(), change.type()),
          source.place(),
          "keep the domain's base type and add a CHECK constraint");
      return true;
    }
    if (catalog.types().defaultOf(change.type()).isPresent()) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "column \"%s\" of \"%s\" would get %s"
              .formatted(column.name(), table.name(), OF_DOMAIN.formatted(change.type())),
          source.place(),
          NOT_OF_DOMAIN);
      return true;
    }
    return false;
  }

  private Optional<String> widen(
      Authored source, TableDraft table, ColumnDraft column, ChangeType change) {
    Optional<Partition> reading =
        catalog.partitions().below(table.physical()).stream()
            .filter(
                one ->
                    catalog
                        .table(one.table())
                        .filter(own -> reads(own, column.original().name()))
                        .isPresent())
            .findFirst();
    if (reading.isPresent()) {
      return refuse(
          source,
          ("a CHECK or an index expression of partition \"%s\" reads column \"%s\" of \"%s\":"
                  + " PostgreSQL would read the partition or build the index anew under ACCESS"
                  + " EXCLUSIVE")
              .formatted(reading.get().table(), column.name(), table.name()),
          "drop it in an earlier release and add it again in a later one");
    }
    column.changeType(change.type(), change.collation(), Optional.empty());
    return Optional.of(DIRECT);
  }

  private boolean changesCatalogOnly(TableDraft table, ColumnDraft column, ChangeType change) {
    Identifier origin = column.original().name();
    return !reads(table.original(), origin)
        && sameCollation(column, change)
        && !converted(table, column)
        && column.physical().equals(column.name())
        && TypeChange.of(column.type(), change.type(), catalog.types()) == TypeChange.CATALOG_ONLY;
  }

  /// A CHECK on the column would be read anew for every row under ACCESS EXCLUSIVE, a partition's
  /// own too.
  private static boolean reads(Table table, Identifier column) {
    return table.constraints().stream()
            .filter(one -> one.kind() == Constraint.Kind.CHECK)
            .anyMatch(one -> one.columns().contains(column))
        || table.indexes().stream().anyMatch(index -> computes(index, column));
  }

  /// An index whose expression or predicate reads the column would be built anew.
  private static boolean computes(Index index, Identifier column) {
    if (!index.columns().contains(column)) {
      return false;
    }
    Node tree = Grammar.statement(index.definition()).tree();
    return tree.all("ColumnRef").stream()
        .anyMatch(one -> one.strings("fields").contains(column.name()));
  }

  /// Another collation builds every index on the column anew.
  private static boolean sameCollation(ColumnDraft column, ChangeType change) {
    Optional<Identifier> before = column.collation().map(QualifiedName::name);
    return before.equals(change.collation().map(QualifiedName::name));
  }

  private Optional<String> unsupportedTwice(Authored source, TableDraft table, ColumnDraft column) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "the type of column \""
            + column.name()
            + "\" of \""
            + table.name()
            + "\" is changed twice, or of a column the release adds",
        source.place(),
        "write the final type once");
    return Optional.empty();
  }

  private static boolean isColumnItself(Expression expression, Identifier column) {
    ParsedExpression parsed = Grammar.expression(expression.text());
    return parsed.tree().kind().equals("ColumnRef") && parsed.columns().contains(column);
  }

  /// USING is written over the names at its point of the release; conversions read the old
  /// version's names.
  private static Expression inOldNames(TableDraft table, Expression expression) {
    ParsedExpression parsed =
        Grammar.expression(expression.text()).unqualifyColumns(table.name().name());
    Map<Identifier, Identifier> names = new HashMap<>();
    for (ColumnDraft column : table.columns()) {
      column
          .origin()
          .filter(origin -> !origin.name().equals(column.name()))
          .ifPresent(origin -> names.put(column.name(), origin.name()));
    }
    names.keySet().retainAll(parsed.columns());
    return names.isEmpty() ? parsed.expression() : parsed.renameColumns(names).expression();
  }

  /// @param refused whether the old version cannot write NULL either
  Optional<String> require(
      Authored source, TableDraft table, ColumnDraft column, SetNotNull set, boolean refused) {
    if (RequiredBy.refused(source, new RequiredBy(table, column, set), catalog, problems)) {
      return Optional.empty();
    }
    if (column.is(Kind.KEPT) && unproven(table, column) && !set.asConstraint()) {
      return Optional.of(ONLINE);
    }
    if (column.notNull()) {
      problems.warn(
          "column \"" + column.name() + "\" of \"" + table.name() + "\" is required already");
      return Optional.empty();
    }
    column.require(true);
    column.nameNotNull(set.constraint().orElseGet(() -> table.freeNotNullName(column)));
    column.requireBy(set);
    if (column.is(Kind.KEPT) && !set.validate()) {
      return Optional.of(ONLINE);
    }
    if (!column.is(Kind.KEPT)) {
      if (column.is(Kind.ADDED) && column.defaultValue() instanceof Column.Default.None) {
        column.become(Kind.SYNCED);
      }
      return Optional.of(EXPAND_CONTRACT);
    }
    Optional<Directive> up =
        directives.up(table, column.name(), Optional.of(column.original().name()));
    if (up.map(one -> isColumnItself(one.expression(), column.original().name())).orElse(refused)) {
      return Optional.of(ONLINE);
    }
    column.become(Kind.COPIED); // a missing up is asked for by name when conversions are resolved
    return Optional.of(EXPAND_CONTRACT);
  }

  /// Whether it is required of new rows only; the statement proves the others (PostgreSQL 18).
  private static boolean unproven(TableDraft table, ColumnDraft column) {
    return column.notNull()
        && AdoptedIndex.unproven(table.original(), column.original()).isPresent();
  }

  Optional<String> relax(Authored source, TableDraft table, ColumnDraft column) {
    if (!column.notNull()) {
      problems.warn(
          "column \"" + column.name() + "\" of \"" + table.name() + "\" is nullable already");
      return Optional.empty();
    }
    column.require(false);
    if (!column.is(Kind.KEPT)) {
      return Optional.of(EXPAND_CONTRACT);
    }
    Optional<Directive> down = directives.down(table, column.original().name());
    if (down.isPresent() && isColumnItself(down.get().expression(), column.name())) {
      return Optional.of(DIRECT);
    }
    column.become(Kind.COPIED);
    return Optional.of(EXPAND_CONTRACT);
  }

  Optional<String> setDefault(ColumnDraft column, SetDefault set) {
    column.defaultTo(new Column.Default.Value(set.value(), false));
    return Optional.of(column.hidden() ? EXPAND_CONTRACT : DIRECT);
  }

  Optional<String> dropDefault(ColumnDraft column) {
    column.defaultTo(new Column.Default.None());
    return Optional.of(column.hidden() ? EXPAND_CONTRACT : DIRECT);
  }

  private boolean converted(TableDraft table, ColumnDraft column) {
    Identifier origin = column.original().name();
    return directives
        .up(table, column.name(), Optional.of(origin))
        .filter(up -> !isColumnItself(up.expression(), origin))
        .isPresent();
  }

  /// A column whose values stay but for what the author wrote stands twice then.
  void separate(TableDraft table, ColumnDraft column) {
    if (!column.is(Kind.KEPT)) {
      return;
    }
    boolean convertedBack =
        directives
            .down(table, column.original().name())
            .filter(down -> !isColumnItself(down.expression(), column.name()))
            .isPresent();
    if (converted(table, column) || convertedBack) {
      column.become(Kind.COPIED);
    }
  }

  /// An expression that is the column itself says what holds for every kept column.
  void meetIdentities(TableDraft table) {
    for (ColumnDraft column : table.columns()) {
      if (column.is(Kind.KEPT)) {
        Identifier origin = column.original().name();
        directives.meetUp(table, column.name(), up -> isColumnItself(up.expression(), origin));
        directives.meetDown(
            table, origin, down -> isColumnItself(down.expression(), column.name()));
      }
    }
  }
}
