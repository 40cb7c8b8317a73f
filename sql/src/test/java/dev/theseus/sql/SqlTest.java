package dev.theseus.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlTest {

  private static final Identifier A = Identifier.of("a");

  @Test
  void fillsEveryKindOfPart() {
    Sql sql =
        Sql.of(
            """
            ALTER TABLE {table}
              ADD COLUMN {column} {type} DEFAULT {value},
              ADD CHECK ({check}) {rest}
            """,
            Map.of(
                "table", QualifiedName.of("public", "users"),
                "column", A,
                "type", TypeName.of("numeric(10,2)"),
                "value", Literal.of("{column}"),
                "check", Expression.of("a > 0 -- why"),
                "rest", Sql.of("NOT VALID")));
    assertThat(sql)
        .hasToString(
            """
            ALTER TABLE "public"."users"
              ADD COLUMN "a" numeric(10,2) DEFAULT '{column}',
              ADD CHECK (a > 0 -- why
            ) NOT VALID\
            """);
  }

  @Test
  void acceptsOnePlaceholderSeveralTimes() {
    assertThat(Sql.of("SELECT {c} FROM t ORDER BY {c}", Map.of("c", A)).text())
        .isEqualTo("SELECT \"a\" FROM t ORDER BY \"a\"");
  }

  @Test
  void doublesBracesForOne() {
    assertThat(Sql.of("SELECT '{{}', '{{1,2}' {c}", Map.of("c", A)).text())
        .isEqualTo("SELECT '{}', '{1,2}' \"a\"");
    assertThat(Sql.of("SELECT {{a}").text()).isEqualTo("SELECT {a}");
  }

  @Test
  void refusesMissingAndUnusedParts() {
    assertThatThrownBy(() -> Sql.of("DROP TABLE {t}"))
        .hasMessage("the SQL template \"DROP TABLE {t}\" has no part for {t}");
    assertThatThrownBy(() -> Sql.of("SELECT 1", Map.of("t", A)))
        .hasMessage(
            "the SQL template \"SELECT 1\" has no placeholder for [t]; remove them or use them");
  }

  @Test
  void refusesPlainStrings() {
    assertThatThrownBy(() -> Sql.of("DROP TABLE {t}", Map.of("t", "users")))
        .hasMessageContaining("got a String for {t}; wrap it in an Identifier");
  }

  @Test
  void refusesStrayBraces() {
    assertThatThrownBy(() -> Sql.of("SELECT { }")).hasMessageContaining("write {{ for a brace");
  }

  @Test
  void refusesPlaceholdersInsideQuotesAndComments() {
    for (String template :
        new String[] {
          "SELECT '{c}'",
          "SELECT \"{c}\"",
          "SELECT 1 -- {c}",
          "SELECT /* {c} */ 1",
          "SELECT E'\\'{c}'"
        }) {
      assertThatThrownBy(() -> Sql.of(template, Map.of("c", A)))
          .as(template)
          .hasMessageContaining("has a placeholder inside");
    }
    assertThatThrownBy(() -> Sql.of("SELECT 'open")).hasMessageContaining("without its end");
  }

  @Test
  void refusesGluedPlaceholders() {
    assertThatThrownBy(() -> Sql.of("SELECT x{c}", Map.of("c", A))).hasMessageContaining("glues");
    assertThatThrownBy(() -> Sql.of("SELECT {c}x", Map.of("c", A))).hasMessageContaining("glues");
  }

  @Test
  void fillsDollarQuotedBodiesUnlessThePartEndsThem() {
    assertThat(Sql.of("DO $$BEGIN PERFORM {c}; END$$", Map.of("c", A)).text())
        .isEqualTo("DO $$BEGIN PERFORM \"a\"; END$$");
    assertThat(Sql.of("DO $x$ '{c}' $x$", Map.of("c", A)).text()).isEqualTo("DO $x$ '\"a\"' $x$");
    assertThatThrownBy(() -> Sql.of("DO $$ {c} $$", Map.of("c", Identifier.of("a$$b"))))
        .hasMessageContaining("puts text with $$ inside $$");
    assertThatThrownBy(() -> Sql.of("DO $$ {c} $$", Map.of("c", Expression.of("a$"))))
        .hasMessageContaining("use another tag");
  }

  @Test
  void keepsVerbatimStatementsAsTheyAre() {
    assertThat(Sql.verbatim(" SELECT '{x}' ").text()).isEqualTo(" SELECT '{x}' ");
    assertThatThrownBy(() -> Sql.verbatim("  ")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> Sql.verbatim("a\0")).hasMessageContaining("NUL");
  }
}
