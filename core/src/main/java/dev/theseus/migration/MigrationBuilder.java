package dev.theseus.migration;

import dev.theseus.catalog.Column;
import dev.theseus.migration.Directive.Direction;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropNotNull;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameColumn;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.operation.SetDefault;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// Writes a migration in Java. Tables are `name` or `schema.name`, all names as PostgreSQL stores
/// them; types and expressions are SQL and checked at once.
///
/// ```java
/// MigrationBuilder.named("V7__email", ReaderOptions.defaults())
///     .addColumn("users", "email", "text", c -> c.required())
///     .up("users.email", "username || '@example.com'")
///     .build();
/// ```
///
/// Constraints, indexes and tables are written as SQL with [#sql]. Not thread-safe.
public final class MigrationBuilder {
  private final ReaderOptions options;
  private final NameText names;
  private final MigrationCodec codec;
  private final MigrationDraft draft;
  private final String name;
  private int count;

  private MigrationBuilder(String name, ReaderOptions options) {
    this.name = name;
    this.options = options;
    this.names = new NameText(options.baseSchema());
    this.codec = new MigrationCodec(options);
    this.draft = new MigrationDraft(name);
  }

  public static MigrationBuilder named(String name, ReaderOptions options) {
    return new MigrationBuilder(name, options);
  }

  /// Any operation.
  public MigrationBuilder add(Operation operation) {
    draft.add(new Authored(operation, name + ", operation " + ++count, codec.write(operation)));
    return this;
  }

  /// The operations and directives of SQL statements.
  public MigrationBuilder sql(String statements) {
    Migration read = new MigrationReader(options).read(name + ", operation " + ++count, statements);
    read.operations().forEach(draft::add);
    read.directives().forEach(draft::add);
    read.notes().forEach(draft::add);
    return this;
  }

  /// A nullable column without default.
  public MigrationBuilder addColumn(String table, String column, String type) {
    return addColumn(table, column, type, settings -> {});
  }

  public MigrationBuilder addColumn(
      String table, String column, String type, java.util.function.Consumer<NewColumn> settings) {
    NewColumn wanted = new NewColumn();
    settings.accept(wanted);
    return add(
        new AddColumn(
            names.readName(table),
            Identifier.of(column),
            SqlFragments.type(type),
            wanted.collation.map(names::readName),
            wanted.required,
            wanted.defaultValue,
            wanted.identity,
            false,
            wanted.ifNotExists));
  }

  /// What a new column is besides its name and type. Each setting is off by default.
  public static final class NewColumn {
    private boolean required;
    private boolean ifNotExists;
    private Optional<String> collation = Optional.empty();
    private Column.Default defaultValue = new Column.Default.None();
    private Column.Identity identity = Column.Identity.NONE;

    private NewColumn() {}

    public NewColumn required() {
      required = true;
      return this;
    }

    public NewColumn ifNotExists() {
      ifNotExists = true;
      return this;
    }

    /// @param name `name` or `schema.name`
    public NewColumn collation(String name) {
      collation = Optional.of(name);
      return this;
    }

    public NewColumn defaultValue(String expression) {
      Expression value = SqlFragments.expression(expression);
      defaultValue = new Column.Default.Value(value, Volatility.of(value));
      return this;
    }

    /// `GENERATED ALWAYS AS (expression) STORED`.
    public NewColumn generated(String expression) {
      defaultValue = new Column.Default.Generated(SqlFragments.expression(expression), true);
      return this;
    }

    /// An identity column, which is always required.
    public NewColumn identity(Column.Identity kind) {
      identity = kind;
      required = required || kind != Column.Identity.NONE;
      return this;
    }
  }

  public MigrationBuilder dropColumn(String table, String column) {
    return add(new DropColumn(names.readName(table), Identifier.of(column), false));
  }

  public MigrationBuilder renameColumn(String table, String from, String to) {
    return add(new RenameColumn(names.readName(table), Identifier.of(from), Identifier.of(to)));
  }

  /// With the cast PostgreSQL applies by itself.
  public MigrationBuilder changeType(String table, String column, String type) {
    return add(changed(table, column, type, Optional.empty()));
  }

  public MigrationBuilder changeType(String table, String column, String type, String using) {
    return add(changed(table, column, type, Optional.of(SqlFragments.expression(using))));
  }

  private ChangeType changed(String table, String column, String type, Optional<Expression> using) {
    return new ChangeType(
        names.readName(table),
        Identifier.of(column),
        SqlFragments.type(type),
        Optional.empty(),
        using);
  }

  public MigrationBuilder setNotNull(String table, String column) {
    return add(new SetNotNull(names.readName(table), Identifier.of(column)));
  }

  public MigrationBuilder dropNotNull(String table, String column) {
    return add(new DropNotNull(names.readName(table), Identifier.of(column)));
  }

  public MigrationBuilder setDefault(String table, String column, String expression) {
    return add(
        new SetDefault(
            names.readName(table), Identifier.of(column), SqlFragments.expression(expression)));
  }

  public MigrationBuilder dropDefault(String table, String column) {
    return add(new DropDefault(names.readName(table), Identifier.of(column)));
  }

  public MigrationBuilder renameTable(String table, String to) {
    return add(new RenameTable(names.readName(table), Identifier.of(to)));
  }

  public MigrationBuilder dropTable(String table) {
    return add(new DropTable(names.readName(table), false));
  }

  public MigrationBuilder dropIndex(String index) {
    return add(new DropIndex(names.readName(index)));
  }

  public MigrationBuilder renameIndex(String index, String to) {
    return add(new RenameIndex(names.readName(index), Identifier.of(to)));
  }

  public MigrationBuilder dropConstraint(String table, String constraint) {
    return add(new DropConstraint(names.readName(table), Identifier.of(constraint), false));
  }

  public MigrationBuilder renameConstraint(String table, String from, String to) {
    return add(new RenameConstraint(names.readName(table), Identifier.of(from), Identifier.of(to)));
  }

  /// How the new version's column is computed from a row of the old one.
  ///
  /// @param column `table.column` or `schema.table.column`
  public MigrationBuilder up(String column, String expression) {
    return directive(Direction.UP, column, expression);
  }

  /// How the old version's column is computed from a row of the new one.
  ///
  /// @param column `table.column` or `schema.table.column`
  public MigrationBuilder down(String column, String expression) {
    return directive(Direction.DOWN, column, expression);
  }

  private MigrationBuilder directive(Direction direction, String column, String expression) {
    NameText.ColumnName target = names.readColumn(column);
    QualifiedName table = target.table();
    draft.add(
        new Directive(
            direction, table, target.column(), SqlFragments.expression(expression), name));
    return this;
  }

  /// @throws dev.theseus.error.InvalidMigration if a directive names a table no operation changes
  public Migration build() {
    return draft.build();
  }
}
