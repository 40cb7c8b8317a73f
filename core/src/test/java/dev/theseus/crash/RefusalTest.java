package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// Everything the engine refuses before it changes anything: the whole text, and nothing changed.
final class RefusalTest {
  private static final String SETUP = "CREATE TABLE items (id integer PRIMARY KEY, price integer)";
  private static final String NOTE = "ALTER TABLE items ADD COLUMN note text;";

  private static void assertRefused(ThrowingCallable call, ProblemCode code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.problem().code()).isEqualTo(code))
        .hasMessage(text);
  }

  private static Plan plan(TestDatabase database) {
    return Arena.plan(database.dataSource(), "v1_note", NOTE);
  }

  @Tag("postgres")
  @Test
  void refusesAWrongPassword() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        TestDatabase database = TestDatabase.on(server)) {
      database.sql(SETUP);
      Plan plan = plan(database);
      String role = database.role("guarded");
      database.sql("ALTER ROLE %s PASSWORD 'right'".formatted(role));
      Path rules = server.dataDirectory().resolve("pg_hba.conf");
      Files.writeString(
          rules,
          "host all %s 127.0.0.1/32 scram-sha-256%n%s".formatted(role, Files.readString(rules)));
      database.sql("SELECT pg_reload_conf()");
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(database.jdbcUrl(role));
      source.setPassword("wrong");
      Pause.until("the new rules", Duration.ofSeconds(30), () -> refusedByServer(source));

      assertRefused(
          () -> Theseus.builder(source).build().start(plan),
          ProblemCode.CANNOT_CONNECT,
          "the database cannot be reached: password authentication failed for user \"%s\"; check"
                  .formatted(role)
              + " host, port, user and password, and that the server accepts connections");
    }
  }

  private static boolean refusedByServer(PGSimpleDataSource source) {
    try {
      source.getConnection().close();
      return false;
    } catch (SQLException e) {
      return true;
    }
  }

  @PostgresTest
  void refusesAServerThatCannotBeReached(TestDatabase database) {
    database.sql(SETUP);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:1/shop?user=app");

    assertRefused(
        () -> Theseus.builder(source).build().start(plan(database)),
        ProblemCode.CANNOT_CONNECT,
        "the database cannot be reached: Connection to 127.0.0.1:1 refused. Check that the hostname"
            + " and port are correct and that the postmaster is accepting TCP/IP connections; check"
            + " host, port, user and password, and that the server accepts connections");
  }

  @Tag("postgres")
  @Test
  void refusesAStandby() {
    try (TestDatabase database = TestServers.database()) {
      database.sql(SETUP);
      Plan plan = plan(database);
      try (EmbeddedPostgres standby = database.server().startStandby()) {
        Theseus theseus =
            Theseus.builder(standby.dataSource(database.name(), standby.superuser())).build();
        assertRefused(
            () -> theseus.start(plan),
            ProblemCode.READ_ONLY_SERVER,
            "the server of database \"%s\" is a standby, which takes no writes; connect to its"
                    .formatted(database.name())
                + " primary (with several hosts in the URL, add targetServerType=primary)");
      }
    }
  }

  @PostgresTest
  void refusesARoleWithoutRightsOnTheTable(TestDatabase database) {
    database.sql(SETUP);
    String role = database.ownerRole("stranger");
    CatalogDump before = CatalogDump.of(database);

    assertRefused(
        () -> Theseus.builder(database.dataSource(role)).build().start(plan(database)),
        ProblemCode.MISSING_PRIVILEGE,
        "table \"public\".\"items\" belongs to role \"postgres\", and role \"%s\" has not its rights;"
                .formatted(role)
            + " connect as that role, or run: GRANT \"postgres\" TO \"%s\"".formatted(role));
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(database.number("SELECT count(*) FROM theseus.migration")).isZero();
    database.sql("DROP SCHEMA theseus CASCADE");
  }

  @PostgresTest
  void refusesARoleThatMayNotCreateSchemas(TestDatabase database) {
    database.sql(SETUP);
    String role = database.role("reader");

    assertRefused(
        () -> Theseus.builder(database.dataSource(role)).build().start(plan(database)),
        ProblemCode.MISSING_PRIVILEGE,
        "role \"%s\" may not create schema \"theseus\" in database \"%s\"; let the database's owner"
                .formatted(role, database.name())
            + " run: GRANT CREATE ON DATABASE \"%s\" TO \"%s\"".formatted(database.name(), role));
    assertThat(database.one("SELECT to_regnamespace('theseus')")).isNull();
  }

  @EachMajor
  void refusesASecondMigrationAndAChangedPlan(TestDatabase database) {
    database.sql(SETUP);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan other = Arena.plan(database.dataSource(), "v2_other", NOTE);
    Plan changed =
        Arena.plan(database.dataSource(), "v1_note", "ALTER TABLE items ADD COLUMN remark text;");
    theseus.start(plan(database));
    CatalogDump started = CatalogDump.of(database);

    assertRefused(
        () -> theseus.start(other),
        ProblemCode.MIGRATION_ACTIVE,
        "migration v1_note is started, so v2_other cannot start; bring it to its end with `theseus"
            + " complete` and `theseus contract`, or take it back with `theseus rollback`");
    assertRefused(
        () -> theseus.start(changed),
        ProblemCode.MIGRATION_ACTIVE,
        "migration v1_note is started with another plan than this one; run `theseus resume` to go"
            + " on with the plan it was started with, or `theseus rollback` before starting the"
            + " changed one");
    assertThat(started.changesTo(CatalogDump.of(database))).isEmpty();
  }

  @PostgresTest
  void refusesCommandsWhereNothingWasStarted(TestDatabase database) {
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    String text =
        "no migration was ever started in this database; run `theseus start` with a migration";
    assertRefused(theseus::resume, ProblemCode.NO_ACTIVE_MIGRATION, text);
    assertRefused(theseus::complete, ProblemCode.NO_ACTIVE_MIGRATION, text);
    assertRefused(theseus::contract, ProblemCode.NO_ACTIVE_MIGRATION, text);
    assertRefused(theseus::rollback, ProblemCode.NO_ACTIVE_MIGRATION, text);
    assertRefused(theseus::pause, ProblemCode.NO_ACTIVE_MIGRATION, text);
    assertThat(theseus.status()).isEmpty();
    assertThat(theseus.history()).isEmpty();
    assertThat(database.one("SELECT to_regnamespace('theseus')")).isNull();
  }
}
