package dev.theseus.check.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.CheckCatalogs;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedFile.Circumstances;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.Sizes;
import dev.theseus.grammar.Grammar;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What must not pass in silence, and what stays silent beside it.
class OverlookedTest {
  private static final String ORDERS =
      "CREATE TABLE users (id bigint PRIMARY KEY, role_id bigint, active boolean); CREATE TABLE"
          + " orders (id bigint PRIMARY KEY, user_id bigint, total int, note text); ALTER TABLE"
          + " orders ADD CONSTRAINT old CHECK (total > 0) NOT VALID; ALTER TABLE orders ADD"
          + " CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users NOT VALID;";

  /// `severity rule` of the last file, whose statements share a transaction.
  private static List<String> replayed(TestDatabase database, String before, String judged) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    try (CatalogSource scratch = CheckCatalogs.replaying(database.dataSource())) {
      return found(scratch, Sizes.unknown(), before, judged);
    }
  }

  private static List<String> found(String before, String judged) {
    return found(CatalogSource.none(), Sizes.unknown(), before, judged);
  }

  private static List<String> found(
      CatalogSource catalog, Sizes sizes, String before, String judged) {
    return findings(catalog, sizes, before, judged).stream()
        .map(one -> one.severity() + " " + one.rule())
        .toList();
  }

  private static List<Finding> findings(
      CatalogSource catalog, Sizes sizes, String before, String judged) {
    List<CheckedFile> files = List.of(file("1.sql", before, false), file("2.sql", judged, true));
    return Checker.check(files, catalog, CheckOptions.of(List.of(18)).withSizes(sizes)).findings();
  }

  private static CheckedFile file(String name, String text, boolean judged) {
    List<CheckedStatement> statements = new ArrayList<>();
    Grammar.parse(text)
        .statements()
        .forEach(one -> statements.add(new CheckedStatement(one, one.text(), 0, judged ? 0 : -1)));
    return new CheckedFile(
        name,
        text,
        statements,
        new Circumstances("", CheckedFile.Joining.RUNNER, name, judged),
        List.of());
  }

  @EachMajor
  void tellsOfProofsUnderStrongLocks(TestDatabase database) {
    String validate = "DANGER validate-in-same-transaction";
    assertThat(
            replayed(
                database,
                ORDERS,
                "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID, VALIDATE CONSTRAINT"
                    + " c"))
        .containsExactly(validate);
    assertThat(
            replayed(
                database, ORDERS, "ALTER TABLE orders ADD COLUMN n text, VALIDATE CONSTRAINT old"))
        .containsExactly(validate);
    String work = "DANGER work-under-strong-lock";
    assertThat(
            replayed(
                database,
                ORDERS,
                "ALTER TABLE orders ADD COLUMN n text; ALTER TABLE orders VALIDATE CONSTRAINT old"))
        .containsExactly(work);
    assertThat(
            replayed(
                database,
                ORDERS,
                "ALTER TABLE users ADD COLUMN n text; ALTER TABLE orders VALIDATE CONSTRAINT fk"))
        .contains(work);
    assertThat(
            replayed(
                database,
                ORDERS,
                "ALTER TABLE orders VALIDATE CONSTRAINT old, VALIDATE CONSTRAINT fk"))
        .isEmpty();
  }

  @Test
  void tellsOfProofsUnderStrongLocksOnce() {
    assertThat(
            found(
                "",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
                    + " ALTER TABLE t VALIDATE CONSTRAINT c"))
        .containsExactly("DANGER validate-in-same-transaction");
  }

  @EachMajor
  void tellsOfWorkWhileWritersWait(TestDatabase database) {
    String trigger =
        ORDERS
            + "CREATE TABLE copy (id bigint PRIMARY KEY, note text);"
            + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';";
    String create = "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();";
    String work = "DANGER work-under-strong-lock";
    assertThat(replayed(database, trigger, create + "INSERT INTO copy SELECT id, note FROM orders"))
        .containsExactly("WARNING trigger-lock", work);
    assertThat(replayed(database, trigger, create + "UPDATE copy SET note = 'x' WHERE id = 3"))
        .containsExactly("WARNING trigger-lock");
    assertThat(replayed(database, trigger, create + "INSERT INTO copy VALUES (1, 'x')"))
        .containsExactly("WARNING trigger-lock");
    assertThat(
            replayed(
                database,
                trigger,
                "ALTER TABLE orders ADD CONSTRAINT fk2 FOREIGN KEY (id) REFERENCES users NOT VALID;"
                    + " INSERT INTO copy SELECT id, note FROM orders"))
        .contains(work);
  }

  @EachMajor
  void tellsOfRewritesOfDomainsToTheirBase(TestDatabase database) {
    String given = "CREATE DOMAIN d AS varchar(50); CREATE TABLE t (a d);";
    String change = "DANGER change-column-type";
    assertThat(replayed(database, given, "ALTER TABLE t ALTER a TYPE varchar(50)"))
        .containsExactly(change);
    assertThat(replayed(database, given, "ALTER TABLE t ALTER a TYPE varchar(80)"))
        .containsExactly(change);
    assertThat(replayed(database, given, "ALTER TABLE t ALTER a TYPE varchar")).isEmpty();
  }

  @EachMajor
  void tellsOfTypesInsideOthers(TestDatabase database) {
    String given =
        "CREATE TYPE mood AS ENUM ('a'); CREATE TYPE addr AS (street text, zip text);"
            + "CREATE TYPE unused AS (a int, b int);"
            + " CREATE TABLE p (moods mood[], home addr); CREATE TABLE q (homes addr[]);";
    assertThat(replayed(database, given, "DROP TYPE mood CASCADE"))
        .containsExactly("DANGER drop-cascade");
    assertThat(replayed(database, given, "ALTER TYPE addr DROP ATTRIBUTE zip"))
        .containsExactly("DANGER drop-column");
    assertThat(replayed(database, given, "ALTER TYPE addr RENAME ATTRIBUTE zip TO code"))
        .containsExactly("DANGER rename-column");
    assertThat(
            replayed(
                database,
                given,
                "ALTER TYPE unused DROP ATTRIBUTE a; ALTER TYPE unused RENAME ATTRIBUTE b TO c;"
                    + " ALTER TYPE addr ADD ATTRIBUTE country text"))
        .isEmpty();
    assertThat(found("", "CREATE TYPE x AS (a int, b int); ALTER TYPE x DROP ATTRIBUTE a"))
        .isEmpty();
    assertThat(found("", "ALTER TYPE x DROP ATTRIBUTE a")).containsExactly("DANGER drop-column");
  }

  @Test
  void looksAtEveryTableThatIsEmptied() {
    assertThat(found("", "CREATE TABLE staging (id bigint); TRUNCATE staging, users"))
        .containsExactly("DANGER truncate");
    assertThat(found("", "CREATE TABLE a (id bigint); CREATE TABLE b (); TRUNCATE a, b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          role_id = (SELECT id FROM roles LIMIT 1)                     | false
          EXISTS (SELECT FROM orders o WHERE o.id = users.id LIMIT 1)  | false
          id NOT IN (SELECT user_id FROM orders LIMIT 100)             | false
          role_id IN (SELECT id FROM roles LIMIT 3)                    | false
          id = (SELECT max(id) FROM users)                             | true
          id IN (SELECT user_id FROM orders LIMIT 100)                 | true
          id = ANY (ARRAY (SELECT id FROM users LIMIT 100))            | true
          ctid = ANY (ARRAY (SELECT ctid FROM users LIMIT 100))        | true
          ctid IN (SELECT ctid FROM users LIMIT 100)                   | true
          """)
  void knowsWhichLimitsLeaveFewRows(String condition, boolean few) {
    String table = "CREATE TABLE users (id bigint PRIMARY KEY, role_id bigint, active boolean);";
    assertThat(
            found(
                CatalogSource.ofFiles(),
                Sizes.unknown(),
                table,
                "UPDATE users SET active = true WHERE " + condition))
        .isEqualTo(few ? List.of() : List.of("WARNING unbatched-change"));
  }

  @EachMajor
  void tellsOfRenamesByAlterTable(TestDatabase database) {
    String given =
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE SEQUENCE s;"
            + " CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM t;";
    String rename = "DANGER rename-table";
    assertThat(replayed(database, given, "ALTER TABLE v RENAME TO w")).containsExactly(rename);
    assertThat(replayed(database, given, "ALTER TABLE m RENAME TO w")).containsExactly(rename);
    assertThat(replayed(database, given, "ALTER TABLE i RENAME TO j; ALTER TABLE s RENAME TO r"))
        .isEmpty();
    assertThat(replayed(database, given, "ALTER TABLE elsewhere RENAME TO other"))
        .containsExactlyInAnyOrder(rename, "WARNING statement-fails");
  }

  @Test
  void countsTheTablesThatAreReadWhereSizesAreKnown() {
    Sizes sizes =
        new Sizes(
            Map.of(
                QualifiedName.of("public", "small"),
                new Sizes.Size(10, 8192),
                QualifiedName.of("public", "huge"),
                new Sizes.Size(400_000_000, 80L << 30)));
    String column = "ALTER TABLE small ADD COLUMN x int;";
    assertThat(
            found(
                CatalogSource.none(), sizes, "", column + "INSERT INTO small SELECT id FROM huge"))
        .containsExactly("DANGER work-under-strong-lock");
    assertThat(found(CatalogSource.none(), sizes, "", column + "UPDATE small SET x = 1"))
        .contains("WARNING work-under-strong-lock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER INDEX i SET TABLESPACE fast",
        "ALTER MATERIALIZED VIEW m SET TABLESPACE fast",
        "ALTER MATERIALIZED VIEW m SET ACCESS METHOD columnar",
        "ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast",
        "ALTER INDEX ALL IN TABLESPACE slow SET TABLESPACE fast"
      })
  void tellsOfEverythingThatMovesToAnotherStorage(String sql) {
    assertThat(found("", sql)).containsExactly("DANGER rewrite-table");
  }

  @EachMajor
  void countsPartitionsThatSomebodyElseMakes(TestDatabase database) {
    String events =
        "CREATE TABLE kinds (id int PRIMARY KEY); CREATE TABLE events (id bigint, kind int, at"
            + " date NOT NULL) PARTITION BY RANGE (at);";
    Map<String, String> judged =
        Map.of(
            "CREATE INDEX ON events (kind)", "DANGER create-index",
            "ALTER TABLE events ALTER kind SET NOT NULL", "DANGER set-not-null",
            "ALTER TABLE events ADD CHECK (kind > 0)", "DANGER add-check-validating",
            "ALTER TABLE events ALTER id TYPE numeric", "DANGER change-column-type",
            "ALTER TABLE events ADD UNIQUE (id, at)", "DANGER add-unique-constraint",
            "ALTER TABLE events ADD PRIMARY KEY (id, at)", "DANGER add-primary-key",
            "ALTER TABLE events ADD FOREIGN KEY (kind) REFERENCES kinds",
                "DANGER add-foreign-key-validating");
    judged.forEach(
        (sql, verdict) -> {
          assertThat(replayed(database, events, sql)).as(sql).contains(verdict);
          assertThat(replayed(database, "", events + sql)).as("new: " + sql).isEmpty();
        });
    assertThat(replayed(database, events, "CREATE INDEX i ON ONLY events (kind)")).isEmpty();
    assertThat(
            replayed(
                database, events, "ALTER TABLE events ADD CONSTRAINT c CHECK (kind > 0) NOT VALID"))
        .isEmpty();
  }

  @PostgresTest
  void saysThatSomethingElseMakesThePartitions(TestDatabase database) {
    String note = "The files make no partitions of it; those that something else makes are locked";
    String events =
        "CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);"
            + " CREATE TABLE plain (id bigint);";
    String part = "CREATE TABLE e1 PARTITION OF events FOR VALUES FROM (MINVALUE) TO (MAXVALUE);";

    try (CatalogSource scratch = CheckCatalogs.replaying(database.dataSource())) {
      assertThat(findings(scratch, Sizes.unknown(), events, "CREATE INDEX ON events (id)"))
          .singleElement()
          .satisfies(one -> assertThat(one.message()).contains(note));
    }
    for (String judged : List.of("CREATE INDEX ON events (id)", "CREATE INDEX ON plain (id)")) {
      database.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
      try (CatalogSource scratch = CheckCatalogs.replaying(database.dataSource())) {
        assertThat(findings(scratch, Sizes.unknown(), events + part, judged))
            .isNotEmpty()
            .allSatisfy(one -> assertThat(one.message()).doesNotContain(note));
      }
    }
  }

  @EachMajor
  void doesNotBlameFilesForExtensionsThatTheScratchServerLacks(TestDatabase database) {
    String history =
        "CREATE EXTENSION IF NOT EXISTS postgis; CREATE TABLE places (id bigint PRIMARY KEY, geom"
            + " geometry(Point, 4326)); CREATE VIEW v AS SELECT id FROM places;"
            + " CREATE TABLE users (id bigint PRIMARY KEY, name text);"
            + " ALTER TABLE users ADD COLUMN home geography;";
    String lacks = "ADVICE statement-fails";

    assertThat(replayed(database, "", history + "SELECT create_hypertable('places', 'id')"))
        .containsExactly(lacks);
    assertThat(
            replayed(
                database,
                history,
                "CREATE INDEX places_geom ON places USING gist (geom);"
                    + " CREATE INDEX ON users USING gist (home); SELECT id FROM v WHERE id = 3;"
                    + " DROP INDEX places_geom; COMMENT ON COLUMN users.home IS 'x'"))
        .contains("DANGER create-index", lacks)
        .doesNotContain("WARNING statement-fails");
    assertThat(replayed(database, history, "ALTER TABLE elsewhere ADD COLUMN a int"))
        .containsExactly("WARNING statement-fails");
    assertThat(replayed(database, history, "SELECT nothing FROM kinds"))
        .containsExactly("WARNING statement-fails");
    assertThat(replayed(database, "", "CREATE TABLE places (geom geometry)"))
        .containsExactly("WARNING statement-fails");
  }

  @EachMajor
  void blamesFilesForWhatNoExtensionWouldMake(TestDatabase database) {
    String history =
        "CREATE EXTENSION postgis; CREATE EXTENSION oracle_fdw; CREATE TABLE users (id bigint);"
            + " CREATE SERVER ora FOREIGN DATA WRAPPER oracle_fdw;";

    for (String sql :
        List.of(
            "DROP INDEX no_such",
            "ALTER TABLE users DROP CONSTRAINT no_such",
            "DROP TRIGGER no_such ON users",
            "CREATE FOREIGN TABLE f (a int) SERVER no_such")) {
      assertThat(replayed(database, history, sql)).as(sql).contains("WARNING statement-fails");
    }
    for (String sql :
        List.of(
            "CREATE FOREIGN TABLE f (a int) SERVER ora",
            "CREATE INDEX ON users USING gist (id)",
            "ALTER TABLE users ADD COLUMN place box2d")) {
      assertThat(replayed(database, history, sql))
          .as(sql)
          .contains("ADVICE statement-fails")
          .doesNotContain("WARNING statement-fails");
    }
  }
}
