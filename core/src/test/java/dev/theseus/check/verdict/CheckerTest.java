package dev.theseus.check.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedFile.Circumstances;
import dev.theseus.check.CheckedFile.Joining;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import dev.theseus.check.Sizes;
import dev.theseus.grammar.Grammar;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Judging without a database.
class CheckerTest {
  private static final String REFUSED = "refused-by-server";

  @Test
  void underlinesTheCommandThatHurts() {
    String sql =
        "-- x\n"
            + "ALTER TABLE t ADD COLUMN a int, ADD COLUMN b numeric(3, 2) DEFAULT random(), DROP"
            + " d;";
    Finding finding = only(check(sql, -1), "add-column-volatile-default");
    assertThat(finding.range().in(sql)).isEqualTo("ADD COLUMN b numeric(3, 2) DEFAULT random()");
    assertThat(finding.start().line()).isEqualTo(2);
    assertThat(finding.message())
        .isEqualTo("Takes ACCESS EXCLUSIVE on public.t; writes public.t anew.");
  }

  @Test
  void namesBothTablesOfForeignKey() {
    Finding finding =
        only(
            check("ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b", -1),
            "add-foreign-key-validating");
    assertThat(finding.message())
        .isEqualTo(
            "Takes SHARE ROW EXCLUSIVE on public.a, public.b (referenced); reads every row of"
                + " public.a, public.b meanwhile.");
  }

  @Test
  void saysOnWhichVersionsOnly() {
    Finding finding =
        only(check("ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID", -1), "refused-by-server");
    assertThat(finding.message()).endsWith("(PostgreSQL 14 to 17)");
    assertThat(finding.majors()).containsExactly(14, 15, 16, 17);
  }

  @Test
  void saysWhichVersionsDoNotKnowTheSyntax() {
    assertThat(
            only(check("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", -1), REFUSED)
                .message())
        .isEqualTo("PostgreSQL refuses it: MERGE needs PostgreSQL 15. (PostgreSQL 14)");
    assertThat(
            only(check("CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)", -1), REFUSED).majors())
        .containsExactly(14, 15, 16, 17);
    assertThat(check("CREATE TABLE t (a int CHECK (a > 0), b int REFERENCES t)", -1)).isEmpty();
  }

  @Test
  void readsStatementsInsideDoBlocks() {
    String sql = "DO $x$ BEGIN IF true THEN CREATE INDEX i ON t (a); END IF; END $x$";
    Finding finding = only(check(sql, -1), "create-index");
    assertThat(finding.range().in(sql)).isEqualTo("CREATE INDEX i ON t (a)");
  }

  @Test
  void readsQueriesOfBlocksThatFillVariables() {
    String sql =
        """
        DO $x$ DECLARE a int; r record; BEGIN
          WITH x AS (SELECT 1 AS p, 2 AS q) SELECT p, q INTO STRICT a, r.b FROM x LIMIT 1;
          UPDATE t SET c = 1 RETURNING c INTO a;
          INSERT INTO t (c) VALUES (1) RETURNING c, c INTO r.a, r.b;
          DROP TABLE t;
        END $x$
        """;
    assertThat(check(sql, -1))
        .extracting(finding -> finding.rule().toString())
        .contains("drop-table", "unbatched-change")
        .doesNotContain("unchecked-do-block");
  }

  @Test
  void namesTheLockOfADroppedIndexWhoseTableIsNotKnown() {
    assertThat(only(check("DROP INDEX i", -1), "drop-index").message())
        .isEqualTo("Takes ACCESS EXCLUSIVE on the table of the index.");
  }

  @Test
  void readsConstantStringsThatAreExecuted() {
    String sql = "DO $x$ BEGIN EXECUTE 'DROP TABLE t'; END $x$";
    assertThat(only(check(sql, -1), "drop-table").range().in(sql)).isEqualTo("DROP TABLE t");
  }

  @Test
  void tellsWhatFunctionsDoWhenTheyAreCalled() {
    String sql =
        """
        CREATE PROCEDURE app.tidy(a text DEFAULT 'x') LANGUAGE plpgsql AS $body$
        BEGIN
          -- SELECT 1;
          DROP TABLE t;
        END $body$
        """;
    Finding finding = only(check(sql, -1), "hazard-in-function");
    assertThat(finding.severity()).isEqualTo(Severity.ADVICE);
    assertThat(finding.range().in(sql)).isEqualTo("DROP TABLE t");
    assertThat(finding.start().line()).isEqualTo(4);
    assertThat(finding.message())
        .isEqualTo(
            "Not now, but when the procedure app.tidy is called: Takes ACCESS EXCLUSIVE on"
                + " public.t.");
    assertThat(check("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", -1)).isEmpty();
    assertThat(check("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1", -1)).isEmpty();
    assertThat(check("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'a', 'TRUNCATE t'", -1))
        .isEmpty();
    String plain = "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT 1; TRUNCATE t'";
    assertThat(only(check(plain, -1), "hazard-in-function").range().in(plain))
        .isEqualTo("TRUNCATE t");
  }

  @Test
  void tellsARunnersTransactionFromTheFilesOwn() {
    CheckedFile file =
        file(
            "CREATE INDEX CONCURRENTLY i ON t (a)",
            0,
            new Circumstances("Flyway", Joining.RUNNER, "f", true));
    Finding finding = only(check(file), "concurrently-in-transaction");
    assertThat(finding.message()).contains("joined by Flyway");
    assertThat(finding.safeWay()).contains("file of its own");
  }

  @Test
  void doesNotFlagTablesOfTheSameRelease() {
    CheckedFile first =
        file("CREATE TABLE t (a int)", -1, new Circumstances("", Joining.NOBODY, "7", true));
    CheckedFile second =
        file("CREATE INDEX i ON t (a)", -1, new Circumstances("", Joining.NOBODY, "7", true));
    CheckedFile later =
        file("CREATE INDEX j ON t (a)", -1, new Circumstances("", Joining.NOBODY, "8", true));
    List<Finding> findings =
        Checker.check(
                List.of(first, second, later), CatalogSource.none(), CheckOptions.of(List.of(18)))
            .findings();
    assertThat(findings)
        .singleElement()
        .satisfies(f -> assertThat(f.rule()).hasToString("create-index"));
  }

  @Test
  void takesTheSizeOfTablesIntoAccount() {
    CheckedFile file = file("CREATE INDEX i ON t (a)", -1, Circumstances.plain("f"));
    Sizes small = new Sizes(Map.of(QualifiedName.of("public", "t"), new Sizes.Size(300, 64 << 10)));
    Sizes large =
        new Sizes(Map.of(QualifiedName.of("public", "t"), new Sizes.Size(900_000_000, 80L << 30)));
    assertThat(severity(file, small)).isEqualTo(Severity.WARNING);
    assertThat(severity(file, large)).isEqualTo(Severity.DANGER);
    assertThat(
            Checker.check(
                    List.of(file),
                    CatalogSource.none(),
                    CheckOptions.of(List.of(18)).withSizes(large))
                .findings()
                .getFirst()
                .message())
        .isEqualTo(
            "Takes SHARE on public.t; reads every row of public.t (about 900,000,000 rows, 80.0 GB)"
                + " meanwhile, 9.1 to 46 minutes.");
  }

  @Test
  void survivesMutatedStatements() {
    Random random = new Random(42);
    List<String> words =
        List.of(
            "ALTER TABLE",
            "t",
            "ADD",
            "COLUMN",
            "a",
            "int",
            "DROP",
            "NOT NULL",
            "CHECK",
            "(a > 0)",
            "DEFAULT",
            "now()",
            "INDEX",
            "CREATE",
            "ON",
            "(a)",
            "CONCURRENTLY",
            "REFERENCES",
            "b",
            "CASCADE",
            "TABLE",
            "PARTITION OF",
            "ATTACH",
            "PRIMARY KEY",
            "USING",
            ",",
            "VALIDATE",
            "CONSTRAINT",
            "c",
            "TYPE",
            "text",
            "SET",
            "ALTER",
            "RENAME",
            "TO",
            "DO $$ BEGIN",
            "END $$",
            "EXECUTE",
            "'x'",
            "\"\"\"\"",
            ";",
            "UNIQUE",
            "ONLY",
            "TRUNCATE",
            "UPDATE",
            "= 1",
            "WHERE");
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int w = 0; w < 3 + random.nextInt(6); w++) {
        sql.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      try {
        Grammar.parse(sql.toString());
      } catch (dev.theseus.grammar.SqlSyntaxException e) {
        continue;
      }
      parsed++;
      check(sql.toString(), -1);
    }
    assertThat(parsed).isPositive();
  }

  private static Severity severity(CheckedFile file, Sizes sizes) {
    return Checker.check(
            List.of(file), CatalogSource.none(), CheckOptions.of(List.of(18)).withSizes(sizes))
        .findings()
        .getFirst()
        .severity();
  }

  private static Finding only(List<Finding> findings, String rule) {
    return findings.stream()
        .filter(finding -> finding.rule().text().equals(rule))
        .reduce(
            (a, b) -> {
              throw new AssertionError("two findings: " + a + b);
            })
        .orElseThrow(() -> new AssertionError("no " + rule + " in " + findings));
  }

  private static List<Finding> check(String sql, int transaction) {
    return check(file(sql, transaction, Circumstances.plain("f.sql")));
  }

  private static List<Finding> check(CheckedFile file) {
    return Checker.check(
            List.of(file), CatalogSource.none(), CheckOptions.of(List.of(14, 15, 16, 17, 18)))
        .findings();
  }

  private static CheckedFile file(String sql, int transaction, Circumstances circumstances) {
    return new CheckedFile(
        "f.sql",
        sql,
        Grammar.parse(sql).statements().stream()
            .map(s -> new CheckedStatement(s, s.text(), 0, transaction))
            .toList(),
        circumstances,
        List.of());
  }
}
