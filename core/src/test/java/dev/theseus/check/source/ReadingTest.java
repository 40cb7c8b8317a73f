package dev.theseus.check.source;

import static dev.theseus.check.source.SourceFolder.findings;
import static dev.theseus.check.source.SourceFolder.names;
import static dev.theseus.check.source.SourceFolder.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.check.Certainty;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.grammar.Position;
import dev.theseus.grammar.SourceRange;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
  @TempDir private Path temporary = Path.of("");

  private SourceFolder folder() {
    return new SourceFolder(temporary);
  }

  private Sources of(String text) {
    return folder().with("a.sql", text).read();
  }

  @Test
  void goesOnBehindAMistake() {
    Sources sources =
        of(
            """
            SELECT 1;
            ALTER TABLE t ADD COLUM c int;
            SELECT 2;
            CREATE TABLE u (a int;
            SELECT 3;
            SELECT 'open;
            SELECT 4;
            """);

    assertThat(findings(sources))
        .containsExactly(
            "syntax-error a.sql:2:27 syntax error at or near \"int\"",
            "syntax-error a.sql:4:22 syntax error at or near \";\"",
            "syntax-error a.sql:6:8 unterminated quoted string at or near \"'open;…\"");
    assertThat(written(sources)).containsExactly("SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE ${schema}.users ADD COLUMN a int;",
        "ALTER TABLE ${prefix}_users ADD COLUMN a int;",
        "ALTER TABLE {{ schema }}.users ADD COLUMN a int;",
        "{% if x %} ALTER TABLE users ADD COLUMN a int; {% endif %}",
        "ALTER TABLE :schema.users ADD COLUMN a int;",
        "ALTER TABLE :\"schema\".users ADD COLUMN a text DEFAULT :'value';",
        "ALTER TABLE %s ADD COLUMN a int;",
        "ALTER TABLE %(table)s ADD COLUMN a int DEFAULT %(value)s;",
        "ALTER TABLE {table} ADD COLUMN a varchar(${n});",
        "ALTER TABLE @schema@.users ADD COLUMN a int;",
        "ALTER TABLE <%= table %> ADD COLUMN a int DEFAULT ?;",
        "ALTER TABLE #{table} ADD COLUMN a int;",
        "CREATE ROLE a PASSWORD ${secret};",
        "ALTER ROLE a CONNECTION LIMIT ${limit};"
      })
  void judgesStatementsWithPlaceholdersThatHaveNoValue(String statement) {
    Sources sources = of(statement + "\nSELECT 2;");

    assertThat(findings(sources)).isEmpty();
    assertThat(written(sources)).hasSize(2).last().isEqualTo("SELECT 2");
    assertThat(sources.notes()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE {{ index .Options \"Namespace\" }}.users ADD COLUMN a int;",
        "ALTER TABLE \"{{ index .Options \"Namespace\" }}\".users ADD COLUMN a int;",
        "DO $$ BEGIN ALTER TABLE {{ .Schema }}.users ADD COLUMN a int; END $$;",
        "DO $$ BEGIN ALTER TABLE \"{{ index .Options \"Namespace\" }}\".users DROP a; END $$;",
      })
  void readsTemplatesWithWordsInThemAndInsideBodies(String statement) {
    Sources sources = of(statement);

    assertThat(findings(sources)).isEmpty();
    assertThat(sources.notes()).hasSize(1);
    CheckedStatement read = sources.checked().getFirst().statements().getFirst();
    assertThat(read.text()).hasSameSizeAs(statement.replaceAll(";$", ""));
    assertThat(read.text()).doesNotContain("{{");
  }

  @Test
  void leavesBracesOfArraysInBodiesAlone() {
    String statement = "DO $$ BEGIN PERFORM '{{1,2},{3,4}}'::int[], '{{a,b}}'::text[]; END $$";

    assertThat(written(of(statement))).containsExactly(statement);
    assertThat(of(statement).notes()).isEmpty();
  }

  @Test
  void fillsTemplatesWithWordsInThem() {
    Sources sources =
        folder()
            .with("a.sql", "DROP TABLE {{ index  .Options \"Namespace\" }}.users;")
            .read(
                options ->
                    options.withPlaceholders(Map.of("index .Options \"Namespace\"", "auth")));

    assertThat(sources.checked().getFirst().statements().getFirst().text())
        .isEqualTo("DROP TABLE auth.users");
  }

  @Test
  void tellsOfTheSamePlaceholderInManyFilesAFewTimes() {
    SourceFolder folder = folder();
    for (int i = 1; i <= 9; i++) {
      folder.with("V" + i + "__a.sql", "DROP TABLE ${schema}.t" + i + ";");
    }
    assertThat(folder.read().notes())
        .hasSize(4)
        .last()
        .hasToString(
            "6 times more: the placeholder ${schema} has no value; judged with a word in its"
                + " place");
  }

  @Test
  void namesThePlaceholderThatHidesAStatement() {
    Sources sources = of("SELECT 1;\n${everything};\n{{ macro() }} {{ other }};\nSELECT 2;");

    assertThat(findings(sources))
        .containsExactly(
            "unresolved-placeholder a.sql:2:1 without a value for ${everything} the statement"
                + " cannot be read: syntax error at or near \"$\"",
            "unresolved-placeholder a.sql:3:1 without a value for {{ macro() }}, {{ other }} the"
                + " statement cannot be read: syntax error at or near \"{\"");
    assertThat(written(sources)).containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void passesOverCommandsOfPsqlAndRowsOfData() {
    Sources sources =
        of(
            """
            \\set ON_ERROR_STOP on
            \\echo It's fine; really
            \\c other
            COPY t (a, b) FROM stdin;
            1\tit's
            2\t$$ ; SELECT
            \\.
            \\i next.sql
            SELECT 'ALTER' \\gexec
            SELECT 2;
            \\copy t FROM 'x.csv' csv
            SELECT 3;
            """);

    assertThat(findings(sources)).isEmpty();
    assertThat(written(sources))
        .containsExactly("COPY t (a, b) FROM stdin", "SELECT 'ALTER'", "SELECT 2", "SELECT 3");
    assertThat(sources.notes())
        .extracting(Note::toString)
        .containsExactly(
            "a.sql:3: \\connect was passed over: judged as one database",
            "a.sql:8: the file that \\i names was not read with it",
            "a.sql:9: what \\gexec runs was not judged");
  }

  @Test
  void readsAnyEncoding() {
    String text = "SELECT 'é€'; SELECT 2;";
    Sources sources =
        folder()
            .with("1.sql", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8))
            .with("2.sql", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE))
            .with("3.sql", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE))
            .with("4.sql", text.getBytes(StandardCharsets.UTF_16LE))
            .with("5.sql", ("SELECT 1;\n" + text).getBytes(Charset.forName("windows-1252")))
            .with("6.sql", "SELECT 1;\0\nSELECT 2;")
            .with("7.sql", "")
            .with("8.sql", " \n-- nothing\n")
            .with("9.sql", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF})
            .read();

    assertThat(findings(sources))
        .containsExactly(
            "file-encoding 5.sql:2:9 the file is not UTF-8; it is read as windows-1252",
            "nul-character 6.sql:1:10 the file holds a NUL character; it is read as a space");
    assertThat(sources.checked().subList(0, 6))
        .allSatisfy(file -> assertThat(file.statements()).hasSizeGreaterThanOrEqualTo(2));
    assertThat(sources.checked().subList(6, 9))
        .allSatisfy(file -> assertThat(file.statements()).isEmpty());
  }

  @Test
  void followsNoLinkOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("secret.sql"), "SELECT 'secret';");
    folder().with("inside/1.sql", "SELECT 1;");
    Files.createSymbolicLink(temporary.resolve("2.sql"), temporary.resolve("inside/1.sql"));
    Files.createSymbolicLink(temporary.resolve("3.sql"), elsewhere.resolve("secret.sql"));
    Files.createSymbolicLink(temporary.resolve("4"), elsewhere);

    Sources sources = folder().read();

    assertThat(names(sources)).containsExactlyInAnyOrder("inside/1.sql", "2.sql");
    assertThat(sources.notes())
        .extracting(Note::toString)
        .containsExactlyInAnyOrder(
            "3.sql: left out: it is a link that leads out of the folder",
            "4: left out: it is a link that leads out of the folder");
  }

  @Test
  void tellsWhatItCannotOpen() throws IOException {
    Files.createSymbolicLink(temporary.resolve("1.sql"), temporary.resolve("nowhere.sql"));
    Files.createSymbolicLink(temporary.resolve("loop"), temporary);
    Files.createDirectory(temporary.resolve("folder.sql"));
    folder().with("2.sql", "SELECT 1;");

    Sources sources = folder().read();

    assertThat(findings(sources))
        .containsExactly(
            "unreadable-file 1.sql:1:1 \"1.sql\" cannot be read: it is a link to a file that does"
                + " not exist");
    assertThat(names(sources)).containsExactly("1.sql", "2.sql");
    Sources missing =
        new SourceReader(SourceOptions.in(temporary))
            .read(List.of(temporary.resolve("missing.sql")));
    assertThat(findings(missing))
        .containsExactly(
            "unreadable-file missing.sql:1:1 \"missing.sql\" cannot be read: it does not exist");
  }

  @Test
  void leavesOtherDatabasesOut() {
    Sources sources =
        folder()
            .with("V1__a.mysql.sql", "CREATE TABLE `a` (id int) ENGINE=InnoDB;")
            .with("oracle/V1__a.sql", "x")
            .with("schema-h2.sql", "x")
            .with("V2__b.sql", "CREATE TABLE `b` (id int AUTO_INCREMENT) ENGINE=InnoDB;")
            .with("V3__mysqlite_users.sql", "SELECT 1;")
            .with("V4__import_from_oracle.sql", "SELECT 1;")
            .with("V5__drop-redshift.sql", "SELECT 1;")
            .read();

    assertThat(names(sources))
        .containsExactly(
            "V2__b.sql",
            "V3__mysqlite_users.sql",
            "V4__import_from_oracle.sql",
            "V5__drop-redshift.sql");
    assertThat(findings(sources))
        .containsExactly(
            "syntax-error V2__b.sql:1:14 this looks like SQL for MySQL, which PostgreSQL cannot"
                + " read: syntax error at or near \"`\"");
    assertThat(sources.notes()).hasSize(3);
  }

  @Test
  void takesWordsInCommentsAndOtherStatementsForNoOtherDatabase() {
    assertThat(
            findings(
                of(
                    """
                    -- the `users` table, without AUTO_INCREMENT
                    ALTER TABLE users ADD COLUM y int DEFAULT 'SYSDATE';
                    SELECT sysdate FROM dual;
                    """)))
        .singleElement()
        .asString()
        .startsWith("syntax-error a.sql:2:")
        .doesNotContain("looks like");
    assertThat(findings(of("SELEC 1;\nSELECT `a`;\nSELECT `b`;")))
        .extracting(line -> line.substring(0, 20))
        .containsExactly("syntax-error a.sql:1", "syntax-error a.sql:2");
  }

  @Test
  void boundsTheTimeAndTheMistakesOfAFile() {
    String long1 = "SELECT 1;\n".repeat(40_000);
    Sources slow =
        folder().with("a.sql", long1).read(options -> options.withTimePerFile(Duration.ofNanos(1)));
    assertThat(findings(slow))
        .containsExactly(
            "not-judged a.sql:1:1 the time for one file was over; the rest of it was not read");

    Sources wrong = of("SELEC 1;\n".repeat(200));
    assertThat(findings(wrong)).hasSize(51);
    assertThat(findings(wrong).getLast())
        .isEqualTo("not-judged a.sql:51:1 after 50 mistakes the rest of the file was not read");
  }

  @Test
  void readsLongFilesInParts() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 6_000; i++) {
      text.append("INSERT INTO t VALUES (").append(i).append(", 'some; text that is long');\n");
      if (i % 1_000 == 0) {
        text.append("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;\n");
        text.append("CREATE TABLE t").append(i).append(" (a int);\n");
      }
    }
    Sources sources = of(text.toString());

    assertThat(findings(sources)).isEmpty();
    assertThat(written(sources)).hasSize(112).endsWith("CREATE TABLE t5000 (a int)");
    assertThat(sources.notes())
        .extracting(Note::text)
        .containsExactly("5900 statements that insert rows were passed over");
  }

  @Test
  void passesOverTheRowsOfLargeFiles() {
    String rows = "7\tit's; a row\n".repeat(700_000);
    String inserts = "INSERT INTO t VALUES\n  (1, 'it''s;'),\n  (2, 'a\n;b');\n".repeat(200_000);
    String text =
        "COPY t FROM stdin;\n"
            + rows
            + "\\.\n"
            + inserts
            + "\nCREATE INDEX i ON t (a);\nSELEC 1;\n";
    Sources sources = of(text);

    int line = 1 + 700_000 + 1 + 4 * 200_000 + 1 + 2;
    assertThat(findings(sources))
        .containsExactly("syntax-error a.sql:" + line + ":1 syntax error at or near \"SELEC\"");
    assertThat(written(sources)).hasSize(102).endsWith("CREATE INDEX i ON t (a)");
    assertThat(sources.notes())
        .extracting(Note::text)
        .containsExactly("is large: rows of data in it were passed over");
  }

  @Test
  void survivesStatementsThatNestOrRunTooLong() {
    String nested = "SELECT " + "(".repeat(200_000) + "1" + ")".repeat(200_000) + ";\nSELECT 2;";
    assertThat(written(of(nested))).endsWith("SELECT 2");

    String huge = "SELECT '" + "x".repeat(5 << 20) + "';\nSELECT 2;";
    Sources sources = of(huge);
    assertThat(findings(sources))
        .containsExactly("not-judged a.sql:1:1 a statement of 5242889 characters was not judged");
    assertThat(written(sources)).containsExactly("SELECT 2");
  }

  @Test
  void hearsIgnoreCommentsWithAReason() {
    Sources sources =
        folder()
            .with(
                "a.sql",
                """
                -- theseus:ignore-file drop-table nobody reads them
                -- theseus:ignore add-index,drop-column the table is small
                CREATE INDEX i ON t (a);
                DROP TABLE t; -- theseus:ignore rename it is empty
                DROP /* theseus:ignore truncate inside */ TABLE u;
                -- theseus:ignore add-index
                -- theseus:ignore no-such-rule because
                -- theseus:ignore
                SELECT 'theseus:ignore add-index no comment';
                """)
            .read(
                options ->
                    options.withRules(
                        Set.of(
                                RuleId.of("add-index"),
                                RuleId.of("drop-column"),
                                RuleId.of("drop-table"),
                                RuleId.of("rename"),
                                RuleId.of("truncate"))
                            ::contains));

    assertThat(findings(sources))
        .containsExactly(
            "ignore-without-reason a.sql:6:1 the comment does not say why add-index is to be"
                + " ignored",
            "ignore-unknown-rule a.sql:7:1 there is no rule no-such-rule",
            "ignore-unknown-rule a.sql:8:1 the comment names no rule");
    CheckedFile file = sources.checked().getFirst();
    Ignores ignores = sources.files().getFirst().ignores();
    assertThat(covered(ignores, file, "add-index")).containsExactly(0);
    assertThat(covered(ignores, file, "drop-column")).containsExactly(0);
    assertThat(covered(ignores, file, "rename")).containsExactly(1);
    assertThat(covered(ignores, file, "truncate")).containsExactly(2);
    assertThat(covered(ignores, file, "drop-table")).containsExactly(0, 1, 2, 3);
  }

  /// The statements, by number, that the rule is ignored in.
  private static List<Integer> covered(Ignores ignores, CheckedFile file, String rule) {
    List<CheckedStatement> statements = file.statements();
    return IntStream.range(0, statements.size())
        .filter(i -> ignores.covers(finding(rule, file.name(), statements.get(i).range())))
        .boxed()
        .toList();
  }

  private static Finding finding(String rule, String file, SourceRange range) {
    return new Finding(
        RuleId.of(rule),
        Severity.DANGER,
        Certainty.PROVED,
        file,
        range,
        new Position(1, 1),
        "m",
        "w",
        "s",
        new TreeSet<>());
  }

  @Test
  void readsTheFoldersBeforeANamedOneAsHistory() {
    folder()
        .with("m/20240101_a/migration.sql", "SELECT 1")
        .with("m/20240102_b/migration.sql", "SELECT 2")
        .with("m/20240103_c/migration.sql", "SELECT 3")
        .with("m/lib/migration.sql", "SELECT 4");
    Sources sources =
        new SourceReader(SourceOptions.in(temporary).andHistory())
            .read(List.of(temporary.resolve("m/20240102_b/migration.sql")));

    assertThat(names(sources))
        .containsExactly("m/20240101_a/migration.sql", "m/20240102_b/migration.sql");
    assertThat(sources.checked())
        .extracting(file -> file.circumstances().judged())
        .containsExactly(false, true);
    Sources unnumbered =
        new SourceReader(SourceOptions.in(temporary).andHistory())
            .read(List.of(temporary.resolve("m/lib/migration.sql")));
    assertThat(names(unnumbered)).containsExactly("m/lib/migration.sql");
  }

  @Test
  void readsTheBaselineWhereTheVersionsBeforeItAreGone() {
    Sources sources =
        folder()
            .with("B5__old.sql", "SELECT 1")
            .with("B10__all.sql", "SELECT 2")
            .with("V11__a.sql", "SELECT 3")
            .read();

    assertThat(names(sources)).containsExactly("B10__all.sql", "V11__a.sql");
    assertThat(sources.checked())
        .extracting(file -> file.circumstances().judged())
        .containsExactly(false, true);
    assertThat(sources.notes())
        .extracting(Note::toString)
        .containsExactlyInAnyOrder(
            "B5__old.sql: left out: a baseline runs in new databases only",
            "B10__all.sql: not judged: a baseline runs in new databases only; it stands for the"
                + " versions before it");
  }
}
