package dev.theseus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementRewriteTest {

  private static final QualifiedName T = QualifiedName.of("public", "t");

  private static String rename(String sql) {
    Map<Identifier, Identifier> names =
        Map.of(Identifier.of("a"), Identifier.of("x"), Identifier.of("b"), Identifier.of("a"));
    Script script = Grammar.parse("SELECT 'é'; " + sql);
    return StatementRewrite.renameColumns(script.statements().getLast(), T, names).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE INDEX a ON t (a)|CREATE INDEX a ON t (\"x\")",
        "CREATE UNIQUE INDEX i ON public.t USING btree (a DESC, b text_pattern_ops, c)|CREATE"
            + " UNIQUE INDEX i ON public.t USING btree (\"x\" DESC, \"a\" text_pattern_ops, c)",
        "CREATE INDEX ON t (lower(a), (b <> 'a'), \"a\") INCLUDE (b) WHERE a > 1 AND c|CREATE INDEX"
            + " ON t (lower(\"x\"), (\"a\" <> 'a'), \"x\") INCLUDE (\"a\") WHERE \"x\" > 1 AND c",
        "CREATE INDEX ON t (c) WITH (fillfactor = 70) WHERE t.a|CREATE INDEX ON t (c) WITH"
            + " (fillfactor = 70) WHERE t.\"x\"",
        "ALTER TABLE t ADD CONSTRAINT a CHECK (a > b) NOT VALID|ALTER TABLE t ADD CONSTRAINT a"
            + " CHECK (\"x\" > \"a\") NOT VALID",
        "ALTER TABLE t ADD PRIMARY KEY (b, A), ADD UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b)|ALTER"
            + " TABLE t ADD PRIMARY KEY (\"a\", \"x\"), ADD UNIQUE NULLS NOT DISTINCT (\"x\")"
            + " INCLUDE (\"a\")",
        "ALTER TABLE t ADD FOREIGN KEY (a, b) REFERENCES u (a, b) ON DELETE SET NULL (b)|ALTER"
            + " TABLE t ADD FOREIGN KEY (\"x\", \"a\") REFERENCES u (a, b) ON DELETE SET NULL"
            + " (\"a\")",
        "ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES public.t (a)|ALTER TABLE u ADD FOREIGN KEY"
            + " (a) REFERENCES public.t (\"x\")",
        "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t (b)|ALTER TABLE t ADD FOREIGN KEY (\"x\")"
            + " REFERENCES t (\"a\")",
        "ALTER TABLE t ADD EXCLUDE USING gist (a WITH =, (b + 1) WITH &&) WHERE (a > 0)|ALTER TABLE"
            + " t ADD EXCLUDE USING gist (\"x\" WITH =, (\"a\" + 1) WITH &&) WHERE (\"x\" > 0)",
        "CREATE STATISTICS s (ndistinct) ON a, b, (a + c) FROM t|CREATE STATISTICS s (ndistinct) ON"
            + " \"x\", \"a\", (\"x\" + c) FROM t",
        "CREATE VIEW v AS SELECT a, b AS c, t.a + 1 FROM t WHERE b > 0|CREATE VIEW v AS SELECT"
            + " \"x\" AS \"a\", \"a\" AS c, t.\"x\" + 1 FROM t WHERE \"a\" > 0"
      })
  void renamesColumns(String before, String after) {
    assertThat(rename(before)).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX ON u (a)",
        "CREATE INDEX ON other.t (a)",
        "ALTER TABLE u ADD CHECK (a > 1)",
        "ALTER TABLE t ADD COLUMN a int",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE VIEW v AS SELECT a FROM t, u",
        "CREATE VIEW v AS SELECT (SELECT a FROM u) FROM t",
        "DROP TABLE t"
      })
  void refusesWhatItCannotProve(String sql) {
    assertThatThrownBy(() -> rename(sql)).isInstanceOf(RewriteException.class);
  }

  @Test
  void leavesStatementsWithoutTheColumnsAlone() {
    assertThat(rename("CREATE INDEX i ON t (c)")).isEqualTo("CREATE INDEX i ON t (c)");
  }

  @Test
  void renamesRelations() {
    QualifiedName to = QualifiedName.of("s", "New");
    Statement index = Grammar.statement("CREATE INDEX t ON only public . t ((t.a || 't'))");
    assertThat(StatementRewrite.renameRelation(index, T, to).text())
        .isEqualTo("CREATE INDEX t ON only \"s\".\"New\" ((\"New\".a || 't'))");
    Statement view =
        Grammar.statement("CREATE VIEW v AS SELECT t.a, u.b FROM t x JOIN u t ON true");
    assertThat(StatementRewrite.renameRelation(view, T, to).text())
        .isEqualTo("CREATE VIEW v AS SELECT t.a, u.b FROM \"s\".\"New\" x JOIN u t ON true");
    Statement key = Grammar.statement("ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t");
    assertThat(StatementRewrite.renameRelation(key, T, to).text())
        .isEqualTo("ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES \"s\".\"New\"");
    assertThatThrownBy(() -> StatementRewrite.renameRelation(Grammar.statement("SELECT 1"), T, to))
        .hasMessage("public.t is not named in: SELECT 1");
  }
}
