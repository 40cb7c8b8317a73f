package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationListener;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/// A program of its own, in a name space of its own where a small file system is mounted: a
/// database lies on it, and the disk becomes full in the middle of a migration.
///
/// Arguments: the directory of the file system, PostgreSQL's major. It prints a line for each case
/// that went well, or the failure.
final class SmallDisk {
  private static final PrintStream OUT = System.out;
  private static final String MIGRATION =
      """
      -- theseus:up   items.price = repeat('p', 100) || price
      -- theseus:down items.price = substr(price, 101)::integer
      ALTER TABLE items ALTER COLUMN price TYPE text USING repeat('p', 100) || price;
      CREATE UNIQUE INDEX items_code ON items (code);
      """;

  private final Path disk;
  private final EmbeddedPostgres server;

  private SmallDisk(Path disk, EmbeddedPostgres server) {
    this.disk = disk;
    this.server = server;
  }

  public static void main(String[] arguments) throws IOException {
    Path disk = Path.of(arguments[0]);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().major(Integer.parseInt(arguments[1])).start()) {
      SmallDisk small = new SmallDisk(disk, server);
      Files.createDirectory(disk.resolve("space"));
      small.sql("CREATE TABLESPACE small LOCATION '%s'".formatted(disk.resolve("space")));
      small.run("backfill", Step.Backfill.class::isInstance);
      small.run("index", Step.CreateIndexConcurrently.class::isInstance);
      small.install();
      OUT.println("ENDED");
    } catch (AssertionError | RuntimeException e) {
      OUT.println("FAILED " + e);
      e.printStackTrace(OUT);
    }
  }

  private void sql(String statement) {
    try (TestDatabase any = TestDatabase.on(server)) {
      any.sql(statement);
    }
  }

  /// A database that lies on the small file system, all of it.
  private TestDatabase database() {
    TestDatabase database = TestDatabase.on(server);
    sql("ALTER DATABASE \"%s\" SET TABLESPACE small".formatted(database.name()));
    database.sql(
        """
        CREATE TABLE items (id integer PRIMARY KEY, code text NOT NULL, price integer);
        INSERT INTO items SELECT n, repeat('c', 60) || n, n FROM generate_series(1, 20000) n
        """);
    return database;
  }

  /// The disk is full from the moment such a step begins.
  private void run(String name, Predicate<Step> step) {
    try (TestDatabase database = database()) {
      CatalogDump before = CatalogDump.of(database);
      Plan plan = Arena.plan(database.dataSource(), "v1_full", MIGRATION);
      Theseus theseus = theseus(database, MigrationListener.silent());
      theseus.start(plan);
      CatalogDump started = CatalogDump.of(database);
      theseus.rollback();
      String id = plan.steps().stream().filter(step).findFirst().orElseThrow().id();

      full(database, plan, id);
      assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();

      full(database, plan, id);
      assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
      assertThat(started.changesTo(CatalogDump.of(database))).isEmpty();
      String items = plan.version().orElseThrow().schema().quoted() + ".items";
      assertThat(
              database.number("SELECT count(*) FROM %s WHERE price LIKE 'ppp%%'".formatted(items)))
          .isEqualTo(20_000);
      theseus.rollback();
      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
      assertThat(database.number("SELECT sum(price) FROM items")).isEqualTo(200_010_000L);
      OUT.println("WELL " + name);
    }
  }

  /// Starts, and frees the disk when that has failed.
  private void full(TestDatabase database, Plan plan, String id) {
    Theseus theseus =
        theseus(
            database,
            event -> {
              if (event instanceof MigrationEvent.StepStarted e && e.step().equals(id)) {
                fill();
              }
            });
    assertStopped(theseus, plan);
    assertThat(database.number("SELECT count(*) FROM items")).isEqualTo(20_000);
    free();
  }

  private static void assertStopped(Theseus theseus, Plan plan) {
    MigrationException failure =
        catchThrowableOfType(MigrationException.class, () -> theseus.start(plan));
    assertThat(failure).isNotNull();
    assertThat(failure.problem().code())
        .as(failure.getMessage())
        .isEqualTo(ProblemCode.OUT_OF_SPACE);
    OUT.println("SAID " + failure.getMessage());
  }

  /// The first thing that is written is the state itself.
  private void install() {
    try (TestDatabase database = database()) {
      Plan plan = Arena.plan(database.dataSource(), "v1_full", MIGRATION);
      CatalogDump before = CatalogDump.of(database);
      Theseus theseus = theseus(database, MigrationListener.silent());
      fill();
      assertStopped(theseus, plan);
      assertThat(database.one("SELECT to_regnamespace('theseus')")).isNull();
      free();
      assertThat(theseus.start(plan).state()).isEqualTo(MigrationState.STARTED);
      assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
      OUT.println("WELL state");
    }
  }

  private Theseus theseus(TestDatabase database, MigrationListener listener) {
    return Theseus.builder(database.dataSource())
        .pacing(Pacing.standard().withCourtesy(0))
        .listener(listener)
        .build();
  }

  /// Takes all the space there is.
  private void fill() {
    try (OutputStream ballast = Files.newOutputStream(disk.resolve("ballast"))) {
      byte[] page = new byte[4096];
      while (true) {
        ballast.write(page);
      }
    } catch (IOException full) {
      // that is what was wanted
      OUT.println("FULL");
    }
  }

  private void free() {
    try {
      Files.delete(disk.resolve("ballast"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
