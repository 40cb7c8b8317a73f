package dev.theseus.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedFile.Circumstances;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Running files on a scratch database.
class ReplayTest {
  /// Statements that change what is known of other relations than the one they name.
  private static final List<String> CHANGES =
      List.of(
          "CREATE TABLE a (id bigserial PRIMARY KEY, name text COLLATE \"C\", n numeric(10,2))",
          "CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY UNIQUE, a_id bigint REFERENCES a)",
          "CREATE INDEX a_name ON a (lower(name), n) WHERE id > 0",
          "ALTER TABLE a ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
          "ALTER TABLE a VALIDATE CONSTRAINT positive",
          "ALTER TABLE b ADD COLUMN other bigint CONSTRAINT b_other REFERENCES a (id)",
          "CREATE VIEW v AS SELECT a.id, b.other FROM a JOIN b ON a.id = b.a_id",
          "CREATE OR REPLACE VIEW v AS SELECT a.id, a.id AS other FROM a",
          "ALTER TABLE b DROP CONSTRAINT b_other",
          "CREATE TABLE child (extra text) INHERITS (a)",
          "ALTER TABLE a ADD COLUMN late date",
          "CREATE TABLE p (id int, at date NOT NULL) PARTITION BY RANGE (at)",
          "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
          "CREATE TABLE pd PARTITION OF p DEFAULT",
          "CREATE INDEX p_id ON p (id)",
          "ALTER TABLE p ADD COLUMN more int",
          "ALTER TABLE p DETACH PARTITION p1",
          "CREATE TYPE mood AS ENUM ('x')",
          "ALTER TABLE a ADD COLUMN feeling mood, ADD COLUMN feelings mood[]",
          "ALTER TYPE mood RENAME TO humour",
          "ALTER TABLE a ALTER COLUMN n TYPE numeric(12,2)",
          "ALTER TABLE a DROP COLUMN name",
          "ALTER TABLE a RENAME TO c",
          "DROP INDEX p_id",
          "CREATE SCHEMA \"Odd \"\"one\"",
          "CREATE TABLE \"Odd \"\"one\".d (id int PRIMARY KEY, c bigint REFERENCES c)",
          "ALTER TABLE c ALTER COLUMN late SET NOT NULL",
          "DROP TABLE \"Odd \"\"one\".d",
          "DROP TABLE c CASCADE");

  private static final List<String> NAMES =
      List.of("a", "b", "c", "v", "child", "p", "p1", "pd", "a_name", "p_id", "a_pkey", "a_id_seq");

  @EachMajor
  void remembersNothingThatAStatementHasChanged(TestDatabase database) throws SQLException {
    remembersNothing(database, CHANGES);
  }

  private static void remembersNothing(TestDatabase database, List<String> changes)
      throws SQLException {
    CheckedFile file = file(changes);
    try (Replay replay = new Replay(database.connect());
        Connection beside = database.connect()) {
      for (CheckedStatement statement : file.statements()) {
        assertThat(replay.judged(file, statement)).as(statement.text()).isEmpty();
        for (String name : NAMES) {
          QualifiedName relation = QualifiedName.of("public", name);
          assertThat(replay.view().relation(relation).map(ReplayTest::ordered))
              .as("%s after %s", name, statement.text())
              .isEqualTo(new LiveCatalog(beside).relation(relation).map(ReplayTest::ordered));
        }
      }
    }
  }

  /// What the next statement names is read while the one before it runs.
  @EachMajor
  void readsAheadNothingThatTheStatementBeforeChanges(TestDatabase database) throws SQLException {
    CheckedFile file = file(CHANGES);
    try (Replay replay = new Replay(database.dataSource(), 0);
        Connection beside = database.connect()) {
      for (int i = 0; i + 1 < file.statements().size(); i++) {
        CheckedStatement next = file.statements().get(i + 1);
        replay.expected(next);
        assertThat(replay.judged(file, file.statements().get(i))).isEmpty();
        for (Node named : next.statement().tree().all("RangeVar")) {
          QualifiedName relation = QualifiedName.of("public", named.text("relname"));
          assertThat(replay.view().relation(relation).map(ReplayTest::ordered))
              .as("%s before %s", relation, next.text())
              .isEqualTo(new LiveCatalog(beside).relation(relation).map(ReplayTest::ordered));
        }
      }
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                      + " AND pid <> pg_backend_pid()"))
          .isEqualTo(3);
    }
  }

  /// Statements that change relations which they do not name, most of them by functions.
  private static final List<String> UNNAMED =
      List.of(
          "CREATE SEQUENCE number",
          "CREATE TABLE a (id int, n int)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "CREATE TABLE c (n int, m int DEFAULT 1)",
          "CREATE TABLE child () INHERITS (b)",
          "DO 'BEGIN ALTER TABLE b ADD COLUMN block int; END'",
          "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER TABLE b ADD"
              + " COLUMN f' || nextval('number') || ' int'; RETURN 1; END $$",
          "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM f(); RETURN"
              + " NEW; END $$",
          "CREATE TRIGGER t AFTER INSERT OR UPDATE ON a FOR EACH ROW EXECUTE FUNCTION t()",
          "INSERT INTO a VALUES (1)",
          "UPDATE a SET n = 1",
          "INSERT INTO c VALUES (1)",
          "INSERT INTO c SELECT f()",
          "DELETE FROM c WHERE f() = 2",
          "ALTER TABLE c ADD COLUMN later int DEFAULT f()",
          "ALTER TABLE c ADD CONSTRAINT k CHECK (n < 0 OR f() = 1)",
          "ALTER TABLE c ALTER COLUMN m TYPE bigint USING f()",
          "CREATE TABLE p AS SELECT f() AS one",
          "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF tg_tag ="
              + " 'CREATE INDEX' THEN PERFORM f(); END IF; END $$",
          "CREATE EVENT TRIGGER replay_e ON ddl_command_end EXECUTE FUNCTION e()",
          "CREATE INDEX p_id ON p (one)",
          "DROP EVENT TRIGGER replay_e",
          "CREATE DOMAIN v AS int",
          "ALTER TABLE c ADD COLUMN v v",
          "DROP DOMAIN v CASCADE",
          "CREATE SCHEMA s",
          "CREATE TABLE s.user (b_id int REFERENCES b)",
          "CREATE VIEW s.reader AS SELECT id FROM b",
          "DROP SCHEMA s CASCADE",
          "ALTER TABLE b RENAME COLUMN block TO stone",
          "ALTER TABLE c RENAME TO p1");

  @EachMajor
  void remembersNothingThatAStatementHasChangedWithoutNamingIt(TestDatabase database)
      throws SQLException {
    remembersNothing(database, UNNAMED);
  }

  /// The function proves the column to be filled, so that nothing is left to be read.
  @EachMajor
  void judgesByWhatATriggerHasMadeOfAnotherTable(TestDatabase database) throws SQLException {
    database.sql(
        "CREATE TABLE log (n int)",
        "CREATE TABLE t (id int, n int)",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE t ADD"
            + " CONSTRAINT k CHECK (n IS NOT NULL); RETURN NEW; END $$",
        "CREATE TRIGGER t AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION f()");
    CheckedFile file =
        new SourceReader(SourceOptions.in(Path.of("")))
            .read(
                "a.sql",
                """
                UPDATE t SET n = 1 WHERE id = 1;
                INSERT INTO log VALUES (1);
                ALTER TABLE t ALTER COLUMN n SET NOT NULL;
                ALTER TABLE t ALTER COLUMN id SET NOT NULL;
                """)
            .file();
    try (Replay replay = new Replay(database.connect())) {
      assertThat(
              Checker.check(List.of(file), replay, CheckOptions.of(List.of(database.major())))
                  .findings()
                  .stream()
                  .filter(one -> one.rule().toString().equals("set-not-null"))
                  .map(one -> file.text().substring(one.range().start(), one.range().end())))
          .containsExactly(file.statements().getLast().text());
    }
  }

  @EachMajor
  void followsTheSearchPathWhereverItIsSet(TestDatabase database) throws SQLException {
    CheckedFile file =
        file(
            List.of(
                "CREATE TABLE log (n text)",
                "CREATE SCHEMA one",
                "SET search_path = one",
                "INSERT INTO public.log SELECT set_config('search_path', 'public', false)"));
    List<String> seen = new ArrayList<>();
    try (Replay replay = new Replay(database.connect())) {
      for (CheckedStatement statement : file.statements()) {
        replay.judged(file, statement);
        seen.add(replay.view().resolve("", "t").schema().name());
      }
    }
    assertThat(seen).containsExactly("public", "public", "one", "public");
  }

  @EachMajor
  void followsTheSearchPathThroughWhatSaysNothingOfIt(TestDatabase database) throws SQLException {
    CheckedFile file =
        file(
            List.of(
                "CREATE SCHEMA one",
                "CREATE TABLE one.t (id int)",
                "PREPARE away AS SELECT set_config('search_path', 'one', false)",
                "EXECUTE away",
                "ALTER SCHEMA one RENAME TO two",
                "SET search_path = two, public",
                "CREATE TEMP TABLE t AS SELECT 1 AS id",
                "DISCARD TEMP",
                "CREATE TEMP SEQUENCE t",
                "DISCARD ALL"));
    List<String> seen = new ArrayList<>();
    try (Replay replay = new Replay(database.connect())) {
      for (CheckedStatement statement : file.statements()) {
        assertThat(replay.judged(file, statement)).as(statement.text()).isEmpty();
        seen.add(replay.view().resolve("", "t").schema().name().replaceAll("_[0-9]+$", ""));
      }
    }
    assertThat(seen.subList(3, seen.size()))
        .containsExactly("one", "public", "two", "pg_temp", "two", "pg_temp", "public");
  }

  @EachMajor
  void forgetsWhatHeldInATransactionOnly(TestDatabase database) throws SQLException {
    database.sql("CREATE SCHEMA one");
    CheckedFile file = transaction("SET LOCAL search_path = one", "SELECT 1");
    try (Replay replay = new Replay(database.connect())) {
      replay.judged(file, file.statements().getFirst());
      assertThat(replay.view().resolve("", "t")).isEqualTo(QualifiedName.of("one", "t"));
      replay.judged(file, file.statements().getLast());
      assertThat(replay.view().resolve("", "t")).isEqualTo(QualifiedName.of("public", "t"));
    }
  }

  @EachMajor
  void goesOnBehindATransactionThatCannotBeCommitted(TestDatabase database) throws SQLException {
    database.sql(
        "CREATE TABLE parents (id integer PRIMARY KEY)",
        "CREATE TABLE children (id integer REFERENCES parents DEFERRABLE)");
    CheckedFile file =
        transaction("SET CONSTRAINTS ALL DEFERRED", "INSERT INTO children VALUES (99)");
    try (Replay replay = new Replay(database.connect())) {
      assertThat(replay.judged(file, file.statements().getFirst())).isEmpty();
      assertThat(replay.judged(file, file.statements().getLast())).contains("children_id_fkey");
      assertThat(replay.ended(file)).isEmpty();
      assertThat(replay.view().relation(QualifiedName.of("public", "children"))).isPresent();
    }
  }

  @EachMajor
  void judgesWhatFollowsATransactionOutsideOfIt(TestDatabase database) throws SQLException {
    database.sql("CREATE SCHEMA app", "CREATE TABLE users (id int)");
    assertThat(
            rules(
                database,
                """
                BEGIN;
                SET LOCAL search_path = app;
                CREATE TABLE users (id int);
                COMMIT;
                ALTER TABLE users ADD COLUMN b float DEFAULT random();
                """))
        .contains("add-column-volatile-default");
  }

  /// Only this server lacks the type: elsewhere the table is there.
  @EachMajor
  void doesNotTakeForGoneWhatFailedToBeMade(TestDatabase database) throws SQLException {
    assertThat(
            rules(
                database,
                "CREATE TABLE t (id int);",
                "DROP TABLE t; CREATE TABLE t (e vector(3));",
                "DROP TABLE IF EXISTS t;"))
        .filteredOn("drop-table"::equals)
        .hasSize(2);
  }

  @EachMajor
  void doesNotTakeForGoneWhatWasTakenBack(TestDatabase database) throws SQLException {
    assertThat(
            rules(
                database,
                "BEGIN; CREATE TABLE t (id int); ROLLBACK;",
                "DROP TABLE IF EXISTS t;",
                "CREATE TABLE u (id int);",
                "DROP TABLE u;",
                "BEGIN; CREATE TABLE u (id int); ROLLBACK;",
                "DROP TABLE IF EXISTS u;"))
        .filteredOn("drop-table"::equals)
        .hasSize(2);
  }

  @EachMajor
  void takesFunctionsForCodeUnlessTheyAreInC(TestDatabase database) throws SQLException {
    database.sql("CREATE TYPE span AS RANGE (subtype = float8)");
    try (Connection connection = database.connect()) {
      assertThat(new LiveCatalog(connection).hasCode()).isFalse();
      database.sql("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
      assertThat(new LiveCatalog(connection).hasCode()).isTrue();
    }
  }

  @EachMajor
  void followsSavepoints(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE o (x int, y int, z int)");
    String check = "ALTER TABLE o ADD CHECK (%s IS NOT NULL);";
    String required = "ALTER TABLE o ALTER COLUMN %s SET NOT NULL;";
    String text =
        "BEGIN; SAVEPOINT a; "
            + check.formatted("x")
            + "ROLLBACK TO a;"
            + required.formatted("x")
            + "SAVEPOINT b;"
            + check.formatted("y")
            + "RELEASE b; RELEASE a; ROLLBACK TO a;"
            + required.formatted("y")
            + "COMMIT;";
    assertThat(rules(database, text))
        .containsOnlyOnce("set-not-null")
        .containsOnlyOnce("statement-fails");
  }

  @EachMajor
  void tellsTemporaryTablesFromOthersOfTheirName(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE users (id int)");
    assertThat(
            rules(
                database,
                """
                CREATE TEMP TABLE m AS SELECT id FROM users;
                CREATE INDEX ON m (id);
                UPDATE m SET id = 1;
                """))
        .doesNotContain("create-index", "unbatched-change");
    assertThat(
            rules(
                database,
                "CREATE TEMP TABLE users (id int); CREATE INDEX ON users (id);"
                    + "CREATE INDEX ON public.users (id);"))
        .containsOnlyOnce("create-index");
  }

  private static List<String> rules(TestDatabase database, String... texts) throws SQLException {
    List<CheckedFile> files = new ArrayList<>();
    for (String text : texts) {
      files.add(
          new SourceReader(SourceOptions.in(Path.of("")))
              .read("V%d__a.sql".formatted(files.size() + 1), text)
              .file());
    }
    try (Replay replay = new Replay(database.connect())) {
      return Checker.check(files, replay, CheckOptions.of(List.of(database.major())))
          .findings()
          .stream()
          .map(one -> one.rule().toString())
          .toList();
    }
  }

  private static CheckedFile transaction(String... statements) {
    return new CheckedFile(
        "a.sql",
        String.join(";", statements),
        Stream.of(statements)
            .map(text -> new CheckedStatement(Grammar.statement(text), text, 0, 0))
            .toList(),
        Circumstances.plain("a.sql"),
        List.of());
  }

  @EachMajor
  void readsWhatTheCatalogHolds(TestDatabase database) throws SQLException {
    database.sql(CHANGES.subList(0, 19).toArray(String[]::new));
    try (Connection connection = database.connect()) {
      LiveCatalog catalog = new LiveCatalog(connection);
      Relation a = catalog.relation(QualifiedName.of("public", "a")).orElseThrow();
      assertThat(a.columns().toString())
          .contains("public.a_id_seq", "\"numeric\"(10,2)", "collation=C", "\"mood\"[]");
      assertThat(a.constraints().toString()).contains("positive", "columns=[n]", "(n > ");
      assertThat(a.indexes().toString()).contains("public.a_name", "columns=[n, ", "simple=false");
      assertThat(a.referencedBy()).hasSize(1);
      assertThat(a.heirs()).containsExactly(QualifiedName.of("public", "child"));
      Relation p = catalog.relation(QualifiedName.of("public", "p")).orElseThrow();
      assertThat(p.defaultPartition()).contains(QualifiedName.of("public", "pd"));
      assertThat(catalog.relation(QualifiedName.of("public", "a_name")).orElseThrow().table())
          .isEqualTo(a.name());
    }
  }

  @EachMajor
  void tellsAReasonOnceAndMakesSchemasOfOthers(TestDatabase database) throws SQLException {
    CheckedFile file =
        file(
            List.of(
                "CREATE TABLE elsewhere.t (id bigint PRIMARY KEY)",
                "CREATE TABLE elsewhere.u (id bigint PRIMARY KEY)",
                "CREATE INDEX ON missing (id)",
                "COMMENT ON TABLE missing IS 'x'",
                "ALTER TABLE elsewhere.t ADD COLUMN a int",
                "INSERT INTO missing VALUES (1)",
                "DELETE FROM __diesel_schema_migrations"));
    try (Replay replay = new Replay(database.connect())) {
      assertThat(
              Checker.check(List.of(file), replay, CheckOptions.of(List.of(database.major())))
                  .findings()
                  .stream()
                  .filter(one -> one.rule().toString().equals("statement-fails"))
                  .map(Finding::message))
          .containsExactly(
              "The scratch database refuses it: ERROR: schema \"elsewhere\" does not exist; it was"
                  + " made for what follows",
              "The scratch database refuses it: ERROR: relation \"missing\" does not exist. 2 more"
                  + " statements fail for the same reason.");
    }
    assertThat(database.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'elsewhere'"))
        .isEqualTo(2);
  }

  @EachMajor
  void tellsWhatAnOwnerIsDeniedUnlessNothingThatIsJudgedDependsOnIt(TestDatabase database)
      throws SQLException {
    String owner = database.ownerRole("owner");
    CheckedFile file =
        file(
            List.of(
                "CREATE TABLE t (id bigint PRIMARY KEY)",
                "ALTER TABLE t OWNER TO " + database.server().superuser(),
                "ALTER TABLE t DISABLE TRIGGER ALL",
                "SET ROLE " + database.server().superuser(),
                "SET zero_damaged_pages = on",
                "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()",
                "DO $$BEGIN PERFORM pg_read_file('x'); END$$",
                "ALTER TABLE t ADD COLUMN a int"));
    try (Replay replay = new Replay(database.connect(owner))) {
      assertThat(file.statements().stream().map(one -> replay.judged(file, one)))
          .containsExactly(
              "",
              "",
              "",
              "",
              "",
              "",
              "ERROR: permission denied for function pg_read_file; files run there as an owner, not"
                  + " as a superuser",
              "");
    }
    assertThat(database.number("SELECT count(*) FROM pg_attribute WHERE attname = 'a'")).isOne();
  }

  private static CheckedFile file(List<String> statements) {
    return new CheckedFile(
        "a.sql",
        String.join(";\n", statements),
        statements.stream()
            .map(
                sql -> new CheckedStatement(Grammar.statement(sql), sql, 0, CheckedStatement.ALONE))
            .toList(),
        Circumstances.plain("a.sql"),
        List.of());
  }

  /// The server gives no order to what hangs on a table.
  private static String ordered(Relation relation) {
    return relation
        .toString()
        .chars()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
