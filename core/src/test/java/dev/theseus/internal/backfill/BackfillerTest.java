package dev.theseus.internal.backfill;

import static dev.theseus.internal.backfill.Fixture.backfillFiring;
import static dev.theseus.internal.backfill.Fixture.differs;
import static dev.theseus.internal.backfill.Fixture.differsAsText;
import static dev.theseus.internal.backfill.Fixture.missing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.SQLException;

class BackfillerTest {

  @EachMajor
  void fillsATableWithoutPrimaryKey(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, pad text)",
          "INSERT INTO t SELECT i, repeat('x', 60) FROM generate_series(1, 20000) i",
          "ALTER TABLE t ADD b bigint");

      f.fill("t", differs("b", "a * 2"));

      assertThat(database.number("SELECT count(*) FROM t WHERE b IS DISTINCT FROM a * 2")).isZero();
      assertThat(database.number("SELECT rows FROM theseus.backfill WHERE finished"))
          .isEqualTo(20_000);
      MigrationEvent.BackfillProgress last =
          f.events(MigrationEvent.BackfillProgress.class).getLast();
      assertThat(last.rows()).isEqualTo(20_000);
      assertThat(last.blocksDone()).isEqualTo(last.blocksTotal());
      assertThat(f.connection.getAutoCommit()).isTrue();
    }
  }

  @EachMajor
  void fillsEveryLeafOfAPartitionedTable(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE p (id int, part int, b int) PARTITION BY LIST (part)",
          "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
          "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2) PARTITION BY RANGE (id)",
          "CREATE TABLE \"P 2a\" (b int, part int, id int)",
          "ALTER TABLE p2 ATTACH PARTITION \"P 2a\" FOR VALUES FROM (0) TO (100000)",
          "INSERT INTO p SELECT i, 1 + i % 2 FROM generate_series(1, 3000) i");

      f.fill("p", differs("b", "p.id + part"));

      assertThat(database.number("SELECT count(*) FROM p WHERE b = id + part")).isEqualTo(3000);
      assertThat(database.number("SELECT count(*) FROM theseus.backfill WHERE finished"))
          .isEqualTo(2);
    }
  }

  @EachMajor
  void quotesNamesOfEveryKind(TestDatabase database) throws SQLException {
    String table = "Ta\"ble {x} " + "ü".repeat(26);
    String column = "select \"? $1 -- " + "c".repeat(47);
    try (Fixture f = Fixture.on(database)) {
      String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
      String quotedColumn = "\"" + column.replace("\"", "\"\"") + "\"";
      database.sql(
          "CREATE TABLE " + quoted + " (\"A\" jsonb, " + quotedColumn + " boolean)",
          "INSERT INTO " + quoted + " VALUES ('{\"k\": 1}'), ('{}'), (NULL)");

      f.fill(table, differs(column, quoted + ".\"A\" ? 'k' -- is it there"));

      assertThat(database.query("SELECT " + quotedColumn + " FROM " + quoted + " ORDER BY 1"))
          .extracting(row -> row.getFirst())
          .containsExactly("f", "t", null);
    }
  }

  @EachMajor
  void comparesTypesWithoutEqualityAsText(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a text, b json)",
          "INSERT INTO t SELECT '[' || i || ']' FROM generate_series(1, 500) i");
      f.fill("t", differsAsText("b", "a::json"));
      assertThat(database.number("SELECT count(*) FROM t WHERE b::text = a")).isEqualTo(500);
      assertThat(database.number("SELECT pass FROM theseus.backfill")).isEqualTo(2);
    }
  }

  @EachMajor
  void comparesTheValueAsItIsStored(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, b numeric(10,2), c char(5))",
          "INSERT INTO t SELECT i FROM generate_series(1, 500) i");
      f.fill("t", differs("b", "a / 7.0"), differs("c", "left(a::text, 3)"));
      assertThat(database.number("SELECT pass FROM theseus.backfill")).isEqualTo(2);
      assertThat(database.number("SELECT rows FROM theseus.backfill")).isEqualTo(500);
    }
  }

  @EachMajor
  void keepsToTheBlocksOfAChunkWhereSeveralColumnsAreDue(TestDatabase database)
      throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, b bigint, c bigint)",
          "INSERT INTO t SELECT i FROM generate_series(1, 30000) i",
          "CREATE TABLE log (n bigint)",
          """
          CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN INSERT INTO log SELECT count(*) FROM filled; RETURN NULL; END $$
          """,
          """
          CREATE TRIGGER log AFTER UPDATE ON t REFERENCING NEW TABLE AS filled
            FOR EACH STATEMENT EXECUTE FUNCTION log()
          """,
          "ALTER TABLE t ENABLE ALWAYS TRIGGER log");

      f.fill("t", differs("b", "a * 2"), differs("c", "a * 3"));

      assertThat(database.number("SELECT max(n) FROM log")).isLessThan(15_000);
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2 AND c = a * 3"))
          .isEqualTo(30_000);
    }
  }

  @EachMajor
  void givesEachRowWithoutValueAVolatileOneOnce(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE SEQUENCE s",
          "CREATE TABLE t (id int, a bigint, b uuid)",
          "INSERT INTO t SELECT i FROM generate_series(1, 5000) i",
          "UPDATE t SET a = -id WHERE id <= 100");
      f.fill("t", missing("a", "nextval('s')"), missing("b", "gen_random_uuid()"));
      assertThat(database.number("SELECT count(DISTINCT a) FROM t")).isEqualTo(5000);
      assertThat(database.number("SELECT count(*) FROM t WHERE a = -id")).isEqualTo(100);
      assertThat(database.number("SELECT last_value FROM s")).isEqualTo(4900);
      assertThat(database.number("SELECT count(DISTINCT b) FROM t")).isEqualTo(5000);
    }
  }

  @EachMajor
  void namesTheRowWhoseValueCannotBeStored(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (id int PRIMARY KEY, a text, b bigint)",
          "INSERT INTO t SELECT i, CASE i WHEN 7777 THEN '12x' ELSE i::text END"
              + " FROM generate_series(1, 10000) i");

      MigrationException e =
          catchThrowableOfType(
              MigrationException.class, () -> f.fill("t", differs("b", "a::bigint")));

      assertThat(e)
          .hasMessage(
              "the new value of the row of \"public\".\"t\" where id = 7777 cannot be stored:"
                  + " ERROR: invalid input syntax for type bigint: \"12x\" (SQLSTATE 22P02) (step"
                  + " fill); correct the row and run theseus resume; or theseus resume"
                  + " --skip-failing, which lists all such rows; or run theseus rollback and"
                  + " correct the migration's up expression");
      assertThat(e.problem().code()).isEqualTo(ProblemCode.CONVERSION_FAILED);

      database.sql("UPDATE t SET a = '12' WHERE id = 7777");
      f.fill("t", differs("b", "a::bigint"));
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a::bigint")).isEqualTo(10_000);
    }
  }

  @PostgresTest
  void refusesAValueThatChangesByItself(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, b float)", "INSERT INTO t SELECT generate_series(1, 500)");
      assertThatThrownBy(() -> f.fill("t", differs("b", "random()")))
          .hasMessage(
              "500 rows of \"public\".\"t\" were due again in pass 3: their value changes by itself"
                  + " or is NULL (step fill); run theseus rollback and give the migration an up"
                  + " expression that depends on the row only and is never NULL");
    }
  }

  @EachMajor
  void keepsUserTriggersQuietWhereItMay(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, b int)",
          "INSERT INTO t SELECT generate_series(1, 500)",
          """
          CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''fired''; END'
          """,
          "CREATE TRIGGER no BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION no()");
      f.fill(backfillFiring("no", "t", differs("b", "a")));
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a")).isEqualTo(500);
      assertThat(f.events(MigrationEvent.Warning.class)).isEmpty();
      try (var statement = f.connection.createStatement();
          var row = statement.executeQuery("SHOW session_replication_role")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("origin");
      }
    }
  }

  @EachMajor
  void saysThatUserTriggersFireWhereItMayNotQuietThem(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, b int)",
          "INSERT INTO t VALUES (1)",
          "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
          "CREATE TRIGGER audit BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION audit()",
          "ALTER TABLE t OWNER TO " + owner,
          "GRANT USAGE ON SCHEMA theseus TO " + owner,
          "GRANT ALL ON ALL TABLES IN SCHEMA theseus TO " + owner);
      try (var connection = database.connect(owner)) {
        BackfillContext c = f.context();
        new Backfiller(
                new BackfillContext(
                    connection,
                    c.migrationId(),
                    c.migration(),
                    c.fence(),
                    c.pacing(),
                    c.time(),
                    c.listener(),
                    c.interrupted()))
            .run(backfillFiring("audit", "t", differs("b", "a")));
      }
      assertThat(database.number("SELECT b FROM t")).isEqualTo(1);
      assertThat(f.events(MigrationEvent.Warning.class))
          .extracting(MigrationEvent.Warning::text)
          .containsExactly(
              "triggers audit fire for rows the backfill fills in \"public\".\"t\": this role may"
                  + " not switch them off (GRANT SET ON PARAMETER session_replication_role,"
                  + " PostgreSQL 15 and later)");
    }
  }

  @EachMajor
  void keepsTheForeignKeyOfASinglePartition(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE kinds (id int PRIMARY KEY)",
          "INSERT INTO kinds VALUES (1)",
          "CREATE TABLE t (a int, b int) PARTITION BY RANGE (a)",
          "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
          "CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (10) TO (20)",
          "ALTER TABLE t_2 ADD FOREIGN KEY (b) REFERENCES kinds",
          "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
          "CREATE TRIGGER audit BEFORE UPDATE ON t_1 FOR EACH ROW EXECUTE FUNCTION audit()",
          "INSERT INTO t VALUES (1), (11)");

      assertThatThrownBy(() -> f.fill(backfillFiring("audit", "t", differs("b", "a"))))
          .hasMessageContaining("t_2_b_fkey");
      assertThat(database.number("SELECT count(*) FROM t WHERE b = 11")).isZero();
      database.sql("INSERT INTO kinds VALUES (11)");
      f.fill(backfillFiring("audit", "t", differs("b", "a")));
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a")).isEqualTo(2);
      assertThat(f.events(MigrationEvent.Warning.class))
          .extracting(MigrationEvent.Warning::text)
          .contains(
              "triggers audit fire for rows the backfill fills in \"public\".\"t\": a filled column"
                  + " is part of a foreign key, whose checks must stay on");
    }
  }
}
