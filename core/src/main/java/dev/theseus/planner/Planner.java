package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Directive;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Version;
import dev.theseus.planner.ColumnDraft.Kind;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a release into a plan. A pure function of the release, the catalog and the server version
/// inside it: it opens no connection, reads no clock and changes nothing, so the same input always
/// gives the same plan.
public final class Planner {
  private Planner() {}

  /// Plans a release.
  ///
  /// **Fails with** everything that is wrong at once: `unknown-table`, `unknown-column`,
  /// `up-required`, `down-required`, `already-exists`, `unsupported-statement`,
  /// `depends-on-contract`, `invalid-directive`, `nothing-to-do`.
  ///
  /// @throws dev.theseus.error.InvalidMigration if the release cannot be planned as it is written
  /// @throws dev.theseus.error.UnsafeMigration if a statement has no way that keeps the application
  ///   running
  public static Plan plan(Release release, Catalog catalog) {
    return new Planning(release, catalog).plan();
  }

  /// One planning call.
  private static final class Planning {
    private final Release release;
    private final Catalog catalog;
    private final Problems problems = new Problems();
    private final Directives directives;
    private final List<Authored> operations;
    private final Catalog known;
    private final Folding folding;

    Planning(Release release, Catalog catalog) {
      this.release = release;
      this.catalog = catalog;
      List<Directive> all =
          release.migrations().stream().flatMap(one -> one.directives().stream()).toList();
      this.directives = new Directives(all);
      this.operations =
          Removals.atContract(
              Validations.joined(
                  release.migrations().stream().flatMap(one -> one.operations().stream()).toList(),
                  problems),
              release.base());
      this.known = MadeTypes.in(catalog, operations);
      this.folding =
          new Folding(
              known,
              directives,
              WrittenStatements.of(operations, catalog, release.base(), problems),
              problems);
    }

    Plan plan() {
      if (operations.isEmpty()) {
        problems.add(
            ProblemCode.NOTHING_TO_DO,
            "release \"" + release.name() + "\" holds no statement",
            "",
            "name a file that changes something");
        problems.throwIfAny();
      }
      operations.forEach(folding::fold);
      folding.separate();
      new UnfilteredViews(catalog, release.base(), problems).refuse(folding.pending());
      Identifier schema = Names.version(release.base(), release.name());
      List<PlannedTable> tables = resolve(schema);
      directives.reportUnused(problems);
      boolean views = folding.tables().stream().anyMatch(TableDraft::needsView);
      Optional<Version> version =
          views ? Optional.of(new Version(schema, release.base())) : Optional.empty();
      version.ifPresent(
          one -> new VersionViews(catalog, one, release.name()).refuseTaken(problems));
      List<Step> steps =
          problems.any()
              ? List.of()
              : new Assembly(
                      new Assembly.Input(release, catalog, folding, tables, version), problems)
                  .steps();
      List<Step> met = new RowObstacles(catalog, problems).meet(steps);
      problems.throwIfAny();
      return new Plan(
          release.name(),
          catalog.server(),
          release.base(),
          version,
          sources(operations),
          met,
          problems.warnings());
    }

    private List<Plan.Source> sources(List<Authored> operations) {
      Map<Authored, String> strategies = new LinkedHashMap<>();
      operations.forEach(one -> strategies.put(one, "nothing to do"));
      folding
          .pending()
          .forEach(one -> strategies.put(folding.asAuthored(one.source()), strategy(one)));
      List<Plan.Source> sources = new ArrayList<>();
      strategies.forEach(
          (one, strategy) -> sources.add(new Plan.Source(one.place(), one.statement(), strategy)));
      return sources;
    }

    private String strategy(Pending pending) {
      return pending.source().operation() instanceof DirectStatement direct
              && pending.strategy().equals("direct")
          ? DataChange.of(new Tables(catalog, release.base()), direct).strategy()
          : pending.strategy();
    }

    private List<PlannedTable> resolve(Identifier schema) {
      Conversions conversions = new Conversions(release.name(), known, directives, problems);
      List<PlannedTable> tables = new ArrayList<>();
      for (TableDraft draft : folding.tables()) {
        if (draft.created() || draft.gone()) {
          continue;
        }
        refuseUnfiltered(draft);
        UserTriggers.warn(draft, problems);
        List<SyncGroup> groups = conversions.groups(draft);
        KeptObjects kept = KeptObjects.of(draft, folding, problems);
        List<Guard> guards = guards(draft, kept, conversions);
        OldConstraints old =
            new OldConstraints(draft, directives, folding, catalog.types(), problems);
        List<OldCheck> oldChecks = old.checks(groups, conversions);
        old.warn(groups);
        new NewKeys(draft, groups, kept, folding).warn(catalog.types(), problems);
        new WiderKeys(draft, folding, catalog).warn(problems);
        Optional<SyncTrigger> sync =
            groups.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new SyncTrigger(
                        release.name(),
                        draft.original(),
                        Names.syncFunction(release.name(), draft.physical()),
                        Names.trigger(draft.physical()),
                        schema,
                        groups,
                        guards,
                        oldChecks,
                        KeyLookup.of(draft, kept, folding)));
        tables.add(new PlannedTable(draft, groups, sync, fills(draft), kept, catalog.server()));
      }
      return tables;
    }

    /// Before PostgreSQL 15 a view reads with the rights of its owner, who sees every row.
    private void refuseUnfiltered(TableDraft draft) {
      if (!draft.needsView() || !draft.original().rowSecurity()) {
        return;
      }
      if (draft.grantsColumns()) {
        problems.add(
            ProblemCode.UNSUPPORTED_STATEMENT,
            "table \"%s\" has row level security and rights on single columns; no view keeps both"
                .formatted(draft.physical()),
            draft.physical().toString(),
            "grant the rights on the whole table first");
      }
      if (!catalog.server().atLeast(15)) {
        problems.add(
            ProblemCode.UNSUPPORTED_STATEMENT,
            "table \"%s\" has row level security, which a view of PostgreSQL %s would go around"
                .formatted(draft.physical(), catalog.server()),
            draft.physical().toString(),
            "upgrade to PostgreSQL 15 or later first");
      }
    }

    private List<PlannedTable.Fill> fills(TableDraft draft) {
      List<PlannedTable.Fill> fills = new ArrayList<>();
      for (ColumnDraft column : draft.of(Kind.FILLED)) {
        SqlPart value = DirectSteps.fillDefault(draft.physical(), column);
        fills.add(
            new PlannedTable.Fill(
                column,
                new Conversion(
                    Names.conversion(release.name(), draft.physical(), column.name(), "fill"),
                    Expression.of(value.rendered()),
                    Map.of(),
                    Map.of(),
                    column.type(),
                    false,
                    false)));
      }
      return fills;
    }

    private List<Guard> guards(TableDraft draft, KeptObjects kept, Conversions conversions) {
      List<Guard> guards = new ArrayList<>();
      for (KeptObjects.KeptCheck check : kept.checks()) {
        conversions
            .condition(draft, check.original().name(), check.condition())
            .ifPresent(condition -> guards.add(new Guard(check.original().name(), condition)));
      }
      for (Pending pending : folding.pending()) {
        boolean here = pending.table().filter(one -> one == draft).isPresent();
        if (here
            && pending.source().operation() instanceof AddCheck add
            && OnlineSteps.onHidden(pending)) {
          conversions
              .condition(draft, add.constraint(), Tokens.checkCondition(add.definition().text()))
              .ifPresent(condition -> guards.add(new Guard(add.constraint(), condition)));
        }
      }
      return guards;
    }
  }
}
