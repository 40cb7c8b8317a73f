package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.ParsedExpression;
import dev.theseus.migration.Directive;
import dev.theseus.plan.Assignment;
import dev.theseus.planner.ColumnDraft.Kind;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds, for every column whose values stand twice or that only one version has, how its value is
/// computed for the other version. What cannot be known is asked for by name, never guessed.
final class Conversions {
  private static final Set<String> HARMLESS =
      Set.of("ColumnRef", "A_Const", "CoalesceExpr", "String", "Integer", "Float", "Boolean");

  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "name");

  private final String release;
  private final Catalog catalog;
  private final Directives directives;
  private final Problems problems;

  Conversions(String release, Catalog catalog, Directives directives, Problems problems) {
    this.release = release;
    this.catalog = catalog;
    this.directives = directives;
    this.problems = problems;
  }

  /// The groups of one table; empty when no column needs to be kept in step.
  List<SyncGroup> groups(TableDraft table) {
    List<SyncGroup.New> news = new ArrayList<>();
    for (ColumnDraft column : table.hidden()) {
      up(table, column).ifPresent(up -> news.add(newSide(column, up)));
    }
    List<SyncGroup.Old> olds = new ArrayList<>();
    for (ColumnDraft copy : table.of(Kind.COPIED)) {
      Column origin = copy.original();
      Optional<Conversion> down = down(table, copy);
      boolean converted =
          directives.hasUp(table, copy.name()) || directives.hasUp(table, origin.name());
      olds.add(old(origin, down, asked(table, origin, down, converted)));
    }
    for (TableDraft.Dropped dropped : table.dropped()) {
      Optional<Conversion> down = down(table, dropped);
      olds.add(old(dropped.column(), down, asked(table, dropped.column(), down, false)));
    }
    return Grouping.of(olds, news);
  }

  private SyncGroup.Old old(Column column, Optional<Conversion> down, Optional<Assignment> asked) {
    return new SyncGroup.Old(
        column, down, asked, down.filter(one -> !varies(one)).map(one -> compared(column.type())));
  }

  private SyncGroup.New newSide(ColumnDraft column, Conversion up) {
    Assignment.Rule rule =
        varies(up)
            ? column.notNull() ? Assignment.Rule.MISSING : Assignment.Rule.MISSING_THOUGH_GIVEN
            : compared(column.type());
    return new SyncGroup.New(column, up, rule);
  }

  private boolean varies(Conversion conversion) {
    return catalog
        .types()
        .anyVolatile(Grammar.expression(conversion.body().text()).functionNames());
  }

  private Assignment.Rule compared(PgType type) {
    return catalog.types().withoutEquality().contains(type.withoutModifiers().toString())
        ? Assignment.Rule.DIFFERS_AS_TEXT
        : Assignment.Rule.DIFFERS;
  }

  /// A `down` that its author wrote, or the plain one of an `up` that its author wrote, need not
  /// give back what there was. That a required column has no NULL any more is what was asked for.
  private Optional<Assignment> asked(
      TableDraft table, Column origin, Optional<Conversion> down, boolean converted) {
    boolean written = directives.hasDown(table, origin.name());
    return down.filter(one -> written || converted)
        .filter(one -> !varies(one))
        .filter(
            one ->
                table.hidden().stream()
                    .anyMatch(column -> one.physical().containsValue(column.physical())))
        .map(
            one ->
                new Assignment(
                    origin.name(),
                    written ? one.overColumns() : unlessMissing(origin.name(), one.overColumns()),
                    compared(origin.type())));
  }

  private static Expression unlessMissing(Identifier column, Expression value) {
    return Expression.of(
        Sql.of(
                "CASE WHEN {column} IS NOT NULL THEN {value} END",
                Map.of("column", column, "value", value))
            .text());
  }

  private Optional<Conversion> up(TableDraft table, ColumnDraft column) {
    Target target = new Target(table, column.name(), "up", column.type(), oldColumns(table));
    Optional<Directive> given =
        directives.up(table, column.name(), column.origin().map(Column::name));
    if (given.isPresent()) {
      return conversion(target, given.get().expression(), given.get().place());
    }
    if (column.is(Kind.SYNCED)) {
      return upOfAdded(target, column);
    }
    Column origin = column.original();
    if (column.notNull() && !origin.notNull()) {
      String example = "coalesce(" + origin.name().quoted() + ", …)";
      return askForUp(
          table,
          column,
          "holds NULL in rows that exist or in rows the old version writes",
          example);
    }
    return column.using().isPresent()
        ? conversion(target, column.using().get(), table.name().toString())
        : upByCast(target, column);
  }

  private Optional<Conversion> upByCast(Target target, ColumnDraft column) {
    Column origin = column.original();
    return switch (TypeChange.of(origin.type(), column.type(), catalog.types())) {
      case CATALOG_ONLY, LOSSLESS, LOSSY ->
          conversion(
              target,
              cast(origin.name(), origin.type(), column.type()),
              target.table().name().toString());
      case SESSION_DEPENDENT ->
          askForUp(
              target.table(),
              column,
              "would depend on the %s of each session"
                  .formatted(
                      SessionCasts.settings(origin.type(), column.type(), catalog.types())
                          .orElseThrow()),
              SessionCasts.example(origin.name(), origin.type(), column.type()));
      case NO_CAST ->
          askForUp(
              target.table(),
              column,
              "cannot be cast from %s to %s automatically".formatted(origin.type(), column.type()),
              "…");
    };
  }

  private Optional<Conversion> upOfAdded(Target target, ColumnDraft column) {
    if (column.defaultValue() instanceof Column.Default.Value value) {
      return conversion(target, value.expression(), column.place());
    }
    if (!column.notNull()) {
      return conversion(target, Expression.of("NULL"), column.place());
    }
    problems.add(
        ProblemCode.UP_REQUIRED,
        "\"%s\" of \"%s\" is required and has no default"
            .formatted(column.name(), target.table().name()),
        column.place(),
        "add `-- theseus:up %s.%s = …` or a DEFAULT"
            .formatted(target.table().name().name(), column.name()));
    return Optional.empty();
  }

  private Optional<Conversion> askForUp(
      TableDraft table, ColumnDraft column, String why, String example) {
    problems.add(
        ProblemCode.UP_REQUIRED,
        "\"%s\" of \"%s\" %s".formatted(column.name(), table.name(), why),
        column.place(),
        "add `-- theseus:up %s.%s = %s`".formatted(table.name().name(), column.name(), example));
    return Optional.empty();
  }

  private Optional<Conversion> down(TableDraft table, ColumnDraft copy) {
    Column origin = copy.original();
    Target target = new Target(table, origin.name(), "down", origin.type(), newColumns(table));
    Optional<Directive> given = directives.down(table, origin.name());
    if (given.isPresent()) {
      return conversion(target, given.get().expression(), given.get().place());
    }
    Optional<Expression> inverse = inverse(table, copy);
    if (inverse.isPresent()) {
      return conversion(target, inverse.get(), table.name().toString());
    }
    askForDown(table, copy);
    return Optional.empty();
  }

  private void askForDown(TableDraft table, ColumnDraft copy) {
    Column origin = copy.original();
    Optional<String> settings = SessionCasts.settings(copy.type(), origin.type(), catalog.types());
    String why =
        settings.isPresent()
            ? "computed back from \"%s\" would depend on the %s of each session"
                .formatted(copy.name(), settings.get())
            : "cannot be computed back from \"%s\" without loss".formatted(copy.name());
    problems.add(
        ProblemCode.DOWN_REQUIRED,
        "\"%s\" of \"%s\" %s".formatted(origin.name(), table.physical(), why),
        table.name().toString(),
        "add `-- theseus:down %s.%s = …` over the columns of the new version"
            .formatted(table.physical().name(), origin.name()));
  }

  /// The way back of a plain cast that loses nothing, or of a column whose type stays.
  private Optional<Expression> inverse(TableDraft table, ColumnDraft copy) {
    Column origin = copy.original();
    boolean converted =
        copy.using().isPresent()
            || (directives.hasUp(table, copy.name()) && !origin.type().equals(copy.type()));
    boolean relaxed = origin.notNull() && !copy.notNull();
    if (converted || relaxed) {
      return Optional.empty();
    }
    return switch (TypeChange.of(origin.type(), copy.type(), catalog.types())) {
      case CATALOG_ONLY, LOSSLESS -> Optional.of(cast(copy.name(), copy.type(), origin.type()));
      case LOSSY, SESSION_DEPENDENT, NO_CAST -> Optional.empty();
    };
  }

  private Optional<Conversion> down(TableDraft table, TableDraft.Dropped dropped) {
    Column column = dropped.column();
    Optional<Directive> given = directives.down(table, column.name());
    if (given.isPresent()) {
      return conversion(
          new Target(table, column.name(), "down", column.type(), newColumns(table)),
          given.get().expression(),
          given.get().place());
    }
    if (column.notNull() && !column.fillsItself()) {
      problems.add(
          ProblemCode.DOWN_REQUIRED,
          "\"%s\" of \"%s\" is required and has no default, so the new version could not insert a row"
              .formatted(column.name(), table.physical()),
          dropped.place(),
          "add `-- theseus:down %s.%s = …`".formatted(table.physical().name(), column.name()));
    }
    return Optional.empty();
  }

  /// A cast without modifiers, so that a value that does not fit is refused by the assignment
  /// instead of being cut.
  private static Expression cast(Identifier column, PgType from, PgType to) {
    return from.withoutModifiers().equals(to.withoutModifiers())
        ? Expression.of(column.quoted())
        : Expression.of(
            Sql.of(
                    "CAST({column} AS {type})",
                    Map.of("column", column, "type", to.withoutModifiers().sql()))
                .text());
  }

  /// A boolean over the new version's columns, for a constraint that cannot stand yet.
  Optional<Conversion> condition(TableDraft table, Identifier constraint, Expression condition) {
    return conversion(
        new Target(table, constraint, "check", PgType.builtIn("bool"), newColumns(table)),
        condition,
        table.name().toString());
  }

  /// A boolean over the old version's columns, for a constraint of theirs that `down` may break.
  Optional<Conversion> oldCondition(TableDraft table, Identifier constraint, Expression condition) {
    return conversion(
        new Target(table, constraint, "old_check", PgType.builtIn("bool"), oldColumns(table)),
        condition,
        table.name().toString());
  }

  /// What a conversion computes and what it may read.
  private record Target(
      TableDraft table,
      Identifier name,
      String direction,
      PgType result,
      Map<Identifier, Visible> visible) {
    boolean condition() {
      return direction.endsWith("check");
    }
  }

  /// @param generated computed from other columns only after the triggers that would read it
  private record Visible(PgType type, Identifier physical, boolean generated) {}

  private static Map<Identifier, Visible> oldColumns(TableDraft table) {
    Map<Identifier, Visible> result = new LinkedHashMap<>();
    table
        .original()
        .columns()
        .forEach(
            column ->
                result.put(
                    column.name(),
                    new Visible(column.type(), column.name(), generated(column.defaultValue()))));
    return result;
  }

  private static boolean generated(Column.Default value) {
    return value instanceof Column.Default.Generated;
  }

  private static Map<Identifier, Visible> newColumns(TableDraft table) {
    Map<Identifier, Visible> result = new LinkedHashMap<>();
    table
        .columns()
        .forEach(
            column ->
                result.put(
                    column.name(),
                    new Visible(
                        column.type(), column.physical(), generated(column.defaultValue()))));
    return result;
  }

  private Optional<Conversion> conversion(Target target, Expression written, String place) {
    TableDraft table = target.table();
    ParsedExpression parsed =
        Grammar.expression(written.text())
            .unqualifyColumns(table.physical().name())
            .unqualifyColumns(table.name().name());
    Map<Identifier, PgType> parameters = new LinkedHashMap<>();
    Map<Identifier, Identifier> physical = new LinkedHashMap<>();
    for (Identifier name : parsed.columns()) {
      Visible column = target.visible().get(name);
      if (column != null && column.generated() && !target.condition()) {
        return refuseGenerated(target, name, place);
      }
      if (column != null) {
        parameters.put(name, column.type());
        physical.put(name, column.physical());
      } else if (!parsed.hasSubquery()) {
        return refuseUnknown(target, name, place);
      }
    }
    WrittenCasts casts = new WrittenCasts(parameters, catalog.types());
    warnOfSettings(target, casts, parsed);
    return Optional.of(
        new Conversion(
            Names.conversion(release, table.physical(), target.name(), target.direction()),
            typed(parsed, target.result()),
            parameters,
            physical,
            target.result(),
            cannotFail(parsed, parameters, target.result())
                || casts.widens(parsed, target.result()),
            parsed.hasSubquery()));
  }

  /// A function takes a quoted constant for text, which no assignment turns into another type;
  /// cast, it is read as a DEFAULT would read it.
  private static Expression typed(ParsedExpression parsed, PgType result) {
    boolean readAsText = result.dimensions() == 0 && TEXTS.contains(result.name().name());
    return readAsText || !isQuoted(parsed.tree())
        ? parsed.expression()
        : Expression.of(
            Sql.of(
                    "CAST({value} AS {type})",
                    Map.of("value", parsed.expression(), "type", result.withoutModifiers().sql()))
                .text());
  }

  private static boolean isQuoted(Node tree) {
    return switch (tree.kind()) {
      case "A_Const" -> tree.find("sval").isPresent();
      case "CaseExpr" ->
          tree.list("args").stream()
                  .map(when -> when.child("result"))
                  .allMatch(Conversions::isQuoted)
              && tree.find("defresult").map(Conversions::isQuoted).orElse(true);
      default -> false;
    };
  }

  /// The author may know that every session has the same settings.
  private void warnOfSettings(Target target, WrittenCasts casts, ParsedExpression parsed) {
    Set<String> settings = casts.settings(parsed, target.result());
    if (!settings.isEmpty() && !target.condition()) {
      problems.warn(
          "the %s of \"%s\" of \"%s\" depends on the %s of each session: the backfill and the applications must have the same, or write it so that it does not depend on it"
              .formatted(
                  target.direction(),
                  target.name(),
                  target.table().name(),
                  String.join(" and the ", settings)));
    }
  }

  private Optional<Conversion> refuseGenerated(Target target, Identifier name, String place) {
    problems.add(
        ProblemCode.INVALID_DIRECTIVE,
        "theseus:%s for \"%s\" of \"%s\" reads \"%s\", a generated column, which has no value yet when a row is written"
            .formatted(target.direction(), target.name(), target.table().name(), name),
        place,
        "write the expression of \"" + name + "\" instead of its name");
    return Optional.empty();
  }

  private Optional<Conversion> refuseUnknown(Target target, Identifier name, String place) {
    problems.add(
        ProblemCode.UNKNOWN_COLUMN,
        "theseus:%s for \"%s\" of \"%s\" reads \"%s\", which the %s version does not have"
            .formatted(
                target.direction(),
                target.name(),
                target.table().name(),
                name,
                target.direction().equals("up") ? "old" : "new"),
        place,
        "its columns are "
            + String.join(", ", target.visible().keySet().stream().map(Identifier::name).toList()));
    return Optional.empty();
  }

  /// Only plain columns, constants and COALESCE of the result's own type: anything that computes
  /// may fail on a value.
  private static boolean cannotFail(
      ParsedExpression parsed, Map<Identifier, PgType> parameters, PgType result) {
    List<Node> nodes = new ArrayList<>();
    parsed.tree().walk(nodes::add);
    return result.modifiers().isEmpty()
        && nodes.stream().allMatch(node -> HARMLESS.contains(node.kind()))
        && parameters.values().stream().allMatch(type -> type.withoutModifiers().equals(result));
  }
}
