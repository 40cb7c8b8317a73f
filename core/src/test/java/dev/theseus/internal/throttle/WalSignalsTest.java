package dev.theseus.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signals about WAL that is kept: each condition is made real on a server of its own, and ends.
@Tag("postgres")
class WalSignalsTest {
  private static final String SOME = "INSERT INTO w SELECT repeat('x', 1000) FROM g";
  private static final long MB = 1 << 20;

  static List<Integer> majors() {
    return TestServers.majors();
  }

  @ParameterizedTest
  @MethodSource("majors")
  void aStandbyThatReplaysNothingStopsWorkByBytesAndByTime(int major) throws SQLException {
    try (EmbeddedPostgres primary = EmbeddedPostgres.builder().major(major).start();
        EmbeddedPostgres standby = primary.startStandby();
        TestDatabase database = prepared(primary)) {
      Limits limits = Limits.usual().with(SignalName.LAG, MB).with(SignalName.LAG_TIME, 1_000);
      try (Eye eye = new Eye(database.dataSource(), limits, 0)) {
        eye.await(SignalName.LAG, State.OK);
        eye.await(SignalName.LAG_TIME, State.OK);
        on(standby, "SELECT pg_wal_replay_pause()");
        database.sql(SOME);

        Signal bytes = eye.await(SignalName.LAG, State.STOP);
        Signal time = eye.await(SignalName.LAG_TIME, State.STOP);

        assertThat(bytes.value().orElseThrow()).isGreaterThan(MB);
        assertThat(bytes.reason()).startsWith("standby ").contains("127.0.0.1");
        assertThat(time.value().orElseThrow()).isGreaterThan(1_000);
        // What the server says of a standby that stands still is what it said before it did.
        assertThat(
                database.number(
                    "SELECT coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0)::int"
                        + " FROM pg_stat_replication"))
            .isLessThan(time.value().orElseThrow());
        String name =
            String.valueOf(database.one("SELECT application_name FROM pg_stat_replication"));
        eye.limits(limits.withIgnoredStandby(name));
        assertThat(eye.now(SignalName.LAG).state()).isEqualTo(State.OK);
        assertThat(eye.now(SignalName.LAG_TIME).state()).isEqualTo(State.OK);

        eye.limits(limits);
        eye.await(SignalName.LAG, State.STOP);
        on(standby, "SELECT pg_wal_replay_resume()");
        eye.await(SignalName.LAG, State.OK);
        eye.await(SignalName.LAG_TIME, State.OK);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void aReceiverThatReplaysNothingCountsByWhatItTakes(int major) throws SQLException {
    Limits limits = Limits.usual().with(SignalName.LAG, MB).with(SignalName.LAG_TIME, 1_000);
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).start();
        TestDatabase database = prepared(server);
        Receiver receiver =
            Receiver.of(server, String.valueOf(database.one("SELECT pg_current_wal_flush_lsn()")));
        Eye eye = new Eye(database.dataSource(), limits, 0)) {
      eye.await(SignalName.LAG, signal -> signal.reason().startsWith("standby receiver"));
      database.sql(SOME, "SELECT pg_switch_wal()");
      eye.limits(limits.with(SignalName.LAG, MB + 1));
      eye.await(SignalName.LAG, State.OK);
      eye.await(SignalName.LAG_TIME, State.OK);

      assertThat(
              database.number(
                  "SELECT (pg_current_wal_flush_lsn() - flush_lsn)::bigint"
                      + " FROM pg_stat_replication"))
          .isGreaterThan(MB);
      receiver.stall();
      eye.await(
          SignalName.LAG,
          signal -> {
            if (signal.state() != State.STOP) {
              database.sql(SOME);
            }
            return signal.state() == State.STOP;
          });
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void standbysTheRoleCannotSeeAreLeftOut(int major) throws SQLException {
    try (EmbeddedPostgres primary = EmbeddedPostgres.builder().major(major).start();
        TestDatabase database = prepared(primary)) {
      String owner = database.ownerRole("owner");
      try (Eye eye = new Eye(database.dataSource(owner), Limits.usual(), 0)) {
        assertThat(eye.now(SignalName.LAG).state()).isEqualTo(State.OK);
        assertThat(eye.now(SignalName.LAG_TIME).reason()).isEqualTo("no standby is connected");
        try (EmbeddedPostgres standby = primary.startStandby()) {
          assertThat(standby.running()).isTrue();
          Signal off = eye.await(SignalName.LAG, signal -> signal.state() != State.OK);
          assertThat(off.state()).isEqualTo(State.OFF);
          assertThat(off.reason())
              .isEqualTo(
                  "this role cannot see how far standbys are; GRANT pg_read_all_stats to it");
          assertThat(eye.await(SignalName.LAG_TIME, State.OFF).value()).isEmpty();
          database.sql("GRANT pg_read_all_stats TO \"" + owner + "\"");
          try (Eye granted = new Eye(database.dataSource(owner), Limits.usual(), 0)) {
            assertThat(granted.await(SignalName.LAG, State.OK).reason()).startsWith("standby ");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void aSlotThatNobodyReadsStopsWorkAtHalfOfWhatMayBeKept(int major) throws SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .major(major)
                .setting("wal_level", "logical")
                .setting("max_slot_wal_keep_size", "64MB")
                .start();
        TestDatabase database = prepared(server);
        Eye eye = new Eye(database.dataSource(), Limits.usual(), 0)) {
      assertThat(eye.now(SignalName.SLOTS).state()).isEqualTo(State.OK);
      database.sql("SELECT pg_create_physical_replication_slot('held', true)");

      Signal stopped =
          eye.await(
              SignalName.SLOTS,
              signal -> {
                if (signal.state() != State.STOP) {
                  database.sql(SOME);
                }
                return signal.state() == State.STOP;
              });
      assertThat(stopped.limit()).hasValue(32 * MB);
      assertThat(stopped.reason()).startsWith("slot held, not read");
      eye.limits(Limits.usual().with(SignalName.SLOTS, 1024 * MB));
      assertThat(eye.now(SignalName.SLOTS).state()).isEqualTo(State.OK);
      eye.limits(Limits.usual());
      eye.await(SignalName.SLOTS, State.STOP);

      database.sql("SELECT pg_drop_replication_slot('held')");

      eye.await(SignalName.SLOTS, State.OK);
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void anArchiveThatFailsStopsWorkUntilItCatchesUp(int major) throws SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .major(major)
                .setting("wal_level", "replica")
                .setting("archive_mode", "on")
                .setting("archive_command", "true")
                .start();
        TestDatabase database = prepared(server);
        Eye eye =
            new Eye(database.dataSource(), Limits.usual().with(SignalName.ARCHIVE, 40 * MB), 0)) {
      database.sql(SOME, "SELECT pg_switch_wal()");
      eye.await(SignalName.ARCHIVE, State.OK);
      database.sql("ALTER SYSTEM SET archive_command = 'false'", "SELECT pg_reload_conf()");

      Signal stopped =
          eye.await(
              SignalName.ARCHIVE,
              signal -> {
                if (signal.value().orElse(0) < 64 * MB) {
                  database.sql(SOME, "SELECT pg_switch_wal()");
                }
                return signal.state() == State.STOP && signal.reason().contains("fails");
              });
      assertThat(stopped.reason()).matches("archiving [0-9A-F]{24} fails");
      assertThat(stopped.value().orElseThrow()).isGreaterThan(40 * MB);
      database.sql("ALTER SYSTEM SET archive_command = 'true'", "SELECT pg_reload_conf()");

      eye.await(SignalName.ARCHIVE, State.OK);
    }
  }

  /// The history of a backup bears the name of the file in which the backup began.
  @ParameterizedTest
  @MethodSource("majors")
  void aBackupThatEndsDoesNotMakeWhatIsArchivedWaitAgain(int major) throws SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .major(major)
                .setting("wal_level", "replica")
                .setting("archive_mode", "on")
                .setting("archive_command", "true")
                .start();
        TestDatabase database = prepared(server);
        Connection backup = database.connect();
        Statement statement = backup.createStatement();
        Eye eye =
            new Eye(database.dataSource(), Limits.usual().with(SignalName.ARCHIVE, 40 * MB), 0)) {
      statement.execute(
          major < 15
              ? "SELECT pg_start_backup('b', true, false)"
              : "SELECT pg_backup_start('b', true)");
      for (int i = 0; i < 5; i++) {
        database.sql(SOME, "SELECT pg_switch_wal()");
      }
      eye.await(SignalName.ARCHIVE, signal -> signal.value().orElse(MB) == 0);
      database.sql(
          "ALTER SYSTEM SET archive_command = 'case %f in *.backup) true;; *) sleep 2;; esac'",
          "SELECT pg_reload_conf()");
      statement.execute(
          major < 15 ? "SELECT pg_stop_backup(false, false)" : "SELECT pg_backup_stop(false)");
      eye.await(
          SignalName.ARCHIVE,
          signal ->
              String.valueOf(database.one("SELECT last_archived_wal FROM pg_stat_archiver"))
                  .endsWith(".backup"));
      eye.limits(Limits.usual().with(SignalName.ARCHIVE, 41 * MB));

      assertThat(eye.now(SignalName.ARCHIVE).value().orElseThrow()).isLessThan(40 * MB);
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void earlyCheckpointsStopWorkAndThoseThatWereAskedForDoNot(int major) throws SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .major(major)
                .setting("max_wal_size", "32MB")
                .setting("min_wal_size", "32MB")
                .start();
        TestDatabase database = prepared(server);
        Eye eye =
            new Eye(database.dataSource(), Limits.usual().with(SignalName.CHECKPOINTS, 1), 0)) {
      eye.now(SignalName.CHECKPOINTS);
      database.sql("CHECKPOINT", "CHECKPOINT", "CHECKPOINT");
      assertThat(eye.now(SignalName.CHECKPOINTS).state()).isEqualTo(State.OK);

      eye.await(
          SignalName.CHECKPOINTS,
          signal -> {
            if (signal.state() != State.STOP) {
              database.sql(SOME);
            }
            return signal.state() == State.STOP;
          });
      eye.later(Duration.ofSeconds(61));

      assertThat(eye.await(SignalName.CHECKPOINTS, State.OK).limit()).hasValue(1);
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void theFirstEarlyCheckpointStopsWorkWhereNoneMayCome(int major) throws SQLException {
    String early =
        major < 17
            ? "SELECT checkpoints_req FROM pg_stat_bgwriter"
            : "SELECT num_requested FROM pg_stat_checkpointer";
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .major(major)
                .setting("max_wal_size", "32MB")
                .setting("min_wal_size", "32MB")
                .start();
        TestDatabase database = prepared(server);
        Eye eye =
            new Eye(database.dataSource(), Limits.usual().with(SignalName.CHECKPOINTS, 0), 0)) {
      assertThat(eye.now(SignalName.CHECKPOINTS).state()).isEqualTo(State.OK);
      long before = database.number(early);
      while (database.number(early) == before) {
        database.sql("INSERT INTO w SELECT repeat('x', 1000) FROM generate_series(1, 400)");
      }

      eye.await(SignalName.CHECKPOINTS, State.STOP);
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void aSlotMayKeepTheFileThatIsWrittenWhereNothingElseIsKept(int major) throws SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .major(major)
                .setting("wal_level", "logical")
                .setting("max_slot_wal_keep_size", "0")
                .start();
        TestDatabase database = prepared(server);
        Eye eye = new Eye(database.dataSource(), Limits.usual(), 0)) {
      database.sql("SELECT pg_create_physical_replication_slot('held', true)", SOME);

      Signal signal = eye.await(SignalName.SLOTS, one -> one.reason().startsWith("slot held"));

      assertThat(signal.limit()).hasValue(16 * MB);
      assertThat(signal.state()).isNotEqualTo(State.STOP);
    }
  }

  /// A table, and a view of enough rows for some megabytes.
  private static TestDatabase prepared(EmbeddedPostgres server) {
    TestDatabase database = TestDatabase.on(server);
    database.sql(
        "CREATE TABLE w (a text)", "CREATE VIEW g AS SELECT FROM generate_series(1, 4000)");
    return database;
  }

  private static void on(EmbeddedPostgres standby, String sql) throws SQLException {
    try (Connection connection = standby.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
