package dev.theseus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgresTest {

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void answersQueriesAsTheMajorThatWasAskedFor(int major) throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).start()) {
      assertThat(one(server, "SELECT current_setting('server_version_num')::int / 10000"))
          .isEqualTo(Integer.toString(major));
      assertThat(one(server, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(one(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(one(server, "SELECT lower('ÄÖ')")).isEqualTo("äö");
    }
  }

  @Test
  void leavesNeitherProcessNorFilesAfterClose() {
    EmbeddedPostgres server = EmbeddedPostgres.builder().start();
    long pid = server.pid();
    Path directory = server.dataDirectory();
    assertThat(directory).isDirectory();

    server.close();
    server.close();

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(directory.getParent()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void startsWithASingleDatabaseAndGoesByItselfWhenItIsReleased(int major) throws SQLException {
    EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).singleDatabase(true).start();
    run(server, "CREATE TABLE t AS SELECT 42 AS answer");
    assertThat(one(server, "SELECT answer FROM t")).isEqualTo("42");
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Path directory = server.dataDirectory().getParent();

    server.release();
    server.close();

    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while ((process.isAlive() || Files.exists(directory)) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(process.isAlive()).isFalse();
    assertThat(directory).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAST", "IMMEDIATE"})
  void keepsCommittedDataAndItsPortOverARestart(ShutdownMode mode) throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().durable(true).start()) {
      int port = server.port();
      run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
      server.restart(mode);
      assertThat(server.port()).isEqualTo(port);
      assertThat(one(server, "SELECT answer FROM kept")).isEqualTo("42");
      assertThat(Files.exists(server.log())).isTrue();
    }
  }

  @Test
  void startsAgainAfterItsProcessWasKilledThoughABackendStillRuns()
      throws SQLException, InterruptedException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      // a backend that computes does not notice for a while that its postmaster is gone
      Thread busy = Thread.ofVirtual().start(() -> ignoringFailure(server));
      while (!one(
              server,
              "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series%'"
                  + " AND state = 'active' AND pid <> pg_backend_pid()")
          .equals("1")) {
        assertThat(busy.isAlive()).isTrue();
      }
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      while (server.running()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(server::pid).isInstanceOf(IllegalStateException.class);
      int port = server.port();
      server.start();
      assertThat(server.port()).isEqualTo(port);
      assertThat(one(server, "SELECT 1")).isEqualTo("1");
      busy.join();
    }
  }

  private static void ignoringFailure(EmbeddedPostgres server) {
    try {
      run(server, "SELECT sum(a) FROM (SELECT generate_series(1, 4000000) OFFSET 0) s (a)");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isIn("08006", "57P01");
    }
  }

  @Test
  void takesSettingsThatAlterSystemCanOverrule() throws SQLException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setting("wal_level", "logical")
            .setting("application_name", "it's")
            .start()) {
      assertThat(one(server, "SHOW wal_level")).isEqualTo("logical");
      assertThat(one(server, "SHOW fsync")).isEqualTo("off");
      run(server, "ALTER SYSTEM SET max_connections = 33");
      server.restart(ShutdownMode.FAST);
      assertThat(one(server, "SHOW max_connections")).isEqualTo("33");
    }
  }

  @Test
  void keepsADataDirectoryThatTheCallerNamed(@TempDir Path folder) throws SQLException {
    Path data = folder.resolve("cluster");
    try (EmbeddedPostgres first = EmbeddedPostgres.builder().dataDirectory(data).start()) {
      run(first, "CREATE TABLE kept (a int)");
    }
    assertThat(data.resolve("PG_VERSION")).exists();
    try (EmbeddedPostgres second = EmbeddedPostgres.builder().dataDirectory(data).start()) {
      assertThat(one(second, "SELECT count(*) FROM kept")).isEqualTo("0");
    }
    assertThatThrownBy(() -> EmbeddedPostgres.builder().major(17).dataDirectory(data).start())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            "the data directory %s is of PostgreSQL 18, not 17; name its major or another"
                + " directory",
            data);
  }

  @Test
  void namesTheLogAndItsLastLinesWhenTheServerDoesNotStart() throws IOException {
    EmbeddedPostgresException failure =
        catchThrowableOfType(
            EmbeddedPostgresException.class,
            () -> EmbeddedPostgres.builder().setting("no_such_setting", "on").start());

    assertThat(failure)
        .hasMessageContaining("PostgreSQL 18 on port ")
        .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"");
    Path log = failure.log().orElseThrow();
    assertThat(log).content().contains("no_such_setting");
    Files.delete(log);
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EmbeddedPostgresException failure =
          catchThrowableOfType(
              EmbeddedPostgresException.class,
              () -> EmbeddedPostgres.builder().port(taken.getLocalPort()).start());
      assertThat(failure).hasMessageContaining("could not bind");
      Files.delete(failure.log().orElseThrow());
    }
  }

  @Test
  void writesAddressesThatEscapeNames() {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().superuser("the boss").start()) {
      int port = server.port();
      assertThat(server.jdbcUrl("a/b c"))
          .isEqualTo(
              "jdbc:postgresql://127.0.0.1:%d/a%%2Fb%%20c?user=the%%20boss&sslmode=disable", port);
      assertThat(server.libpqUrl("x")).isEqualTo("postgresql://the%%20boss@127.0.0.1:%d/x", port);
      assertThat(EmbeddedPostgres.availableMajors()).contains(14, 15, 16, 17, 18);
    }
  }

  @Test
  void keepsOthersOutWhenItIsLocked(@TempDir Path folder) throws SQLException {
    Path data = folder.resolve("cluster");
    String address;
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().locked(true).dataDirectory(data).start()) {
      assertThat(one(server, "SELECT 1")).isEqualTo("1");
      address = server.jdbcUrl();
      assertThat(address).containsPattern("user=postgres&password=[0-9a-f]{48}&sslmode");
      assertThat(server.libpqUrl("x")).matches("postgresql://postgres:[0-9a-f]{48}@.*/x");
      try (Connection connection = DriverManager.getConnection(address)) {
        assertThat(connection.isValid(10)).isTrue();
      }
      assertThatThrownBy(() -> server.dataSource("postgres", "postgres", null).getConnection())
          .isInstanceOf(SQLException.class);
      try (EmbeddedPostgres standby = server.startStandby()) {
        assertThat(one(standby, "SELECT pg_is_in_recovery()::text")).isEqualTo("true");
      }
    }
    try (EmbeddedPostgres again =
        EmbeddedPostgres.builder().locked(true).dataDirectory(data).start()) {
      assertThat(one(again, "SELECT 2")).isEqualTo("2");
    }
  }

  static String one(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void run(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
