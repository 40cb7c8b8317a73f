package dev.theseus.cli;

import dev.theseus.CheckCatalogs;
import dev.theseus.Theseus;
import dev.theseus.catalog.Catalog;
import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import dev.theseus.check.report.Baseline;
import dev.theseus.check.report.CheckResult;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.settings.Majors;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.check.source.Sources;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.cli.guide.Draft;
import dev.theseus.cli.guide.Facts;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// Tries a draft, so that what a guide shows is true: the wrong way is judged, the right way is
/// planned and, on a scratch database, carried out and taken back.
final class GuideTrial implements AutoCloseable {
  private final Optional<ScratchDatabase> scratch;
  private final DataSource database;
  private final Against against;
  private final Theseus theseus;
  private final Facts facts;

  private GuideTrial(
      Optional<ScratchDatabase> scratch, DataSource database, Against against, Identifier schema) {
    this.scratch = scratch;
    this.database = database;
    this.against = against;
    this.theseus = Theseus.builder(database).build();
    this.facts =
        new Facts(against == Against.STAND_IN ? null : theseus.catalog(Set.of(schema)), schema);
  }

  /// What the names of a draft are looked up in.
  enum Against {
    /// The user's database, which is only read.
    DATABASE("the database as it is now"),
    /// A scratch database on which the user's migrations were run.
    FILES("a scratch PostgreSQL on which your migrations were run"),
    /// A scratch database with nothing but what the draft needs.
    STAND_IN("a stand-in for your tables: name a database or --migrations DIR to use yours");

    private final String text;

    Against(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /// A draft that was tried.
  ///
  /// @param findings what check says of the wrong way
  /// @param carriedOut what came of carrying it out on a scratch database
  record Tried(
      Against against, CheckedPlan checked, List<Finding> findings, CarriedOut carriedOut) {
    Plan plan() {
      return checked.plan();
    }
  }

  /// @param started whether it was carried out as far as `start` goes
  /// @param keptBy why it could not be taken back; empty where it was
  record CarriedOut(boolean started, Optional<String> keptBy) {}

  /// Only reads.
  static GuideTrial against(DataSource database, Identifier schema) {
    return new GuideTrial(Optional.empty(), database, Against.DATABASE, schema);
  }

  /// @param folder of earlier migrations
  /// @param leftOut told of each of their statements that cannot be run
  static GuideTrial onScratch(
      int major, Identifier schema, Optional<Path> folder, Consumer<String> leftOut) {
    ScratchDatabase scratch = ScratchDatabase.start(major, schema);
    try {
      List<ScratchHistory.Earlier> earlier =
          folder.isEmpty() ? List.of() : earlier(folder.get(), schema);
      earlier.forEach(one -> scratch.run(one).ifPresent(leftOut));
      Against against = earlier.isEmpty() ? Against.STAND_IN : Against.FILES;
      return new GuideTrial(Optional.of(scratch), scratch.dataSource(), against, schema);
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private static List<ScratchHistory.Earlier> earlier(Path folder, Identifier schema) {
    return GuideFile.migrations(folder).isEmpty()
        ? List.of()
        : ScratchHistory.all(new MigrationOptions(), schema, folder);
  }

  Facts facts() {
    return facts;
  }

  /// @param file the name that the migration will have
  Tried tried(Draft draft, String file) {
    if (against == Against.STAND_IN) {
      scratch.ifPresent(
          server ->
              draft
                  .standIn()
                  .forEach(sql -> server.run(new ScratchHistory.Earlier("the stand-in", sql))));
    }
    Catalog catalog = theseus.catalog(Set.of(facts.schema()));
    CheckedPlan plan = plan(draft, file, catalog);
    List<Finding> findings = findings(draft, catalog);
    CarriedOut carriedOut =
        scratch.isPresent() ? carryOut(plan.plan()) : new CarriedOut(false, Optional.empty());
    return new Tried(against, plan, findings, carriedOut);
  }

  private CheckedPlan plan(Draft draft, String file, Catalog catalog) {
    ReaderOptions options =
        ReaderOptions.of(facts.schema()).withExisting(catalog.relations()::contains, name -> false);
    Migration migration = new MigrationReader(options).read(file, draft.right());
    Release release = new Release(migration.name(), facts.schema(), List.of(migration));
    Catalog whole = theseus.catalog(schemas(migration));
    return CheckedPlan.of(Planner.plan(release, whole), whole);
  }

  private Set<Identifier> schemas(Migration migration) {
    Set<Identifier> schemas = new TreeSet<>(ReleasePlanner.schemas(List.of(migration)));
    schemas.add(facts.schema());
    return schemas;
  }

  private CarriedOut carryOut(Plan plan) {
    start(plan);
    try {
      theseus.rollback();
      return new CarriedOut(true, Optional.empty());
    } catch (StateConflict e) {
      return new CarriedOut(true, Optional.of(e.problem().what()));
    }
  }

  private void start(Plan plan) {
    try {
      theseus.start(plan);
    } catch (MigrationException e) {
      Problem problem = e.problem();
      throw new InvalidMigration(
          new Problem(
              ProblemCode.INVALID_FILE,
              "the migration does not work on a scratch PostgreSQL: " + problem.what(),
              problem.where(),
              against == Against.STAND_IN
                  ? "correct the answer, or say which types the columns have with --answers"
                      + " 'others=age integer, price numeric'"
                  : "correct the answer"),
          e);
    }
  }

  private List<Finding> findings(Draft draft, Catalog catalog) {
    Sources.ReadFile wrong =
        new SourceReader(SourceOptions.in(Path.of(""))).read("wrong.sql", draft.wrong());
    int major = Math.clamp(catalog.server().major(), Majors.OLDEST, Majors.NEWEST);
    try (CatalogSource source =
        scratch.isPresent()
            ? CheckCatalogs.replaying(scratch.get().copy())
            : CheckCatalogs.live(database)) {
      CheckResult result =
          new CheckRun(CheckSettings.none(), new TreeSet<>(List.of(major)), true)
              .judge(new Sources(List.of(wrong), List.of()), source, Baseline.none())
              .result();
      List<Finding> bad =
          result.findings().stream().filter(one -> one.severity() != Severity.ADVICE).toList();
      return bad.isEmpty() ? result.findings() : bad;
    }
  }

  @Override
  public void close() {
    scratch.ifPresent(ScratchDatabase::close);
  }
}
