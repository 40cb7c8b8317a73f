package dev.theseus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {

  private static List<String> split(String sql) {
    return Grammar.split(sql).stream().map(RawStatement::text).toList();
  }

  @Test
  void ignoresSemicolonsInQuotesAndComments() {
    assertThat(
            split(
                """
                SELECT 'a;''b', E'\\';', U&'x;', $$;$$, $a$;$$;$a$, ";", U&";" /* ; /* ; */ ; */;
                -- ;
                SELECT 2
                """))
        .hasSize(2)
        .last()
        .isEqualTo("SELECT 2");
  }

  @Test
  void keepsAtomicBodiesWhole() {
    String function =
        """
        CREATE OR REPLACE FUNCTION f(begin int) RETURNS int LANGUAGE sql
        BEGIN ATOMIC
          SELECT CASE WHEN 1 = 1 THEN 2 END;
          SELECT 3;
        END\
        """;
    assertThat(split(function + ";\nSELECT 1;")).containsExactly(function, "SELECT 1");
    String procedure = "create procedure p() begin atomic insert into t values (1); end";
    assertThat(split(procedure + ";SELECT 1")).containsExactly(procedure, "SELECT 1");
  }

  @Test
  void endsTransactionBlocksAtTheirSemicolon() {
    assertThat(split("BEGIN; CREATE TABLE f (x int); END; SELECT 1"))
        .containsExactly("BEGIN", "CREATE TABLE f (x int)", "END", "SELECT 1");
  }

  @Test
  void keepsRuleActionsWhole() {
    String rule = "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)";
    assertThat(split(rule + "; SELECT 1")).containsExactly(rule, "SELECT 1");
    assertThat(Grammar.parse(rule + "; SELECT 1").statements()).hasSize(2);
  }

  @Test
  void worksAroundMistakes() {
    List<RawStatement> pieces =
        Grammar.split("SELECT 1; -- why\nALTR TABLE x ; SELECT 12abc; SELECT 2");
    assertThat(pieces)
        .extracting(RawStatement::text)
        .containsExactly("SELECT 1", "ALTR TABLE x", "SELECT 12abc", "SELECT 2");
    assertThat(pieces.get(1).leadingComments()).extracting(Comment::text).containsExactly("-- why");
    assertThat(split("SELECT 'open; SELECT 2")).containsExactly("SELECT 'open; SELECT 2");
  }
}
