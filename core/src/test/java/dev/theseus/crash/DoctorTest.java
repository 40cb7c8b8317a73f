package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.status.Diagnosis;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each finding of `doctor`, produced once.
final class DoctorTest {
  private static Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource()).build();
  }

  private static List<String> found(Theseus theseus) {
    return theseus.doctor().stream()
        .map(d -> "%s %s: %s; %s".formatted(d.severity(), d.check(), d.what(), d.fix()))
        .filter(line -> !line.contains(" idle-slot: "))
        .toList();
  }

  @PostgresTest
  void findsNothingInAHealthyDatabase(TestDatabase database) {
    assertThat(found(theseus(database)))
        .containsExactly("OK all: nothing is in the way of a migration; ");
  }

  @PostgresTest
  void findsWhatAMigrationLeftBehind(TestDatabase database) {
    database.sql(
        """
        CREATE SCHEMA public_v1;
        COMMENT ON SCHEMA public_v1 IS 'Theseus version v1';
        CREATE TABLE items (id integer PRIMARY KEY, _theseus_price integer);
        CREATE FUNCTION sync() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER "~theseus_sync" BEFORE INSERT ON items
          FOR EACH ROW EXECUTE FUNCTION sync();
        ALTER TABLE items DISABLE TRIGGER "~theseus_sync";
        CREATE INDEX broken ON items (_theseus_price);
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass
        """);
    assertThat(found(theseus(database)))
        .containsExactly(
            "WARNING leftover-schema: version schema public_v1 belongs to no active migration; make"
                + " sure no application uses it, then DROP SCHEMA … CASCADE",
            "WARNING leftover-trigger: trigger ~theseus_sync of public.items belongs to no active"
                + " migration; DROP TRIGGER it",
            "WARNING leftover-column: hidden column _theseus_price of public.items belongs to no"
                + " active migration; ALTER TABLE … DROP COLUMN it, after its trigger",
            "WARNING invalid-index: index public.broken is invalid: it slows writes and answers"
                + " nothing; run `theseus resume` if it is of the active migration; otherwise DROP"
                + " INDEX CONCURRENTLY \"public\".\"broken\"",
            "ERROR disabled-trigger: sync trigger ~theseus_sync of public.items is disabled: writes"
                + " reach one version only; ALTER TABLE … ENABLE ALWAYS TRIGGER it, then"
                + " `theseus rollback` and start again");
  }

  @PostgresTest
  void findsATriggerThatMissesReplicatedRows(TestDatabase database) {
    try (Arena arena = new Arena(database, Change.convertedColumn())) {
      Theseus theseus = arena.theseus();
      theseus.start(arena.plan());
      database.sql("ALTER TABLE products DISABLE TRIGGER ALL");
      database.sql("ALTER TABLE products ENABLE TRIGGER ALL");
      assertThat(found(theseus))
          .containsExactly(
              "WARNING deaf-trigger: sync trigger ~theseus_products of public.products does not"
                  + " fire for rows that replication writes; ALTER TABLE … ENABLE ALWAYS TRIGGER"
                  + " it; if rows were replicated meanwhile, `theseus rollback` and start again");
    }
  }

  @PostgresTest
  void findsAMigrationThatNobodyWorksOn(TestDatabase database) {
    try (Arena arena = new Arena(database, Change.convertedColumn())) {
      Theseus theseus = arena.theseus();
      theseus.start(arena.plan());
      assertThat(found(theseus)).containsExactly("OK all: nothing is in the way of a migration; ");
      theseus.pause();
      database.sql("UPDATE theseus.migration SET state = 'completing', last_error = 'it failed'");
      assertThat(found(theseus))
          .containsExactly(
              "WARNING interrupted: migration v1_cents is completing and nobody works on it; run"
                  + " `theseus resume`, or `theseus rollback`",
              "NOTE paused: the backfill of migration v1_cents is paused; run `theseus unpause`"
                  + " when it may go on",
              "WARNING last-error: it failed; see `theseus status`");
    }
  }

  @PostgresTest
  void findsMissingRights(TestDatabase database) {
    try (Arena arena = new Arena(database, Change.convertedColumn())) {
      arena.theseus().start(arena.plan());
      String role = database.role("reader");
      database.sql(
          "GRANT USAGE ON SCHEMA theseus TO " + role,
          "GRANT SELECT ON ALL TABLES IN SCHEMA theseus TO " + role);
      Theseus theseus = Theseus.builder(database.dataSource(role)).build();
      assertThat(theseus.doctor())
          .filteredOn(d -> d.check().equals("privileges"))
          .extracting(Diagnosis::what)
          .contains(
              "public.products belongs to role postgres, of which this role is no member",
              "this role may not create schemas in this database");
    }
  }

  @Tag("postgres")
  @Test
  void findsAStandbyAndASlotThatNobodyReads() {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(TestServers.newest()).start();
        TestDatabase database = TestDatabase.on(server)) {
      database.sql("SELECT pg_create_physical_replication_slot('forgotten', true)");
      assertThat(theseus(database).doctor())
          .extracting(Diagnosis::what)
          .containsExactly(
              "replication slot forgotten is not read: a backfill's WAL would fill the disk");
      try (EmbeddedPostgres standby = server.startStandby()) {
        assertThat(
                Theseus.builder(standby.dataSource(database.name(), standby.superuser()))
                    .build()
                    .doctor())
            .extracting(Diagnosis::what)
            .contains("the server is a standby and takes no writes");
      }
    }
  }
}
