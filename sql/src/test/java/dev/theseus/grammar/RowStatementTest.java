package dev.theseus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowStatementTest {
  private static RowStatement rows(String sql) {
    return RowStatement.of(Grammar.parse("SELECT 'é'; " + sql).statements().getLast())
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UPDATE t SET a = 1|UPDATE t SET a = 1 WHERE (k > 0)",
        "UPDATE t SET a = (SELECT 1 WHERE true)|UPDATE t SET a = (SELECT 1 WHERE true) WHERE (k >"
            + " 0)",
        "UPDATE t SET a = 1 WHERE b OR c|UPDATE t SET a = 1 WHERE (b OR c) AND (k > 0)",
        "UPDATE t SET \"where\" = 'where' FROM o WHERE o.x = t.x AND y|UPDATE t SET \"where\" ="
            + " 'where' FROM o WHERE (o.x = t.x AND y) AND (k > 0)",
        "DELETE FROM ONLY t /* where */ AS x|DELETE FROM ONLY t /* where */ AS x WHERE (k > 0)",
        "DELETE FROM t USING o WHERE EXISTS (SELECT WHERE a)|DELETE FROM t USING o WHERE (EXISTS"
            + " (SELECT WHERE a)) AND (k > 0)",
        "INSERT INTO c SELECT a FROM t|INSERT INTO c SELECT a FROM t WHERE (k > 0)",
        "INSERT INTO c SELECT a FROM t JOIN o ON t.x = o.x|INSERT INTO c SELECT a FROM t JOIN o ON"
            + " t.x = o.x WHERE (k > 0)",
        "INSERT INTO c SELECT a FROM t WHERE a ON CONFLICT (a) WHERE b DO UPDATE SET a = 2 WHERE"
            + " c.a|INSERT INTO c SELECT a FROM t WHERE (a) AND (k > 0) ON CONFLICT (a) WHERE b DO"
            + " UPDATE SET a = 2 WHERE c.a",
        "INSERT INTO c SELECT a FROM t JOIN o ON true ON CONFLICT DO NOTHING|INSERT INTO c SELECT a"
            + " FROM t JOIN o ON true WHERE (k > 0) ON CONFLICT DO NOTHING",
      })
  void addsAConditionWhereTheStatementFindsItsRows(String before, String after) {
    assertThat(rows(before).onlyWhere(Grammar.expression("k > 0")).text()).isEqualTo(after);
  }

  @Test
  void keepsACommentFromSwallowingTheCondition() {
    assertThat(rows("DELETE FROM t WHERE a -- why").onlyWhere(Grammar.expression("k")).text())
        .isEqualTo("DELETE FROM t WHERE (a) AND (k)");
    assertThat(rows("DELETE FROM t -- all").onlyWhere(Grammar.expression("k -- key")).text())
        .isEqualTo("DELETE FROM t WHERE (k -- key\n)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO c (SELECT a FROM t)",
        "INSERT INTO c SELECT a FROM t GROUP BY a",
        "INSERT INTO c SELECT a FROM t UNION SELECT 1",
        "UPDATE t SET a = 1 RETURNING a"
      })
  void refusesWhereTheConditionHasNoProvenPlace(String sql) {
    assertThatThrownBy(() -> rows(sql).onlyWhere(Grammar.expression("k > 0")))
        .isInstanceOf(RewriteException.class)
        .hasMessageContaining("became");
  }

  @Test
  void isNoStatementOfAnotherKind() {
    assertThat(RowStatement.of(Grammar.statement("INSERT INTO t VALUES (1)"))).isEmpty();
    assertThat(RowStatement.of(Grammar.statement("INSERT INTO t DEFAULT VALUES"))).isEmpty();
    assertThat(RowStatement.of(Grammar.statement("SELECT 1"))).isEmpty();
  }

  @Test
  void knowsAggregatesOfItsOwnOnly() {
    assertThat(rows("INSERT INTO c SELECT max(a) FROM t").aggregates()).isTrue();
    assertThat(rows("INSERT INTO c SELECT row_number() OVER () FROM t").aggregates()).isTrue();
    assertThat(rows("INSERT INTO c SELECT (SELECT max(b) FROM o) FROM t").aggregates()).isFalse();
  }
}
