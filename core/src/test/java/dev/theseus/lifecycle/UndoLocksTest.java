package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What steps and their undos declare to lock, compared with what they lock: the lock ladder looks
/// for who is in the way of what is declared.
@Tag("postgres")
class UndoLocksTest {
  private static final String SETUP =
      """
      CREATE TABLE users (id integer PRIMARY KEY, born integer CHECK (born > 0), UNIQUE (born));
      CREATE TABLE posts (id integer PRIMARY KEY, author integer, editor integer REFERENCES users);
      CREATE TABLE days (id integer PRIMARY KEY, author integer REFERENCES users, n integer)
        PARTITION BY RANGE (id);
      CREATE TABLE days_rest PARTITION OF days DEFAULT;
      CREATE TABLE notes (day integer REFERENCES days);
      CREATE TABLE days_1 (id integer NOT NULL, author integer, n integer);
      CREATE VIEW seen AS SELECT * FROM posts;
      CREATE VIEW above AS SELECT * FROM seen;
      """;

  static Stream<Arguments> migrations() {
    List<String> all =
        List.of(
            "ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES users;",
            "ALTER TABLE posts DROP CONSTRAINT posts_editor_fkey;",
            "ALTER TABLE users DROP CONSTRAINT users_born_check;",
            "ALTER TABLE days ADD FOREIGN KEY (n) REFERENCES users;",
            "ALTER TABLE days ATTACH PARTITION days_1 FOR VALUES FROM (0) TO (100);",
            "CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM (0) TO (100);",
            "CREATE TABLE likes (who integer REFERENCES users);",
            """
            CREATE TABLE likes (who integer);
            ALTER TABLE likes ADD FOREIGN KEY (who) REFERENCES users;
            """,
            "CREATE TABLE likes (who integer); ALTER TABLE likes ADD z integer REFERENCES posts;");
    return Scenario.onEachMajor(all);
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("migrations")
  void declaresWhatItLocks(int major, String migration) throws SQLException {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SETUP);
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan = Lifecycle.plan(theseus, "v1", migration);
      for (Step step : plan.steps()) {
        if (step instanceof Step.Transaction change) {
          compare(database, change.id(), change.statements(), change.head().locks());
        } else if (step instanceof Step.CreateIndexConcurrently build) {
          database.sql(build.create().text());
        } else if (step instanceof Step.ValidateConstraint validate) {
          database.sql(
              "ALTER TABLE %s VALIDATE CONSTRAINT %s"
                  .formatted(validate.table().quoted(), validate.constraint().quoted()));
        }
      }
      for (Step step : plan.steps().reversed()) {
        if (step.undo() instanceof Undo.Statements back) {
          compare(database, "undo of " + step.id(), back.statements(), step.undoLocks());
        } else if (step.undo() instanceof Undo.DropIndex drop) {
          database.sql("DROP INDEX IF EXISTS " + drop.index().quoted());
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("majors")
  void declaresTheViewsThatGoWithATable(int major) throws SQLException {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SETUP + "ALTER TABLE posts DROP CONSTRAINT posts_editor_fkey;");
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan = Lifecycle.plan(theseus, "v1", "DROP TABLE posts CASCADE;");
      Step.Transaction drop = (Step.Transaction) plan.steps().getLast();

      compare(database, drop.id(), drop.statements(), drop.head().locks());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("majors")
  void declaresTheViewsOfTheVersionThatItWithdraws(int major) throws SQLException {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SETUP);
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan =
          Lifecycle.plan(
              theseus,
              "v1",
              "ALTER TABLE users RENAME born TO year; ALTER TABLE notes RENAME TO remarks;");
      Step.Transaction publish =
          (Step.Transaction)
              plan.steps(Phase.Verb.START).stream().reduce((a, b) -> b).orElseThrow();
      assertThat(publish.id()).contains("publish");
      compare(database, publish.id(), publish.statements(), publish.head().locks());

      compare(
          database,
          "undo of " + publish.id(),
          ((Undo.Statements) publish.undo()).statements(),
          publish.undoLocks());

      assertThat(publish.undoLocks())
          .extracting(one -> one.object().name().name())
          .containsExactlyInAnyOrder("users", "remarks");
    }
  }

  static Stream<Integer> majors() {
    return TestServers.majors().stream();
  }

  private static void compare(
      TestDatabase database, String place, List<Sql> statements, List<LockUse> declared)
      throws SQLException {
    Map<QualifiedName, LockLevel> levels = new TreeMap<>();
    declared.forEach(one -> levels.merge(one.object(), one.level(), UndoLocksTest::stronger));
    List<String> undeclared = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      List<QualifiedName> standing = standing(statement);
      for (Sql one : statements) {
        statement.execute(one.text());
      }
      ResultSet row =
          statement.executeQuery(
              """
              SELECT n.nspname, c.relname, replace(upper(
                regexp_replace(regexp_replace(l.mode, 'Lock$', ''), '([a-z])([A-Z])', '\\1 \\2', 'g')),
                '  ', ' ') AS mode
              FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE l.pid = pg_backend_pid() AND n.nspname !~ '^(pg_|information_schema)'
                AND c.relkind IN ('r', 'p', 'v')
              """);
      while (row.next()) {
        QualifiedName name = QualifiedName.of(row.getString(1), row.getString(2));
        String mode = row.getString(3);
        Optional<LockLevel> taken =
            Arrays.stream(LockLevel.values()).filter(one -> one.sql().equals(mode)).findFirst();
        assertThat(taken).as(mode).isPresent();
        LockLevel most = levels.getOrDefault(name, LockLevel.ACCESS_SHARE);
        boolean more = taken.get().needsBudget() && stronger(taken.get(), most) != most;
        if (more && standing.contains(name)) {
          undeclared.add(taken.get() + " on " + name);
        }
      }
      connection.commit();
    }
    assertThat(undeclared).as(place).isEmpty();
  }

  /// Nobody waits for what the release itself makes.
  private static List<QualifiedName> standing(Statement statement) throws SQLException {
    List<QualifiedName> names = new ArrayList<>();
    ResultSet row =
        statement.executeQuery(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
                + " c.relnamespace WHERE n.nspname !~ '^(pg_|information_schema)'"
                + " AND c.relname <> 'likes'");
    while (row.next()) {
      names.add(QualifiedName.of(row.getString(1), row.getString(2)));
    }
    return names;
  }

  private static LockLevel stronger(LockLevel one, LockLevel other) {
    return one.strongerThan(other) ? one : other;
  }
}
