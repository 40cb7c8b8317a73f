package dev.theseus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrammarTest {

  @Test
  void givesStatementsWithTextRangeTreeAndComments() {
    String sql =
        """
        -- theseus:up a = b
        /* x /* y */ */
        ALTER TABLE t ADD COLUMN a text DEFAULT 'é😀;' ; -- tail
        SELECT 1, '😀', b;
        ;
        """;
    Script script = Grammar.parse(sql);
    assertThat(script.statements())
        .extracting(s -> s.tree().kind())
        .containsExactly("AlterTableStmt", "SelectStmt");
    Statement alter = script.statements().getFirst();
    assertThat(alter.text()).isEqualTo("ALTER TABLE t ADD COLUMN a text DEFAULT 'é😀;'");
    assertThat(alter.range().in(sql)).isEqualTo(alter.text());
    assertThat(alter.leadingComments())
        .extracting(Comment::text)
        .containsExactly("-- theseus:up a = b", "/* x /* y */ */");
    assertThat(script.comments())
        .extracting(c -> c.range().in(sql))
        .containsExactly("-- theseus:up a = b", "/* x /* y */ */", "-- tail");
    Statement select = script.statements().get(1);
    assertThat(select.leadingComments()).extracting(Comment::text).containsExactly("-- tail");
    Node b = select.tree().all("ColumnRef").getFirst();
    assertThat(sql.substring(b.location())).startsWith("b;");
    assertThat(script.position(b.location())).hasToString("line 4, column 16");
  }

  @Test
  void readsTheTree() {
    Node tree = Grammar.statement("ALTER TABLE s.t ADD COLUMN a int[] NOT NULL").tree();
    Node relation = tree.child("relation");
    assertThat(relation.kind()).isEqualTo("RangeVar");
    assertThat(relation.text("schemaname")).isEqualTo("s");
    assertThat(relation.text("relname")).isEqualTo("t");
    assertThat(relation.text("catalogname")).isEmpty();
    assertThat(relation.flag("inh")).isTrue();
    assertThat(relation.location()).isEqualTo(12);
    Node command = tree.list("cmds").getFirst();
    assertThat(command.text("subtype")).isEqualTo("AT_AddColumn");
    Node type = command.child("def").child("typeName");
    assertThat(type.kind()).isEqualTo("TypeName");
    assertThat(type.strings("names")).containsExactly("pg_catalog", "int4");
    assertThat(type.list("arrayBounds").getFirst().integer("ival")).isEqualTo(-1);
    assertThat(tree.find("nothing")).isEmpty();
    assertThat(command.location()).isEqualTo(-1);
    assertThatThrownBy(() -> tree.child("nothing"))
        .hasMessageStartingWith("a AlterTableStmt without nothing");
    assertThat(tree.all("TypeName")).hasSize(1);
  }

  @Test
  void comparesTreesWithoutPlaces() {
    Node one = Grammar.statement("SELECT a,b FROM t WHERE x = 1").tree();
    assertThat(one.sameAs(Grammar.statement("select  A, b\nfrom t where (x=1)").tree())).isTrue();
    assertThat(one.sameAs(Grammar.statement("SELECT a,b FROM t WHERE x = 2").tree())).isFalse();
    assertThat(one.sameAs(Grammar.statement("SELECT a FROM t WHERE x = 1").tree())).isFalse();
    assertThat(one.sameAs(Grammar.statement("SELECT a,b FROM t").tree())).isFalse();
  }

  @Test
  void reportsPostgresqlsMessageAndPlace() {
    String sql = "SELECT 1;\n  ALTER TABEL é😀 ADD x int;\nSELECT 2";
    var e = catchThrowableOfType(SqlSyntaxException.class, () -> Grammar.parse(sql));
    assertThat(e).hasMessage("syntax error at or near \"TABEL\" (line 2, column 9)");
    assertThat(e.problem()).isEqualTo("syntax error at or near \"TABEL\"");
    assertThat(e.offset()).isEqualTo(sql.indexOf("TABEL"));
    assertThat(e.position()).isEqualTo(new Position(2, 9));
    assertThat(e.nearLine()).isEqualTo("  ALTER TABEL é😀 ADD x int;\n        ^");
    assertThat(e.hint()).isEmpty();
  }

  @Test
  void countsCodePointsBeforeAnError() {
    String sql = "SELECT '😀é', 'x' FRO t x y";
    var e = catchThrowableOfType(SqlSyntaxException.class, () -> Grammar.parse(sql));
    assertThat(e.problem()).isEqualTo("syntax error at or near \"t\"");
    assertThat(sql.substring(e.offset())).startsWith("t x y");
    assertThat(e.position()).isEqualTo(new Position(1, 22));
  }

  @Test
  void reportsEndOfInputAndUnterminatedQuotes() {
    var end =
        catchThrowableOfType(SqlSyntaxException.class, () -> Grammar.parse("CREATE TABLE t ("));
    assertThat(end).hasMessage("syntax error at end of input (line 1, column 17)");
    assertThat(end.hint()).startsWith("the text ends too early");
    var open =
        catchThrowableOfType(SqlSyntaxException.class, () -> Grammar.parse("SELECT 'a; SELECT 1"));
    assertThat(open.problem()).isEqualTo("unterminated quoted string at or near \"'a; SELECT 1\"");
    assertThat(open.offset()).isEqualTo(7);
  }

  @Test
  void hintsAtPsqlCommandsAndPlaceholders() {
    var psql = catchThrowableOfType(SqlSyntaxException.class, () -> Grammar.parse("\\set x 1"));
    assertThat(psql.hint()).contains("psql command");
    var place = catchThrowableOfType(SqlSyntaxException.class, () -> Grammar.parse("SELECT ${x}"));
    assertThat(place.hint()).contains("placeholder");
  }

  @Test
  void rejectsNulAndBrokenUnicode() {
    assertThatThrownBy(() -> Grammar.parse("SELECT 'a\0'")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> Grammar.parse("SELECT '\udc00'")).hasMessageContaining("surrogate");
  }

  @Test
  void acceptsTextWithoutStatements() {
    assertThat(Grammar.parse("").statements()).isEmpty();
    assertThat(Grammar.parse(" ;; -- x\n").comments()).hasSize(1);
    assertThatThrownBy(() -> Grammar.statement("-- x"))
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessageStartingWith("expected one statement, found 0");
    assertThatThrownBy(() -> Grammar.statement("SELECT 1; SELECT 2"))
        .hasMessageStartingWith("expected one statement, found 2");
  }

  @Test
  void staysUsableAfterErrorsAndOnManyThreads() throws Exception {
    String good = "CREATE TABLE t (a int PRIMARY KEY, b text CHECK (b <> 'é'))";
    Node expected = Grammar.statement(good).tree();
    Callable<Boolean> work =
        () -> {
          boolean same = true;
          for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> Grammar.parse("CREATE TABEL t (a int)"))
                .isInstanceOf(SqlSyntaxException.class);
            same &= Grammar.statement(good).tree().sameAs(expected);
          }
          return same;
        };
    try (var pool = Executors.newFixedThreadPool(6)) {
      List<Callable<Boolean>> all = IntStream.range(0, 6).mapToObj(i -> work).toList();
      for (var result : pool.invokeAll(all)) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @Test
  void parsesDeepNestingAndStaysUsableWhereItCannot() {
    String deep = "SELECT " + "(SELECT ".repeat(500) + "1" + ")".repeat(500);
    assertThat(Grammar.statement(deep).tree().all("SubLink")).hasSize(500);
    String chain = "SELECT 1" + " + 1".repeat(3000);
    assertThat(Grammar.statement(chain).tree().all("A_Expr")).hasSize(3000);
    assertThatThrownBy(() -> Grammar.parse("SELECT " + "(".repeat(200_000)))
        .isInstanceOf(RuntimeException.class);
    assertThat(Grammar.parse("SELECT 1").statements()).hasSize(1);
  }

  @Test
  void stopsWhenTheCallerIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Grammar.parse("SELECT 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("interrupted while parsing SQL");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Grammar.parse("SELECT 1").statements()).hasSize(1);
  }
}
