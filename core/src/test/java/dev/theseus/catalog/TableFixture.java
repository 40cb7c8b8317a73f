package dev.theseus.catalog;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// One table of a [CatalogFixture]. Calls about a column ([#notNull], [#defaultValue] …) speak of
/// the column named last.
public final class TableFixture {
  private final CatalogFixture catalog;
  private final QualifiedName name;
  private final long oid;
  private final List<Column> columns = new ArrayList<>();
  private final List<Index> indexes = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();
  private final List<Trigger> triggers = new ArrayList<>();
  private final List<View> views = new ArrayList<>();
  private final List<Table.ColumnDependent> dependents = new ArrayList<>();
  private final List<Grant> grants = new ArrayList<>();
  private Table.Kind kind = Table.Kind.ORDINARY;
  private Identifier owner = Identifier.of("app");
  private boolean rowSecurity;
  private long rows = 1_000;
  private Optional<String> comment = Optional.empty();

  TableFixture(CatalogFixture catalog, QualifiedName name, long oid) {
    this.catalog = catalog;
    this.name = name;
    this.oid = oid;
  }

  /// Adds a nullable column of this SQL type.
  public TableFixture column(String column, String type) {
    columns.add(Column.plain(Identifier.of(column), columns.size() + 1, PgTypes.of(type)));
    return this;
  }

  public TableFixture notNull() {
    return last(column -> column.withNotNull(true));
  }

  /// A default; volatile when it calls a function that the catalog knows to be.
  public TableFixture defaultValue(String expression) {
    return last(
        column ->
            column.withDefault(
                new Column.Default.Value(
                    Expression.of(expression), catalog.isVolatile(expression))));
  }

  public TableFixture generated(String expression) {
    return last(
        column ->
            column.withDefault(new Column.Default.Generated(Expression.of(expression), true)));
  }

  public TableFixture identity(Column.Identity identity) {
    Column column = columns.getLast();
    QualifiedName sequence =
        name.withName(Identifier.derived("", name.name() + "_" + column.name(), "_seq"));
    catalog.taken(sequence);
    return last(old -> old.withIdentity(identity, Optional.of(sequence)).withNotNull(true));
  }

  /// `serial`: a sequence owned by the column and a default that calls it.
  public TableFixture serial() {
    Column column = columns.getLast();
    QualifiedName sequence =
        name.withName(Identifier.derived("", name.name() + "_" + column.name(), "_seq"));
    catalog.taken(sequence);
    return last(old ->
            old.withIdentity(Column.Identity.NONE, Optional.of(sequence)).withNotNull(true))
        .defaultValue("nextval('" + sequence + "'::regclass)");
  }

  public TableFixture columnComment(String text) {
    return last(column -> column.withComment(Optional.of(text)));
  }

  /// Any other property of the last column.
  public TableFixture with(UnaryOperator<Column> change) {
    return last(change);
  }

  public TableFixture primaryKey(String... keys) {
    Identifier constraint = Identifier.derived("", name.name().toString(), "_pkey");
    List<Identifier> key = CatalogFixture.identifiers(List.of(keys));
    columns.replaceAll(column -> key.contains(column.name()) ? column.withNotNull(true) : column);
    return keyed(Constraint.Kind.PRIMARY_KEY, constraint, key);
  }

  public TableFixture unique(String constraint, String... keys) {
    return keyed(
        Constraint.Kind.UNIQUE,
        Identifier.of(constraint),
        CatalogFixture.identifiers(List.of(keys)));
  }

  public TableFixture check(String constraint, String expression, String... read) {
    return constraint(
        new Constraint(
            Identifier.of(constraint),
            name,
            Constraint.Kind.CHECK,
            CatalogFixture.identifiers(List.of(read)),
            "CHECK ((" + expression + "))",
            true,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty()));
  }

  /// A foreign key of one column; the table it points at may be described before or after.
  public TableFixture foreignKey(
      String constraint, String column, String targetTable, String targetColumn) {
    Constraint.Target target =
        new Constraint.Target(
            name.withName(Identifier.of(targetTable)), List.of(Identifier.of(targetColumn)));
    return constraint(
        new Constraint(
            Identifier.of(constraint),
            name,
            Constraint.Kind.FOREIGN_KEY,
            List.of(Identifier.of(column)),
            "FOREIGN KEY (%s) REFERENCES %s(%s)"
                .formatted(bare(column), target.table().quoted(), bare(targetColumn)),
            true,
            Optional.of(target),
            Optional.empty(),
            false,
            Optional.empty()));
  }

  public TableFixture constraint(Constraint constraint) {
    constraints.add(constraint);
    return this;
  }

  /// A plain btree index over columns.
  public TableFixture index(String index, String... keys) {
    return index(index, false, keys);
  }

  public TableFixture uniqueIndex(String index, String... keys) {
    return index(index, true, keys);
  }

  /// An index whose definition the caller writes (expressions, INCLUDE, predicate); `read` are all
  /// columns it reads.
  public TableFixture indexAs(String index, String definition, String... read) {
    return index(
        new Index(
            name.withName(Identifier.of(index)),
            definition.startsWith("CREATE UNIQUE"),
            false,
            true,
            false,
            false,
            CatalogFixture.identifiers(List.of(read)),
            definition,
            Optional.empty(),
            Optional.empty()));
  }

  public TableFixture index(Index index) {
    catalog.taken(index.name());
    indexes.add(index);
    return this;
  }

  public TableFixture trigger(Trigger trigger) {
    triggers.add(trigger);
    return this;
  }

  public TableFixture view(View view) {
    catalog.taken(view.name());
    views.add(view);
    return this;
  }

  /// A view in `public` that reads these columns of the table itself.
  public TableFixture view(String view, String definition, String... read) {
    return view(
        new View(
            QualifiedName.of("public", view),
            false,
            false,
            1,
            CatalogFixture.identifiers(List.of(read)),
            definition,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            View.Refresh.NEVER,
            Map.of(),
            owner,
            Optional.empty()));
  }

  public TableFixture dependent(String what, String called, String recreate, String... read) {
    dependents.add(
        new Table.ColumnDependent(
            what,
            called,
            CatalogFixture.identifiers(List.of(read)),
            recreate.isEmpty() ? Optional.empty() : Optional.of(recreate)));
    return this;
  }

  public TableFixture grant(String privilege, String role) {
    grants.add(new Grant(privilege, Optional.of(Identifier.of(role)), false));
    return this;
  }

  public TableFixture owner(String role) {
    owner = Identifier.of(role);
    return this;
  }

  public TableFixture kind(Table.Kind what) {
    kind = what;
    return this;
  }

  public TableFixture rowSecurity() {
    rowSecurity = true;
    return this;
  }

  public TableFixture rows(long estimated) {
    rows = estimated;
    return this;
  }

  public TableFixture comment(String text) {
    comment = Optional.of(text);
    return this;
  }

  /// Begins the next table in `public`.
  public TableFixture table(String next) {
    return catalog.table(next);
  }

  public TableFixture tableIn(String schema, String next) {
    return catalog.tableIn(schema, next);
  }

  /// Back to the catalog, for what belongs to no table.
  public CatalogFixture and() {
    return catalog;
  }

  public Catalog build() {
    return catalog.build();
  }

  List<Constraint> constraints() {
    return constraints;
  }

  Table table(List<Constraint> referencedBy) {
    return new Table(
        oid,
        name,
        kind,
        owner,
        columns,
        indexes,
        constraints,
        referencedBy,
        triggers,
        views,
        dependents,
        grants,
        rowSecurity,
        rows,
        rows < 0 ? 0 : rows * 100,
        Table.Storage.usual(),
        Table.RowUse.usual(),
        comment);
  }

  private TableFixture last(UnaryOperator<Column> change) {
    columns.set(columns.size() - 1, change.apply(columns.getLast()));
    return this;
  }

  private TableFixture keyed(Constraint.Kind what, Identifier constraint, List<Identifier> key) {
    boolean primary = what == Constraint.Kind.PRIMARY_KEY;
    String list = key.stream().map(k -> bare(k.toString())).collect(Collectors.joining(", "));
    constraint(
        new Constraint(
            constraint,
            name,
            what,
            key,
            (primary ? "PRIMARY KEY (" : "UNIQUE (") + list + ")",
            true,
            Optional.empty(),
            Optional.of(constraint),
            false,
            Optional.empty()));
    return index(
        new Index(
            name.withName(constraint),
            true,
            primary,
            true,
            false,
            false,
            key,
            definition(constraint, true, list),
            Optional.of(constraint),
            Optional.empty()));
  }

  private TableFixture index(String index, boolean unique, String... keys) {
    Identifier named = Identifier.of(index);
    String list = List.of(keys).stream().map(TableFixture::bare).collect(Collectors.joining(", "));
    return index(
        new Index(
            name.withName(named),
            unique,
            false,
            true,
            false,
            false,
            CatalogFixture.identifiers(List.of(keys)),
            definition(named, unique, list),
            Optional.empty(),
            Optional.empty()));
  }

  private String definition(Identifier index, boolean unique, String list) {
    return "CREATE %sINDEX %s ON %s.%s USING btree (%s)"
        .formatted(
            unique ? "UNIQUE " : "",
            bare(index.toString()),
            bare(name.schema().toString()),
            bare(name.name().toString()),
            list);
  }

  /// The name as the server's own deparser writes it: quoted only where it must be.
  private static String bare(String identifier) {
    return identifier.matches("[a-z_][a-z0-9_]*") ? identifier : Identifier.of(identifier).quoted();
  }
}
