package dev.theseus.migration;

import dev.theseus.catalog.PgTypes;
import dev.theseus.error.InvalidMigration;
import dev.theseus.grammar.Grammar;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads pgroll's migrations. Names are those PostgreSQL stores, in the base schema; `up` and
/// `down` become directives.
final class PgrollReader {
  private final PgrollDraft draft;
  private final PgrollColumns columns;
  private final PgrollConstraints constraints;

  private PgrollReader(PgrollDraft draft) {
    this.draft = draft;
    this.columns = new PgrollColumns(draft);
    this.constraints = new PgrollConstraints(draft);
  }

  /// @param root a document of which [PgrollFormat#matches] holds
  static Migration read(ReaderOptions options, String file, Document root) {
    DocumentPlace place = new DocumentPlace(file, "");
    PgrollOptions whole =
        PgrollOptions.open(root, place, List.of("name", "version_schema", "operations"));
    String name =
        whole
            .text("version_schema")
            .or(() -> whole.text("name"))
            .orElseGet(() -> MigrationFiles.nameOf(file));
    if (PgrollFormat.operations(root).isEmpty()) {
      throw whole.problem("operations", "has no list of operations", "add the key operations");
    }
    PgrollDraft draft = new PgrollDraft(options, file, name);
    PgrollReader reader = new PgrollReader(draft);
    DocumentPlace list = place.key("operations");
    int index = 0;
    for (Document item : PgrollFormat.operations(root)) {
      reader.operation(item, list.item(index++));
    }
    return draft.build();
  }

  private void operation(Document item, DocumentPlace place) {
    Document.Mapping mapping = place.mapping(item);
    if (mapping.entries().size() != 1) {
      throw place.problem(
          mapping.spot(),
          "has " + mapping.entries().size() + " keys",
          "write one operation for each item of the list");
    }
    Map.Entry<String, Document.Entry> entry = mapping.entries().entrySet().iterator().next();
    String kind = entry.getKey();
    List<String> known = PgrollFormat.OPTIONS.get(kind);
    if (known == null) {
      throw unknown(entry, place);
    }
    read(kind, PgrollOptions.open(entry.getValue().value(), place.key(kind), known), known);
  }

  private static InvalidMigration unknown(
      Map.Entry<String, Document.Entry> entry, DocumentPlace place) {
    return place
        .key(entry.getKey())
        .problem(
            entry.getValue().key(),
            "is no operation of pgroll's",
            "use one of: "
                + String.join(", ", PgrollFormat.OPTIONS.keySet().stream().sorted().toList()));
  }

  private void read(String kind, PgrollOptions options, List<String> known) {
    switch (kind) {
      case "add_column" -> addColumn(options);
      case "alter_column" -> new PgrollAlteration(draft, columns).read(options);
      case "create_constraint" -> constraints.create(options, known);
      case "create_index" -> new PgrollIndexes(draft).create(options);
      case "create_table" -> createTable(options);
      case "drop_column" -> dropColumn(options);
      case "drop_constraint" -> dropConstraint(options);
      case "drop_multicolumn_constraint" -> dropConstraintOfColumns(options);
      case "drop_index" ->
          draft.add(
              options,
              Sql.of("DROP INDEX {name}", Map.of("name", draft.relation(options.name("name")))));
      case "drop_table" ->
          draft.add(
              options,
              Sql.of("DROP TABLE {name}", Map.of("name", draft.relation(options.name("name")))));
      case "rename_column" -> renameColumn(options);
      case "rename_constraint" -> renameConstraint(options);
      case "rename_table" -> renameTable(options);
      case "set_replica_identity" -> replicaIdentity(options);
      default -> new PgrollScript(draft).read(options);
    }
  }

  private QualifiedName table(PgrollOptions options) {
    return draft.relation(options.name("table"));
  }

  private void createTable(PgrollOptions options) {
    QualifiedName table = draft.relation(options.name("name"));
    List<PgrollOptions> written = options.parts("columns", PgrollColumns.COLUMN);
    List<Identifier> key =
        written.stream().filter(one -> one.flag("pk")).map(one -> one.name("name")).toList();
    List<SqlPart> lines = new ArrayList<>();
    written.forEach(one -> lines.add(columns.definition(one, key.size() > 1)));
    if (key.size() > 1) {
      lines.add(Sql.of("PRIMARY KEY ({columns})", Map.of("columns", SqlList.of(key))));
    }
    options
        .parts("constraints", PgrollConstraints.CONSTRAINT)
        .forEach(one -> lines.add(constraints.definition(one)));
    draft.add(
        options,
        lines.isEmpty()
            ? Sql.of("CREATE TABLE {table} ()", Map.of("table", table))
            : Sql.of(
                "CREATE TABLE {table} ({lines})",
                Map.of("table", table, "lines", SqlList.of(lines))));
    options
        .text("comment")
        .ifPresent(
            text ->
                draft.add(
                    options, PgrollColumns.comment(table, Optional.empty(), Literal.of(text))));
    written.forEach(one -> columns.comment(one, table));
  }

  private void addColumn(PgrollOptions options) {
    QualifiedName table = table(options);
    PgrollOptions column = options.requiredPart("column", PgrollColumns.COLUMN);
    boolean fills =
        column.flag("nullable")
            || column.has("default")
            || column.has("generated")
            || column
                .place()
                .text(
                    column
                        .find("type")
                        .orElseThrow(() -> column.problem("type", "has no type", "add type")),
                    text -> PgTypes.serial(SqlFragments.type(text)).isPresent());
    if (!fills && !options.has("up")) {
      throw options.problem(
          "up",
          "adds a required column without default and has no up",
          "add up, which gives the value for rows of the old version, or a default, or nullable:"
              + " true");
    }
    draft.add(
        column,
        Sql.of(
            "ALTER TABLE {table} ADD COLUMN {column}",
            Map.of("table", table, "column", columns.definition(column, false))));
    columns.comment(column, table);
    options.written("up").ifPresent(up -> draft.up(table, column.name("name"), up));
  }

  private void dropColumn(PgrollOptions options) {
    QualifiedName table = table(options);
    Identifier column = options.name("column");
    draft.add(
        options,
        Sql.of(
            "ALTER TABLE {table} DROP COLUMN {column}", Map.of("table", table, "column", column)));
    options.written("down").ifPresent(down -> draft.down(table, column, down));
  }

  private void dropNamed(PgrollOptions options, QualifiedName table) {
    draft.add(
        options,
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT {name}",
            Map.of("table", table, "name", options.name("name"))));
  }

  /// The operation does not name its column: `up` and `down` do, by what they read.
  private void dropConstraint(PgrollOptions options) {
    QualifiedName table = table(options);
    dropNamed(options, table);
    Optional<PgrollDraft.Written> up = options.written("up");
    Optional<PgrollDraft.Written> down = options.written("down");
    if (up.isEmpty() && down.isEmpty()) {
      return;
    }
    Identifier column = columnOf(options, up, down);
    up.ifPresent(one -> draft.up(table, column, one));
    down.ifPresent(one -> draft.down(table, column, one));
  }

  private static Identifier columnOf(
      PgrollOptions options, Optional<PgrollDraft.Written> up, Optional<PgrollDraft.Written> down) {
    Set<Identifier> read = new LinkedHashSet<>();
    for (Optional<PgrollDraft.Written> one : List.of(up, down)) {
      Optional<Expression> expression = one.map(PgrollDraft.Written::expression);
      expression.ifPresent(e -> read.addAll(Grammar.expression(e.text()).columns()));
    }
    if (read.size() != 1) {
      throw options.problem(
          down.isPresent() ? "down" : "up",
          read.isEmpty()
              ? "reads no column, so the column of the constraint is not known"
              : "reads several columns, so the column of the constraint is not known",
          "write drop_multicolumn_constraint, whose up and down name their columns");
    }
    return read.iterator().next();
  }

  private void dropConstraintOfColumns(PgrollOptions options) {
    QualifiedName table = table(options);
    dropNamed(options, table);
    options.byColumn("up").forEach((column, up) -> draft.up(table, column, up));
    options.byColumn("down").forEach((column, down) -> draft.down(table, column, down));
  }

  private void renameColumn(PgrollOptions options) {
    QualifiedName table = table(options);
    Identifier from = options.name("from");
    Identifier to = options.name("to");
    draft.add(
        options,
        Sql.of(
            "ALTER TABLE {table} RENAME COLUMN {from} TO {to}",
            Map.of("table", table, "from", from, "to", to)));
    draft.renamed(table, from, to);
  }

  private void renameConstraint(PgrollOptions options) {
    draft.add(
        options,
        Sql.of(
            "ALTER TABLE {table} RENAME CONSTRAINT {from} TO {to}",
            Map.of(
                "table", table(options),
                "from", options.name("from"),
                "to", options.name("to"))));
  }

  private void renameTable(PgrollOptions options) {
    QualifiedName from = draft.relation(options.name("from"));
    Identifier to = options.name("to");
    draft.add(options, Sql.of("ALTER TABLE {from} RENAME TO {to}", Map.of("from", from, "to", to)));
    draft.renamed(from, to);
  }

  /// Set at contract: what it was before is then not needed for a way back.
  private void replicaIdentity(PgrollOptions options) {
    PgrollOptions identity = options.requiredPart("identity", List.of("type", "index"));
    Sql type =
        identity
            .word("type", List.of("NOTHING", "DEFAULT", "FULL", "INDEX"))
            .orElseThrow(() -> identity.problem("type", "has no type", "add type"));
    boolean index = type.text().equals("INDEX");
    if (!index && identity.has("index")) {
      throw identity.problem(
          "index", "does not go with type " + type, "remove it or write type: index");
    }
    SqlPart which =
        index
            ? Sql.of("USING INDEX {index}", Map.of("index", identity.name("index")))
            : Nothing.NOTHING;
    draft.addLater(
        options,
        Sql.of(
                "ALTER TABLE {table} REPLICA IDENTITY {identity}",
                Map.of("table", table(options), "identity", index ? which : type))
            .text());
  }
}
