package dev.theseus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandbyTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void followsItsPrimaryAndTakesOver(int major) throws SQLException {
    try (EmbeddedPostgres primary = EmbeddedPostgres.builder().major(major).durable(true).start()) {
      EmbeddedPostgresTest.run(primary, "CREATE TABLE t AS SELECT 1 AS a");
      try (EmbeddedPostgres standby = primary.startStandby()) {
        EmbeddedPostgresTest.run(primary, "INSERT INTO t VALUES (2)");
        standby.awaitReplay(LIMIT);
        assertThat(EmbeddedPostgresTest.one(standby, "SELECT count(*) FROM t")).isEqualTo("2");
        assertThat(EmbeddedPostgresTest.one(standby, "SELECT pg_is_in_recovery()")).isEqualTo("t");
        assertThat(EmbeddedPostgresTest.one(primary, "SELECT state FROM pg_stat_replication"))
            .isEqualTo("streaming");

        primary.restart(ShutdownMode.IMMEDIATE);
        EmbeddedPostgresTest.run(primary, "INSERT INTO t VALUES (3)");
        standby.awaitReplay(LIMIT);

        standby.promote();
        EmbeddedPostgresTest.run(standby, "INSERT INTO t VALUES (4)");
        assertThat(EmbeddedPostgresTest.one(standby, "SELECT count(*) FROM t")).isEqualTo("4");
        assertThat(EmbeddedPostgresTest.one(primary, "SELECT count(*) FROM t")).isEqualTo("3");
      }
      assertThat(EmbeddedPostgresTest.one(primary, "SELECT count(*) FROM pg_replication_slots"))
          .isEqualTo("0");
    }
  }

  @Test
  void lagsAsMuchAsItIsTold() throws SQLException {
    try (EmbeddedPostgres primary = EmbeddedPostgres.builder().superuser("the boss").start();
        EmbeddedPostgres standby = primary.startStandby(Map.of("recovery_min_apply_delay", "1h"))) {
      EmbeddedPostgresTest.run(primary, "CREATE TABLE late (a int)");
      assertThatThrownBy(() -> standby.awaitReplay(Duration.ofMillis(300)))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageMatching(
              "PostgreSQL 18 on port \\d+ has not replayed .* of its primary within PT0.3S; look at"
                  + " pg_stat_wal_receiver there");
      assertThat(EmbeddedPostgresTest.one(standby, "SELECT to_regclass('late') IS NULL"))
          .isEqualTo("t");
    }
  }

  @Test
  void isNotWhatAnOrdinaryServerIs() {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      assertThatThrownBy(server::promote)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("PostgreSQL 18 on port " + server.port() + " is no standby");
    }
  }
}
