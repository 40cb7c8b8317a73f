package dev.theseus.check.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.theseus.CheckCatalogs;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.check.verdict.Report;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Statements of files, measured while they run.
class TracingTest {
  private static final String TABLES =
      """
      CREATE TABLE users (id bigint PRIMARY KEY, name varchar(10), n int);
      CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
      INSERT INTO users SELECT g, g, g FROM generate_series(1, 1000) g;
      INSERT INTO orders SELECT g, g FROM generate_series(1, 1000) g;
      """;

  private static Report trace(TestDatabase database, String... files) {
    SourceReader reader = new SourceReader(SourceOptions.in(Path.of("")));
    List<CheckedFile> read =
        IntStream.range(0, files.length)
            .mapToObj(i -> reader.read(i + ".sql", files[i]).file())
            .toList();
    try (CatalogSource scratch = CheckCatalogs.tracing(database.dataSource())) {
      return Checker.check(read, scratch, CheckOptions.of(List.of(database.major())));
    }
  }

  private static Traced only(Report report, String file) {
    assertThat(report.trace().of(file)).hasSize(1);
    return report.trace().of(file).getFirst();
  }

  private static QualifiedName name(String name) {
    return QualifiedName.of("public", name);
  }

  @EachMajor
  void measuresRewritesScansAndCatalogChanges(TestDatabase database) {
    Report report =
        trace(
            database,
            TABLES,
            "ALTER TABLE users ALTER COLUMN n TYPE bigint;",
            "ALTER TABLE users ALTER COLUMN name TYPE varchar(20);",
            "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;");

    assertThat(report.trace().server()).startsWith(String.valueOf(database.major()));
    assertThat(report.trace().of("0.sql")).hasSize(4).allMatch(Traced::ran);
    Traced rewrite = only(report, "1.sql");
    assertThat(rewrite.seen().rewritten()).containsExactly(name("users"), name("users_pkey"));
    assertThat(rewrite.took()).isPositive();
    Traced brief = only(report, "2.sql");
    assertThat(brief.seen().locks()).containsOnly(entry(name("users"), LockLevel.ACCESS_EXCLUSIVE));
    assertThat(brief.seen().rewritten()).isEmpty();
    assertThat(brief.seen().scanned()).isEmpty();
    assertThat(only(report, "3.sql").seen().locks())
        .containsOnly(
            entry(name("orders"), LockLevel.SHARE_ROW_EXCLUSIVE),
            entry(name("users"), LockLevel.SHARE_ROW_EXCLUSIVE));
    assertThat(report.trace().statements()).allMatch(one -> one.differences().isEmpty());
  }

  @EachMajor
  void doesNotMeasurePartitionsThatAreMadeElsewhere(TestDatabase database) {
    Report report =
        trace(
            database,
            "CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);"
                + " CREATE INDEX i ON events (id);",
            "ALTER TABLE events ALTER id TYPE numeric;",
            "CREATE INDEX j ON events (at);");

    assertThat(report.findings())
        .extracting(one -> one.rule().toString())
        .containsExactly("change-column-type", "create-index");
    assertThat(report.trace().statements()).allMatch(one -> one.differences().isEmpty());
  }

  @EachMajor
  void measuresWhatRunsOutsideOfTransactions(TestDatabase database) {
    Report report =
        trace(
            database,
            TABLES,
            "CREATE INDEX CONCURRENTLY by_user ON orders (user_id);",
            "VACUUM FULL orders;",
            "DROP INDEX CONCURRENTLY by_user;");

    Traced created = only(report, "1.sql");
    assertThat(created.seen().alone()).isTrue();
    assertThat(created.scansCounted()).isFalse();
    assertThat(created.seen().locks())
        .containsEntry(name("orders"), LockLevel.SHARE_UPDATE_EXCLUSIVE);
    assertThat(only(report, "2.sql").seen().rewritten()).contains(name("orders"), name("by_user"));
    assertThat(report.trace().statements()).allMatch(one -> one.differences().isEmpty());
  }

  @EachMajor
  void saysWhereATriggerDoesMoreThanTheStatementSays(TestDatabase database) {
    Report report =
        trace(
            database,
            TABLES
                + """
                CREATE FUNCTION surprise() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  LOCK TABLE orders IN EXCLUSIVE MODE;
                  RETURN NEW;
                END $$;
                CREATE TRIGGER surprise BEFORE UPDATE ON users
                  FOR EACH ROW EXECUTE FUNCTION surprise();
                """,
            "SELECT 1;\n  UPDATE users SET n = 1 WHERE id = 1;");

    Traced update = report.trace().of("1.sql").getLast();
    assertThat(update.differences())
        .containsExactly("it takes EXCLUSIVE on public.orders, and is said to take no lock");
    Finding finding =
        report.findings().stream()
            .filter(one -> one.rule().text().equals("verdict-disagrees"))
            .reduce((a, b) -> b)
            .orElseThrow();
    assertThat(finding.file()).isEqualTo("1.sql");
    assertThat(finding.start().line()).isEqualTo(2);
    assertThat(finding.start().column()).isEqualTo(3);
    assertThat(finding.message())
        .isEqualTo(
            "What was measured is not what is judged: it takes EXCLUSIVE on public.orders, and is"
                + " said to take no lock.");
  }

  @EachMajor
  void measuresEachStatementOfATransactionThatEndsSomehow(TestDatabase database) {
    Report report =
        trace(
            database,
            TABLES,
            """
            BEGIN;
            SET LOCAL lock_timeout = '1s';
            ALTER TABLE users ADD COLUMN a int;
            ALTER TABLE users ADD COLUMN b int;
            COMMIT;
            """);

    assertThat(report.trace().of("1.sql")).hasSize(3).allMatch(one -> one.differences().isEmpty());
    assertThat(report.trace().of("1.sql").getLast().seen().locks())
        .containsOnly(entry(name("users"), LockLevel.ACCESS_EXCLUSIVE));
  }

  @EachMajor
  void goesOnBehindAStatementThatFails(TestDatabase database) {
    Report report =
        trace(database, TABLES, "ALTER TABLE nothing ADD a int; ALTER TABLE users ADD a int;");

    assertThat(report.trace().of("1.sql")).extracting(Traced::ran).containsExactly(false, true);
    assertThat(report.trace().of("1.sql").getFirst().seen().failure())
        .contains("relation \"nothing\" does not exist");
  }

  @EachMajor
  void saysWhatABlockDoesBesideWhatCouldBeRead(TestDatabase database) {
    Report report =
        trace(
            database,
            TABLES,
            "DO $$ BEGIN ALTER TABLE users ADD COLUMN a int; END $$;",
            "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 'users ADD COLUMN b int'; END $$;");

    assertThat(only(report, "1.sql").differences()).isEmpty();
    assertThat(only(report, "2.sql").differences())
        .containsExactly("it takes ACCESS EXCLUSIVE on public.users, and is said to take no lock");
  }
}
