package dev.theseus.testkit;

import dev.theseus.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// An empty database of one test, dropped when it is closed, with the roles that were made for it.
///
/// Statements given as text run as superuser, each committed by itself, on a connection of their
/// own.
///
/// Thread safe.
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private final EmbeddedPostgres server;
  private final String name;
  private final List<String> roles = new CopyOnWriteArrayList<>();

  private TestDatabase(EmbeddedPostgres server, String name) {
    this.server = server;
    this.name = name;
  }

  /// A fresh database on this server; the caller closes it.
  public static TestDatabase on(EmbeddedPostgres server) {
    TestDatabase database = new TestDatabase(server, newName());
    database.maintain(statement -> "CREATE DATABASE " + quote(statement, database.name));
    return database;
  }

  /// A copy with all schemas and rows; the caller closes it.
  ///
  /// **Fails** when somebody is still connected to this database.
  public TestDatabase copy() {
    TestDatabase copy = new TestDatabase(server, newName());
    maintain(
        statement ->
            "CREATE DATABASE "
                + quote(statement, copy.name)
                + " TEMPLATE "
                + quote(statement, name));
    // The server takes the next values of copied sequences for logged, and would give them again
    // behind a crash. After a checkpoint it logs them.
    maintain(statement -> "CHECKPOINT");
    return copy;
  }

  /// This database as another server has it: a standby that follows this one's, or followed it.
  public TestDatabase asOn(EmbeddedPostgres standby) {
    return new TestDatabase(standby, name);
  }

  /// The database's name.
  public String name() {
    return name;
  }

  /// The server it is on.
  public EmbeddedPostgres server() {
    return server;
  }

  /// PostgreSQL's major version.
  public int major() {
    return server.major();
  }

  /// The JDBC address, with the superuser in it.
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /// The JDBC address for a role.
  public String jdbcUrl(String role) {
    return server.jdbcUrl(name, role);
  }

  /// New connections as superuser: no pool.
  public DataSource dataSource() {
    return dataSource(server.superuser());
  }

  /// New connections as a role: no pool.
  public DataSource dataSource(String role) {
    return server.dataSource(name, role);
  }

  /// A new connection as superuser; the caller closes it.
  public Connection connect() throws SQLException {
    return server.connect(name);
  }

  /// A new connection as a role; the caller closes it.
  public Connection connect(String role) throws SQLException {
    return server.connect(name, role);
  }

  /// Creates a role that can log in and nothing else, named after `prefix`; it is dropped with this
  /// database.
  public String role(String prefix) {
    String role = prefix + "_" + NUMBER.incrementAndGet();
    maintain(statement -> "CREATE ROLE " + quote(statement, role) + " LOGIN");
    roles.add(role);
    return role;
  }

  /// Creates a role with the rights of an ordinary owner: it may create schemas and use `public`,
  /// but is no superuser. Tables it is to own it creates itself.
  public String ownerRole(String prefix) {
    String role = role(prefix);
    run(
        statement ->
            "GRANT CREATE, TEMPORARY ON DATABASE "
                + quote(statement, name)
                + " TO "
                + quote(statement, role));
    run(statement -> "GRANT ALL ON SCHEMA public TO " + quote(statement, role));
    return role;
  }

  /// Runs statements one after the other, each committed by itself; one text may hold several.
  public void sql(String... statements) {
    for (String sql : statements) {
      run(statement -> sql);
    }
  }

  /// The rows of a query as text; null is null.
  public List<List<@Nullable String>> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>(columns);
        for (int column = 1; column <= columns; column++) {
          row.add(result.getString(column));
        }
        rows.add(Collections.unmodifiableList(row));
      }
      return Collections.unmodifiableList(rows);
    } catch (SQLException e) {
      throw new StatementFailed(sql, e);
    }
  }

  /// The only value of a query, as text.
  public @Nullable String one(String sql) {
    List<List<@Nullable String>> rows = query(sql);
    if (rows.size() != 1 || rows.getFirst().size() != 1) {
      throw new AssertionError("expected one value, got " + rows + " from: " + sql);
    }
    return rows.getFirst().getFirst();
  }

  /// The only value of a query, which must be a whole number.
  public long number(String sql) {
    String value = one(sql);
    if (value == null) {
      throw new AssertionError("expected a number, got null from: " + sql);
    }
    return Long.parseLong(value);
  }

  /// Disconnects everybody and drops the database and its roles.
  @Override
  public void close() {
    if (!server.running()) {
      return;
    }
    maintain(statement -> "DROP DATABASE IF EXISTS " + quote(statement, name) + " WITH (FORCE)");
    for (String role : roles) {
      maintain(statement -> "DROP ROLE IF EXISTS " + quote(statement, role));
    }
    roles.clear();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + major();
  }

  private interface Text {
    String with(Statement statement) throws SQLException;
  }

  private void run(Text text) {
    execute(name, text);
  }

  private void maintain(Text text) {
    execute("postgres", text);
  }

  private void execute(String database, Text text) {
    String sql = "(connecting)";
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      sql = text.with(statement);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new StatementFailed(sql, e);
    }
  }

  private static String quote(Statement statement, String identifier) throws SQLException {
    return statement.enquoteIdentifier(identifier, true);
  }

  /// Unique over the JVMs that may share a server, and no valid identifier without quotes, so that
  /// tests find missing ones.
  private static String newName() {
    return "Test " + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  }
}
