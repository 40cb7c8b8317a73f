package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.migration.Migration;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns files into a plan for one database.
final class ReleasePlanner {
  private final MigrationOptions options;
  private final Identifier schema;
  private final Theseus theseus;

  ReleasePlanner(MigrationOptions options, Identifier schema, Theseus theseus) {
    this.options = options;
    this.schema = schema;
    this.theseus = theseus;
  }

  /// What is asked for and what the database already has of it.
  ///
  /// @param known the migration that is active, or was carried out last, under the release's name
  ///   and with its statements
  record Asked(String name, List<Migration> migrations, Optional<MigrationStatus> known) {}

  /// Reads the files and compares them with what is recorded.
  ///
  /// **Fails with** `migration-active` when another migration is under way, or this one with other
  /// statements.
  Asked ask(List<Path> paths) {
    List<Migration> migrations = options.read(paths, ReaderOptions.of(schema));
    String name = options.name(migrations);
    Optional<MigrationStatus> recorded = theseus.status();
    if (recorded.isEmpty()) {
      return new Asked(name, migrations, recorded);
    }
    MigrationStatus status = recorded.get();
    boolean same = status.name().equals(name) && sameStatements(migrations);
    if (!same && status.state().active()) {
      throw otherMigration(status, name);
    }
    boolean counts = same && status.state() != MigrationState.ROLLED_BACK;
    return new Asked(name, migrations, counts ? recorded : Optional.empty());
  }

  /// Plans what was asked against the catalog as it is now.
  CheckedPlan plan(Asked asked, List<Path> paths) {
    Catalog catalog = theseus.catalog(allSchemas(asked.migrations()));
    ReaderOptions informed =
        ReaderOptions.of(schema)
            .withExisting(
                catalog.relations()::contains, constraint -> hasConstraint(catalog, constraint));
    List<Migration> migrations = options.read(paths, informed);
    Plan plan = Planner.plan(new Release(asked.name(), schema, migrations), catalog);
    return CheckedPlan.of(plan, catalog);
  }

  private boolean sameStatements(List<Migration> migrations) {
    List<String> wanted =
        migrations.stream()
            .flatMap(one -> one.operations().stream())
            .map(Authored::statement)
            .distinct()
            .toList();
    List<String> recorded =
        theseus.plan().stream()
            .flatMap(plan -> plan.sources().stream())
            .map(Plan.Source::statement)
            .distinct()
            .toList();
    return wanted.equals(recorded);
  }

  private static StateConflict otherMigration(MigrationStatus active, String name) {
    String what =
        active.name().equals(name)
            ? "migration %s is %s with other statements than these"
                .formatted(name, active.state().text())
            : "migration %s is %s, so %s cannot start"
                .formatted(active.name(), active.state().text(), name);
    return new StateConflict(
        Problem.of(
            ProblemCode.MIGRATION_ACTIVE,
            what,
            "bring it to its end with `theseus complete` and `theseus contract`, or take it back"
                + " with `theseus rollback`"));
  }

  /// The base schema and those of all tables that are named with one.
  private Set<Identifier> allSchemas(List<Migration> migrations) {
    Set<Identifier> schemas = schemas(migrations);
    schemas.add(schema);
    return schemas;
  }

  /// Those of all tables that are named.
  static Set<Identifier> schemas(List<Migration> migrations) {
    Set<Identifier> schemas = new LinkedHashSet<>();
    for (Migration migration : migrations) {
      for (Authored authored : migration.operations()) {
        schemas.add(authored.operation().target().schema());
        if (authored.operation() instanceof AddForeignKey key) {
          schemas.add(key.references().schema());
        }
      }
    }
    return schemas;
  }

  private static boolean hasConstraint(Catalog catalog, QualifiedName name) {
    return catalog.in(name.schema()).values().stream()
        .map(Table::constraints)
        .flatMap(List::stream)
        .anyMatch(constraint -> constraint.name().equals(name.name()));
  }
}
