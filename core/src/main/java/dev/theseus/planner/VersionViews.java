package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Grant;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Version;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The schema of views that shows the new version. Only tables the version sees differently get a
/// view; every other name resolves to the base schema, second in the path.
final class VersionViews {
  /// Starts the comment of every version schema, so that it can be told from the user's.
  static final String MARK = "Theseus version";

  private final Catalog catalog;
  private final Version version;
  private final String release;

  VersionViews(Catalog catalog, Version version, String release) {
    this.catalog = catalog;
    this.version = version;
    this.release = release;
  }

  /// What the schema's comment says.
  private String mark() {
    return MARK + " " + release + " of schema " + version.base();
  }

  /// Two names can give the same schema; the second release would fail when it is published, after
  /// all its work.
  void refuseTaken(Problems problems) {
    String comment = catalog.schemas().get(version.schema());
    if (comment == null || comment.equals(mark())) {
      return;
    }
    boolean ours = comment.startsWith(MARK + " ");
    int end = comment.lastIndexOf(" of schema ");
    String holder =
        ours && end > MARK.length()
            ? "shows release \"" + comment.substring(MARK.length() + 1, end) + "\""
            : "is a schema of yours";
    problems.add(
        ProblemCode.ALREADY_EXISTS,
        "release \"%s\" would be published as schema \"%s\", which exists and %s"
            .formatted(release, version.schema(), holder),
        "",
        ours
            ? "give the release a name that differs in a letter or digit, not in case or"
                + " punctuation alone"
            : "rename that schema or the release");
  }

  List<Sql> publish(List<TableDraft> tables) {
    List<Sql> statements = new ArrayList<>();
    statements.add(Sql.of("CREATE SCHEMA {schema}", Map.of("schema", version.schema())));
    statements.add(
        Sql.of(
            "COMMENT ON SCHEMA {schema} IS {text}",
            Map.of(
                "schema", version.schema(),
                "text", Literal.of(mark()))));
    statements.add(
        Sql.of("GRANT USAGE ON SCHEMA {schema} TO PUBLIC", Map.of("schema", version.schema())));
    for (TableDraft table : tables) {
      statements.addAll(view(table));
    }
    return statements;
  }

  List<Sql> withdraw(List<TableDraft> tables) {
    List<Sql> statements = new ArrayList<>();
    for (TableDraft table : tables) {
      statements.add(Sql.of("DROP VIEW IF EXISTS {view}", Map.of("view", viewName(table))));
    }
    statements.add(Sql.of("DROP SCHEMA IF EXISTS {schema}", Map.of("schema", version.schema())));
    return statements;
  }

  QualifiedName viewName(TableDraft table) {
    return table.name().withSchema(version.schema());
  }

  private List<Sql> view(TableDraft table) {
    QualifiedName view = viewName(table);
    List<SqlPart> columns = new ArrayList<>();
    for (ColumnDraft column : table.columns()) {
      columns.add(
          Sql.of(
              "{physical} AS {name}",
              Map.of("physical", column.physical(), "name", column.name())));
    }
    List<Sql> statements = new ArrayList<>();
    statements.add(
        Sql.of(
            """
            CREATE VIEW {view}{options} AS
              SELECT {columns} FROM {table}
            """,
            Map.of(
                "view",
                view,
                "options",
                asInvoker(table)
                    ? Sql.verbatim(" WITH (security_invoker = true)")
                    : Nothing.NOTHING,
                "columns",
                SqlList.of(columns),
                "table",
                table.physical())));
    statements.addAll(defaults(table, view));
    statements.addAll(grants(table, view));
    return statements;
  }

  /// A view with the rights of its reader asks for rights on every column it shows, also on those a
  /// statement does not touch; so where rights stand on columns, the view's own grants decide.
  private boolean asInvoker(TableDraft table) {
    return catalog.server().atLeast(15)
        && (table.original().rowSecurity() || !table.grantsColumns());
  }

  private static List<Sql> defaults(TableDraft table, QualifiedName view) {
    List<Sql> statements = new ArrayList<>();
    for (ColumnDraft column : table.hidden()) {
      if (IdentityMove.needed(column)) {
        Expression next = new IdentityMove(table.physical(), column).viewDefault();
        statements.add(defaultTo(view, column, next));
      } else if (column.defaultValue() instanceof Column.Default.Value value) {
        statements.add(defaultTo(view, column, value.expression()));
      }
    }
    return statements;
  }

  private static Sql defaultTo(QualifiedName view, ColumnDraft column, Expression value) {
    return Sql.of(
        "ALTER VIEW {view} ALTER COLUMN {column} SET DEFAULT {value}",
        Map.of("view", view, "column", column.name(), "value", value));
  }

  private static List<Sql> grants(TableDraft table, QualifiedName view) {
    List<Sql> statements = new ArrayList<>();
    table.original().grants().forEach(grant -> statements.add(Grants.on(view, grant)));
    for (ColumnDraft column : table.columns()) {
      List<Grant> own = column.origin().map(Column::grants).orElse(List.of());
      own.forEach(grant -> statements.add(Grants.on(view, column.name(), grant)));
    }
    return statements;
  }
}
