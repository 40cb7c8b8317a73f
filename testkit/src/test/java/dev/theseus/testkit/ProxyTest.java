package dev.theseus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

class ProxyTest {

  @EachMajor
  void passesStatementsOnUnchanged(TestDatabase database) throws IOException, SQLException {
    try (Proxy proxy = Proxy.before(database);
        Connection connection = proxy.dataSource().getConnection()) {
      for (int i = 0; i < 10; i++) {
        try (var query = connection.prepareStatement("SELECT ?::int + 1")) {
          query.setInt(1, i);
          try (var row = query.executeQuery()) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(i + 1);
          }
        }
      }
      assertThat(proxy.statements().stream().filter("SELECT $1::int + 1"::equals)).hasSize(10);
    }
  }

  @PostgresTest
  void losesTheAnswerOfACommitThatHappened(TestDatabase database) throws IOException, SQLException {
    database.sql("CREATE TABLE t (a int)");
    try (Proxy proxy = Proxy.before(database);
        Connection connection = proxy.dataSource().getConnection()) {
      insert(connection);
      proxy.onStatement("COMMIT"::equals, Fault.SWALLOW_ANSWER);
      assertThatThrownBy(connection::commit)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
      assertThat(proxy.sprung()).isTrue();
    }
    assertThat(database.number("SELECT count(*) FROM t")).isEqualTo(1);
  }

  @PostgresTest
  void cutsTheConnectionBeforeACommit(TestDatabase database) throws IOException, SQLException {
    database.sql("CREATE TABLE t (a int)");
    try (Proxy proxy = Proxy.before(database);
        Connection connection = proxy.dataSource().getConnection()) {
      insert(connection);
      proxy.onStatement("COMMIT"::equals, Fault.CUT_BEFORE);
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    assertThat(database.number("SELECT count(*) FROM t")).isZero();
  }

  @PostgresTest
  void endsTheBackendBeforeACommit(TestDatabase database) throws IOException, SQLException {
    database.sql("CREATE TABLE t (a int)");
    commitUnder(Fault.TERMINATE_BEFORE, database);
    assertThat(database.number("SELECT count(*) FROM t")).isZero();
  }

  @PostgresTest
  void endsTheBackendAfterACommit(TestDatabase database) throws IOException, SQLException {
    database.sql("CREATE TABLE t (a int)");
    commitUnder(Fault.TERMINATE_AFTER, database);
    assertThat(database.number("SELECT count(*) FROM t")).isEqualTo(1);
  }

  @PostgresTest
  void cutsTheWholeMachineOff(TestDatabase database) throws IOException, SQLException {
    for (Fault fault : List.of(Fault.CUT_BEFORE, Fault.SWALLOW_ANSWER, Fault.TERMINATE_AFTER)) {
      try (Proxy proxy = Proxy.before(database);
          Connection one = proxy.dataSource().getConnection();
          Connection other = proxy.dataSource().getConnection()) {
        assertThat(other.isValid(10)).isTrue();
        proxy.lastStatement("SELECT 1"::equals, fault);
        assertThatThrownBy(() -> one.createStatement().execute("SELECT 1"))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> other.createStatement().execute("SELECT pg_sleep(10)"))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(proxy.dataSource()::getConnection)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      }
    }
  }

  private static void commitUnder(Fault fault, TestDatabase database)
      throws IOException, SQLException {
    try (Proxy proxy = Proxy.before(database);
        Connection connection = proxy.dataSource().getConnection()) {
      insert(connection);
      proxy.onStatement("COMMIT"::equals, fault);
      assertThatThrownBy(connection::commit)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    }
  }

  @PostgresTest
  void keepsTheClientWaitingWhenFrozen(TestDatabase database) throws IOException, SQLException {
    try (Proxy proxy = Proxy.before(database);
        Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 300);
      proxy.onStatement(sql -> sql.contains("7 AS frozen"), Fault.FREEZE);
      assertThatThrownBy(() -> statement.execute("SELECT 7 AS frozen"))
          .rootCause()
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @PostgresTest
  void delaysAnswersAndDropsConnections(TestDatabase database) throws IOException, SQLException {
    try (Proxy proxy = Proxy.before(database);
        Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      proxy.delayAnswers(Duration.ofMillis(40));
      long from = System.nanoTime();
      statement.execute("SELECT 1");
      assertThat(Duration.ofNanos(System.nanoTime() - from))
          .isGreaterThanOrEqualTo(Duration.ofMillis(40));
      proxy.dropAll();
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  private static void insert(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO t VALUES (1)");
    }
  }
}
