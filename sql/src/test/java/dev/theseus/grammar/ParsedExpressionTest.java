package dev.theseus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.sql.Identifier;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParsedExpressionTest {

  private static final Identifier A = Identifier.of("a");
  private static final Identifier B = Identifier.of("b");
  private static final Identifier X = Identifier.of("New \"x\"");

  private static String renameA(String sql) {
    return Grammar.expression(sql).renameColumns(Map.of(A, X)).text();
  }

  @Test
  void listsColumnsAndFunctions() {
    ParsedExpression e =
        Grammar.expression(
            "lower(a) || t.\"B\" || s.t.c || pg_catalog.now() || my.f(extract(year FROM d))");
    assertThat(e.columns()).extracting(Identifier::name).containsExactly("B", "a", "c", "d");
    assertThat(e.functionNames()).containsExactly("extract", "lower", "my.f", "now");
    assertThat(Grammar.expression("CURRENT_TIMESTAMP").functionNames())
        .containsExactly("current_timestamp");
  }

  @Test
  void tellsSubqueriesAndAggregates() {
    assertThat(Grammar.expression("a = (SELECT 1)").hasSubquery()).isTrue();
    assertThat(Grammar.expression("a = 1").hasSubquery()).isFalse();
    for (String aggregate :
        new String[] {"sum(a)", "f(DISTINCT a)", "count(*)", "rank() OVER ()"}) {
      assertThat(Grammar.expression(aggregate).hasAggregateOrWindow()).as(aggregate).isTrue();
    }
    assertThat(Grammar.expression("lower(a)").hasAggregateOrWindow()).isFalse();
  }

  @Test
  void leavesColumnsOfSubselectTablesAlone() {
    ParsedExpression e =
        Grammar.expression("(SELECT c.a FROM countries c WHERE c.id = t.a AND b > 1)");
    assertThat(e.columns()).containsExactly(A, B);
    assertThat(e.renameColumns(Map.of(A, X)).text())
        .isEqualTo("(SELECT c.a FROM countries c WHERE c.id = t.\"New \"\"x\"\"\" AND b > 1)");
  }

  @Test
  void renamesOnlyColumns() {
    assertThat(renameA("a + a(a, 'a', $$a$$) /* a */ :: a -- a"))
        .isEqualTo("\"New \"\"x\"\"\" + a(\"New \"\"x\"\"\", 'a', $$a$$) /* a */ :: a -- a");
    assertThat(renameA("A || \"A\" || \"a\" || t . a || a.b"))
        .isEqualTo(
            "\"New \"\"x\"\"\" || \"A\" || \"New \"\"x\"\"\" || t . \"New \"\"x\"\"\" || a.b");
    assertThat(renameA("'😀é' || a[1] || (a).f"))
        .contains("'😀é' || \"New \"\"x\"\"\"[1] || (\"New");
    ParsedExpression untouched = Grammar.expression("b");
    assertThat(untouched.renameColumns(Map.of(A, X))).isSameAs(untouched);
  }

  @Test
  void swapsNames() {
    assertThat(Grammar.expression("a - b").renameColumns(Map.of(A, B, B, A)).text())
        .isEqualTo("\"b\" - \"a\"");
  }

  @Test
  void removesQualifiers() {
    assertThat(
            Grammar.expression("t.a + s.t.b + u.c + d").unqualifyColumns(Identifier.of("t")).text())
        .isEqualTo("a + b + u.c + d");
  }

  @Test
  void replacesColumnsByExpressions() {
    ParsedExpression sum = Grammar.expression("x + y -- sum");
    assertThat(Grammar.expression("a * 2").replaceColumns(Map.of(A, sum)).text())
        .isEqualTo("(x + y -- sum\n) * 2");
    ParsedExpression and = Grammar.expression("p AND q");
    assertThat(Grammar.expression("a AND r").replaceColumns(Map.of(A, and)).text())
        .isEqualTo("(p AND q) AND r");
    assertThatThrownBy(
            () -> Grammar.expression("- a").replaceColumns(Map.of(A, Grammar.expression("5"))))
        .isInstanceOf(RewriteException.class)
        .hasMessageContaining("means something else");
  }

  @Test
  void refusesMoreOrLessThanOneExpression() {
    for (String sql :
        new String[] {
          "", "-- x", "a, b", "a FROM t", "a) FROM (SELECT 1", "a;", "a; DROP TABLE x", "ALL a",
          "DISTINCT a", "a AS b", "a b", "*", "t.*", "a INTO x", "1 UNION SELECT 2", "a LIMIT 1"
        }) {
      assertThatThrownBy(() -> Grammar.expression(sql))
          .as(sql)
          .isInstanceOf(SqlSyntaxException.class);
    }
  }

  @Test
  void reportsPlacesInTheExpression() {
    assertThatThrownBy(() -> Grammar.expression("1 +\n 'é' ++ * 2"))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class, e -> assertThat(e.position()).isEqualTo(new Position(2, 9)));
    ParsedExpression e = Grammar.expression("1 + abc");
    assertThat(e.tree().all("ColumnRef").getFirst().location()).isEqualTo(4);
  }
}
