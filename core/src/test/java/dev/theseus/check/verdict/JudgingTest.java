package dev.theseus.check.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.theseus.CheckCatalogs;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements that look harmless, and statements that look worse than they are.
class JudgingTest {

  /// `severity certainty rule`, judged without a database.
  private static List<String> found(String... files) {
    return lines(report(CatalogSource.none(), files));
  }

  private static List<String> replayed(TestDatabase database, String... files) {
    try (CatalogSource scratch = CheckCatalogs.replaying(database.dataSource())) {
      return lines(report(scratch, files));
    }
  }

  private static List<String> lines(Report report) {
    return report.findings().stream()
        .map(one -> one.severity() + " " + one.certainty() + " " + one.rule())
        .toList();
  }

  private static Report report(CatalogSource catalog, String... files) {
    SourceReader reader = new SourceReader(SourceOptions.in(Path.of("")));
    List<CheckedFile> read = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      read.add(reader.read(i + ".sql", files[i]).file());
    }
    return Checker.check(read, catalog, CheckOptions.of(List.of(18)));
  }

  @Test
  void tellsOfDropsThatNameNoTable() {
    assertThat(found("DROP OWNED BY app CASCADE")).containsExactly("DANGER LIKELY drop-schema");
    assertThat(found("DROP TYPE mood CASCADE")).containsExactly("DANGER LIKELY drop-cascade");
    assertThat(found("DROP DOMAIN d CASCADE")).containsExactly("DANGER LIKELY drop-cascade");
    assertThat(found("DROP EXTENSION hstore CASCADE"))
        .containsExactly("DANGER LIKELY drop-cascade");
    assertThat(found("DROP TYPE mood; DROP FUNCTION f CASCADE")).isEmpty();
    assertThat(found("DROP VIEW v")).containsExactly("WARNING LIKELY drop-view");
  }

  @Test
  void takesNoColumnForProvedByWhatIsNotEnforced() {
    String table = "CREATE TABLE t (id int, x int CHECK (x IS NOT NULL)%s);";
    String required = "ALTER TABLE t ALTER COLUMN x SET NOT NULL";
    assertThat(lines(report(CatalogSource.ofFiles(), table.formatted(""), required))).isEmpty();
    assertThat(lines(report(CatalogSource.ofFiles(), table.formatted(" NOT ENFORCED"), required)))
        .containsExactly("DANGER PROVED set-not-null");
  }

  @EachMajor
  void namesTheTablesThatLoseColumns(TestDatabase database) {
    String tables =
        "CREATE TYPE used AS ENUM ('x'); CREATE TYPE unused AS ENUM ('x');"
            + " CREATE TABLE t (a used)";
    assertThat(replayed(database, tables, "DROP TYPE unused CASCADE", "DROP TYPE used CASCADE"))
        .containsExactly("DANGER PROVED drop-cascade");
  }

  @Test
  void judgesWhatExplainAnalyzeRuns() {
    assertThat(found("EXPLAIN ANALYZE DELETE FROM t"))
        .containsExactly("WARNING LIKELY unbatched-change");
    assertThat(found("EXPLAIN (ANALYZE off) DELETE FROM t")).isEmpty();
    assertThat(found("EXPLAIN DELETE FROM t")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CALL migrate()", "EXECUTE change", "ALTER EXTENSION hstore UPDATE"})
  void saysThatNothingIsKnownOfWhatRunsOtherCode(String sql) {
    assertThat(report(CatalogSource.none(), sql).unknown()).hasSize(1);
  }

  /// The scratch database holds what the files make; the one that is meant may hold more.
  @EachMajor
  void doesNotTakeWhatNoFileMadeForMissing(TestDatabase database) {
    assertThat(
            replayed(
                database,
                "DROP TABLE IF EXISTS users",
                "ALTER TABLE IF EXISTS users DROP COLUMN email",
                "DROP INDEX IF EXISTS users_email",
                "DROP TYPE mood CASCADE"))
        .containsExactly(
            "DANGER LIKELY drop-table",
            "DANGER LIKELY drop-column",
            "WARNING LIKELY drop-index",
            "DANGER LIKELY drop-cascade",
            "WARNING DEPENDS statement-fails");
  }

  @EachMajor
  void takesWhatTheFilesMadeAndDroppedForMissing(TestDatabase database) {
    String tables =
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t;"
            + " DROP TABLE t CASCADE; CREATE TABLE u (); ALTER TABLE u RENAME TO w; DROP TABLE w;";
    assertThat(
            replayed(
                database,
                tables,
                "DROP TABLE IF EXISTS t, u, w; ALTER TABLE IF EXISTS t DROP COLUMN a;"
                    + " DROP INDEX IF EXISTS i; DROP VIEW IF EXISTS v"))
        .isEmpty();
  }

  @EachMajor
  void knowsWhatANamedDatabaseDoesNotHold(TestDatabase database) {
    try (CatalogSource live = CheckCatalogs.live(database.dataSource())) {
      assertThat(lines(report(live, "DROP TABLE IF EXISTS t; DROP INDEX IF EXISTS i"))).isEmpty();
    }
  }

  @Test
  void tellsWhoWaitsForASequence() {
    assertThat(found("ALTER SEQUENCE s RESTART")).containsExactly("WARNING LIKELY alter-sequence");
    assertThat(found("BEGIN; ALTER SEQUENCE s RESTART; CREATE TABLE n AS SELECT * FROM t; COMMIT"))
        .containsExactly("WARNING LIKELY alter-sequence", "DANGER PROVED work-under-strong-lock");
    assertThat(found("CREATE SEQUENCE s; ALTER SEQUENCE s RESTART")).isEmpty();
  }

  @EachMajor
  void leavesSequencesOfNewTablesAlone(TestDatabase database) {
    assertThat(replayed(database, "CREATE TABLE t (a serial); ALTER SEQUENCE t_a_seq RESTART 7;"))
        .isEmpty();
  }

  @Test
  void keepsTheTransactionsOfBlocksApart() {
    String one = "DO $$ BEGIN ALTER TABLE a ADD COLUMN x int; END $$;";
    String other = "DO $$ BEGIN ALTER TABLE b ADD COLUMN x int; UPDATE b SET x = 1; END $$;";
    assertThat(found(one + other))
        .containsExactlyInAnyOrder(
            "WARNING LIKELY unbatched-change", "DANGER PROVED work-under-strong-lock");
    assertThat(found("BEGIN;" + one + other + "COMMIT;"))
        .contains("WARNING PROVED several-tables-in-transaction");
  }

  @Test
  void doesNotKnowWhetherTheKeysOfAnIndexMayBeNull() {
    assertThat(found("ALTER TABLE t ADD PRIMARY KEY USING INDEX i"))
        .containsExactly("DANGER LIKELY add-primary-key");
    assertThat(found("ALTER TABLE t ADD UNIQUE USING INDEX i")).isEmpty();
  }

  @EachMajor
  void knowsTheKeysOfAnIndex(TestDatabase database) {
    String tables =
        "CREATE TABLE r (a int NOT NULL, b int); CREATE UNIQUE INDEX i ON r (a) INCLUDE (b)";
    assertThat(replayed(database, tables, "ALTER TABLE r ADD PRIMARY KEY USING INDEX i")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          USING btree (b)              | b    | true
          USING btree (b, a)           | b    | true
          USING btree (a, b)           | b    | false
          USING btree (a) INCLUDE (b)  | b    | false
          USING hash (b)               | b    | true
          USING brin (b)               | b    | false
          USING btree (a, b)           | b, a | true
          USING btree (a, c, b)        | a, b | false
          USING btree (b) WHERE a > 0  | b    | false
          """)
  void knowsWhichIndexHelpsAForeignKey(String index, String columns, boolean helps) {
    String tables =
        "CREATE TABLE p (x int, y int); CREATE TABLE r (a int, b int, c int); CREATE INDEX i ON r "
            + index;
    Report report =
        report(
            CatalogSource.ofFiles(),
            tables,
            "ALTER TABLE r ADD FOREIGN KEY (" + columns + ") REFERENCES p NOT VALID");
    assertThat(lines(report).contains("WARNING PROVED foreign-key-without-index"))
        .isEqualTo(!helps);
  }

  @EachMajor
  void knowsTheTimeZoneThatTheFileSets(TestDatabase database) {
    String table = "CREATE TABLE z (a timestamp, b timestamp, c timestamp, d timestamp);";
    String change = "ALTER TABLE z ALTER COLUMN %s TYPE timestamptz;";
    assertThat(
            replayed(
                database,
                table,
                "SET timezone = 'UTC';" + change.formatted("a"),
                "SET TIME ZONE 'Asia/Tokyo';" + change.formatted("b"),
                "BEGIN; SET LOCAL timezone = 'UTC'; COMMIT;" + change.formatted("c"),
                "BEGIN; SET LOCAL timezone = 'UTC';" + change.formatted("d") + "COMMIT;"))
        .containsExactly("DANGER PROVED change-column-type", "DANGER DEPENDS change-column-type");
  }

  @Test
  void takesADefaultOfNullForNone() {
    assertThat(found("ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT NULL"))
        .containsExactly("DANGER LIKELY add-required-column");
    assertThat(found("ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 0")).isEmpty();
  }

  @Test
  void tellsOfNewConstraintsThatReadAllRows() {
    assertThat(found("ALTER TABLE t ALTER CONSTRAINT fk ENFORCED"))
        .containsExactly("DANGER LIKELY add-foreign-key-validating");
    assertThat(found("ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (a) VIRTUAL NOT NULL"))
        .containsExactly("DANGER LIKELY set-not-null");
  }

  @EachMajor
  void tellsThatAConstraintIsNotNull(TestDatabase database) {
    assumeThat(database.major()).isGreaterThanOrEqualTo(18);
    assertThat(
            replayed(
                database,
                "CREATE TABLE n (a int NOT NULL)",
                "ALTER TABLE n DROP CONSTRAINT n_a_not_null"))
        .containsExactly("WARNING PROVED drop-not-null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id = 5                              | true
          id = $1                             | true
          NOT (id = 5)                        | false
          id = 5 OR true                      | false
          id = 5 AND deleted = false          | true
          deleted = false                     | false
          country = 'LI'                      | false
          id IN (1, 2, 3)                     | true
          id = ANY ('{1,2}')                  | true
          id BETWEEN 1 AND 1000               | true
          id > 1 AND id <= 1000               | true
          id > 1                              | false
          id IN (SELECT id FROM u LIMIT 1000) | true
          id IN (SELECT id FROM u WHERE x = 1)| false
          country = 'LI' AND nr = 7           | true
          ctid BETWEEN '(0,0)' AND '(9,0)'    | true
          """)
  void knowsWhichConditionsLeaveFewRows(String condition, boolean few) {
    String table =
        "CREATE TABLE u (id bigint PRIMARY KEY, deleted bool, country text, nr int, x int,"
            + " UNIQUE (country, nr))";
    Report report = report(CatalogSource.ofFiles(), table, "DELETE FROM u WHERE " + condition);
    assertThat(lines(report).contains("WARNING PROVED unbatched-change")).isEqualTo(!few);
  }

  @Test
  void takesAnyGivenColumnForAKeyWhereNoneIsKnown() {
    assertThat(found("DELETE FROM t WHERE code = 'x'")).isEmpty();
    assertThat(found("DELETE FROM t WHERE deleted = false"))
        .containsExactly("WARNING LIKELY unbatched-change");
  }

  @Test
  void findsShortKeysBesideTheColumns() {
    assertThat(found("CREATE TABLE t (id serial, a int, PRIMARY KEY (id))"))
        .containsExactly("WARNING PROVED short-primary-key");
    assertThat(found("CREATE TABLE t (id bigint, a serial, PRIMARY KEY (id))")).isEmpty();
  }

  @Test
  void countsTheTablesThatForeignKeysLock() {
    assertThat(
            found(
                "BEGIN; ALTER TABLE a ADD COLUMN x int;"
                    + " ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b NOT VALID; COMMIT"))
        .containsExactly("WARNING PROVED several-tables-in-transaction");
  }

  @EachMajor
  void asksWhetherATextIsAValueOfTheEnum(TestDatabase database) {
    String tables =
        "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (a mood); CREATE TABLE u (a text);";
    String add = "BEGIN; ALTER TYPE mood ADD VALUE 'new'; %s; COMMIT;";
    String rule = " enum-value-used-in-transaction";
    assertThat(replayed(database, tables, add.formatted("INSERT INTO u VALUES ('new')"))).isEmpty();
    assertThat(found(add.formatted("COMMENT ON TABLE t IS 'new'"))).isEmpty();
    assertThat(found(add.formatted("SELECT 'new'::mood"))).contains("DANGER PROVED" + rule);
    assertThat(found(add.formatted("INSERT INTO t VALUES ('new')")))
        .contains("DANGER LIKELY" + rule);
  }

  @EachMajor
  void doesNotMindThatAnEmptyTableIsReadWhenItIsAttached(TestDatabase database) {
    String parent = "CREATE TABLE ev (id bigint, at date) PARTITION BY RANGE (at)";
    String attach =
        "ALTER TABLE ev ATTACH PARTITION ev2 FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')";
    String made = "CREATE TABLE ev2 (LIKE ev INCLUDING ALL);";
    assertThat(replayed(database, parent, made + attach)).isEmpty();
    database.sql("DROP TABLE ev2, ev");
    assertThat(replayed(database, parent, made, attach))
        .containsExactly("DANGER PROVED attach-partition");
  }

  @Test
  void takesVariablesOfABlockForValues() {
    String table = "CREATE TABLE o (id bigint PRIMARY KEY, x int, y int);";
    String block =
        "DO $$ DECLARE lo bigint := 0; BEGIN WHILE lo < 9000 LOOP"
            + " UPDATE o SET x = y WHERE id > lo AND id <= %s; lo := lo + 1000; COMMIT;"
            + " END LOOP; END $$";
    assertThat(lines(report(CatalogSource.ofFiles(), table, block.formatted("lo + 1000"))))
        .isEmpty();
    assertThat(lines(report(CatalogSource.ofFiles(), table, block.formatted("x"))))
        .containsExactly("WARNING PROVED unbatched-change");
  }

  @Test
  void underlinesTheRightPlaceBehindDoubledQuotes() {
    String sql =
        "DO 'BEGIN\n  PERFORM 1 FROM r WHERE n = \'\'a\'\' OR n = \'\'b\'\';\n"
            + "  DROP TABLE users;\nEND'";
    assertThat(report(CatalogSource.none(), sql).findings())
        .extracting(one -> one.start().line() + ":" + one.start().column())
        .containsExactly("3:3");
  }

  @Test
  void takesANegatedTestForNullForAProof() {
    String table = "CREATE TABLE t (id int, x int CHECK (NOT (x IS NULL)))";
    assertThat(
            lines(
                report(
                    CatalogSource.ofFiles(), table, "ALTER TABLE t ALTER COLUMN x SET NOT NULL")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT ", "{{ ", "<% ", "$(", "/* ", "COPY t FROM stdin;\n", "$a$ $b$ ", "{# "})
  void endsSoonWhereSomethingOpensOftenAndNeverCloses(String opened) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> found("SELECT " + opened.repeat(60_000)));
  }
}
