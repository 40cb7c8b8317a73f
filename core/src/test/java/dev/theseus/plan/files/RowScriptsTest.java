package dev.theseus.plan.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.plan.Assignment;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.postgresql.util.PSQLException;

/// The `DO` blocks that fill and verify, as another runner carries them out.
class RowScriptsTest {
  private static final Identifier BASE = Identifier.of("public");
  private static final QualifiedName TABLE = QualifiedName.of("public", "t");
  private static final String GATE = "PERFORM pg_advisory_lock(7); PERFORM pg_advisory_unlock(7);";
  private static final String ROWS =
      "INSERT INTO t SELECT i, 'row ' || i, NULL FROM generate_series(1, 20000) i";

  /// The row stands ahead of the ranges when it is written, and behind them afterwards.
  @EachMajor
  void verifiesARowThatMovesBehindTheRangesToo(TestDatabase database) {
    database.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text, b uuid)",
        """
        INSERT INTO t SELECT i, repeat('x', 500), CASE WHEN i <> 29000 THEN gen_random_uuid() END
          FROM generate_series(1, 30000) i
        """,
        "DELETE FROM t WHERE id <= 200",
        "VACUUM (INDEX_CLEANUP ON) t");
    Step.Verify verify = verify(assignment("b", "gen_random_uuid()", Assignment.Rule.MISSING));
    String text = text(RowScripts.verify(verify, BASE));
    String counted = "here := here + counted;";
    assertThat(text).contains(counted);

    meanwhile(
        database,
        text.replace(counted, counted + " IF place = 512 THEN COMMIT; " + GATE + " END IF;"),
        "UPDATE t SET id = 1 WHERE id = 29000",
        "1 rows of \"public\".\"t\" do not hold what the new version needs");

    assertThat(database.number("SELECT (ctid::text::point)[0] FROM t WHERE id = 1"))
        .isLessThan(512);
  }

  @EachMajor
  void comparesAsTheColumnStoresAndNamesTheRows(TestDatabase database) {
    database.sql("CREATE TABLE t (id int PRIMARY KEY, a text, b varchar(7))");
    database.sql(ROWS.replace("NULL", "'row'").replace("'row ' || i", "'row     '"));
    Step.Verify verify = verify(assignment("b", "a", Assignment.Rule.DIFFERS));
    database.sql("UPDATE t SET b = a");

    Piece.Script script = RowScripts.verify(verify, BASE);

    database.sql(text(script));
    database.sql("UPDATE t SET b = 'x' WHERE id = 77");
    String hint = hintOf(database, text(script));
    assertThat(hint)
        .startsWith("Look at them with: SELECT * FROM ")
        .contains("character varying(7)");
    String query = hint.substring(hint.indexOf("SELECT"), hint.indexOf("; correct"));
    assertThat(database.number(query.replaceFirst("\\*", "id"))).isEqualTo(77);
    assertThat(script.notes()).noneMatch(note -> note.contains("Must be 0"));
  }

  @EachMajor
  void fillsAndVerifiesAPartitionThatComesMeanwhile(TestDatabase database) {
    database.sql(
        "CREATE TABLE t (id int, a text, b text) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (30000)",
        ROWS,
        "CREATE TABLE t0 (id int, a text, b text)",
        "INSERT INTO t0 SELECT -i, 'x', NULL FROM generate_series(1, 100) i",
        "CREATE TABLE go ()");
    Assignment all = assignment("b", "upper(a)", Assignment.Rule.DIFFERS);
    Step.Backfill fill = new Step.Backfill(head(), TABLE, List.of(all), List.of());
    String fillText = text(RowScripts.backfill(fill, BASE));
    String verifyText = text(RowScripts.verify(verify(all), BASE));
    database.sql("UPDATE t SET b = upper(a)");

    String seen = "seen := seen || file;";
    String gate = seen + " COMMIT; " + GATE;
    String attach = "ALTER TABLE t ATTACH PARTITION t0 FOR VALUES FROM (-200) TO (1)";
    meanwhile(
        database,
        verifyText.replace(seen, gate),
        attach,
        "100 rows of \"public\".\"t\" do not hold");
    database.sql("ALTER TABLE t DETACH PARTITION t0");
    meanwhile(database, fillText.replace(seen, gate), attach, "");
    database.sql(verifyText);
    assertThat(database.number("SELECT count(*) FROM t WHERE b = 'X'")).isEqualTo(100);
  }

  @EachMajor
  void warnsOfOldValuesThatDoNotComeBack(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t (id int PRIMARY KEY, a text, b bigint)");
    database.sql("INSERT INTO t SELECT i, i, i FROM generate_series(1, 20000) i");
    database.sql("UPDATE t SET a = '0' || a WHERE id % 2000 = 5");
    Step.Verify verify =
        new Step.Verify(
            head(),
            TABLE,
            List.of(assignment("b", "a::bigint", Assignment.Rule.DIFFERS)),
            List.of(),
            List.of(assignment("a", "b::text", Assignment.Rule.DIFFERS)),
            List.of());
    assertThat(warnings(database, text(RowScripts.verify(verify, BASE))))
        .containsExactly(
            "10 rows of \"public\".\"t\" hold old values that their down does not give back");
  }

  /// The runner's own path does not hold the schema, and each COMMIT returns to it.
  @EachMajor
  void findsFunctionsOfTheSchemaAfterEachCommit(TestDatabase database) {
    database.sql(
        "CREATE SCHEMA app",
        "CREATE FUNCTION app.bigger(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1'",
        "CREATE TABLE app.t (id int PRIMARY KEY, b int)",
        "INSERT INTO app.t SELECT i, NULL FROM generate_series(1, 5000) i");
    QualifiedName table = QualifiedName.of("app", "t");
    Identifier base = Identifier.of("app");
    List<Assignment> all =
        List.of(assignment("b", "bigger(id)", Assignment.Rule.MISSING_THOUGH_GIVEN));
    String fill = text(RowScripts.backfill(new Step.Backfill(head(), table, all, List.of()), base));
    String verify = text(RowScripts.verify(new Step.Verify(head(), table, all, List.of()), base));

    database.sql(fill, verify);

    assertThat(fill).contains("one statement sees every row");
    assertThat(database.number("SELECT count(*) FROM app.t WHERE b = id + 1")).isEqualTo(5000);
  }

  /// Runs the block up to its gate, then the statement, then the rest.
  private static void meanwhile(TestDatabase database, String block, String sql, String failure) {
    CompletableFuture<Void> work;
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(7)");
      work = CompletableFuture.runAsync(() -> database.sql(block));
      until(database, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      database.sql(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    if (failure.isEmpty()) {
      work.join();
    } else {
      assertThatThrownBy(work::join).rootCause().hasMessageContaining(failure);
    }
  }

  private static void until(TestDatabase database, String query) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (database.number(query) == 0) {
      assertThat(System.nanoTime()).as(query).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static String hintOf(TestDatabase database, String block) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(block);
      throw new AssertionError("the rows were found right");
    } catch (PSQLException e) {
      return String.valueOf(
          Objects.requireNonNull(Objects.requireNonNull(e.getServerErrorMessage())).getHint());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> warnings(TestDatabase database, String block) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(block);
      for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
        texts.add(one.getMessage());
      }
    }
    return texts;
  }

  private static Assignment assignment(String column, String value, Assignment.Rule rule) {
    return new Assignment(Identifier.of(column), Expression.of(value), rule);
  }

  private static Step.Verify verify(Assignment assignment) {
    return new Step.Verify(head(), TABLE, List.of(assignment), List.of());
  }

  private static StepHead head() {
    return new StepHead(
        "s", Phase.BACKFILL, "s", List.of(LockUse.brief(LockLevel.ACCESS_SHARE, TABLE)), List.of());
  }

  private static String text(Piece.Script script) {
    return script.statements().getFirst().text();
  }
}
