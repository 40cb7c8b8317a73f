package dev.theseus.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiteralTest {

  @Test
  void quotesStrings() {
    assertThat(Literal.of("it's").rendered()).isEqualTo("'it''s'");
    assertThat(Literal.of("").rendered()).isEqualTo("''");
    assertThat(Literal.of("{x}").rendered()).isEqualTo("'{x}'");
  }

  @Test
  void writesBackslashesAsEscapeString() {
    assertThat(Literal.of("a\\'b").rendered()).isEqualTo("E'a\\\\''b'");
  }

  @Test
  void refusesNul() {
    assertThatThrownBy(() -> Literal.of("a\0")).hasMessageContaining("NUL character");
  }

  @Test
  void keepsNegativeNumbersFromBecomingComments() {
    assertThat(Literal.of(7).rendered()).isEqualTo("7");
    assertThat(Literal.of(-7).rendered()).isEqualTo("(-7)");
    assertThat(Literal.of(new BigDecimal("1E+3")).rendered()).isEqualTo("1000");
    assertThat(Literal.of(new BigDecimal("-0.10")).rendered()).isEqualTo("(-0.10)");
  }

  @Test
  void rendersBooleansAndNull() {
    assertThat(Literal.of(true)).hasToString("TRUE");
    assertThat(Literal.of(false)).hasToString("FALSE");
    assertThat(Literal.ofNull()).hasToString("NULL");
  }

  @Test
  void joinsLists() {
    var names = List.of(Identifier.of("a"), Identifier.of("b"));
    assertThat(SqlList.of(names)).hasToString("\"a\", \"b\"");
    assertThat(SqlList.of(Literal.of(1), TypeName.of("text"))).hasToString("1, text");
    assertThat(SqlList.allOf(List.of(Expression.of("x OR y"), Expression.of("z"))))
        .hasToString("(x OR y) AND (z)");
    assertThat(SqlList.anyOf(List.of(Expression.of("x")))).hasToString("(x)");
    assertThat(SqlList.lines(List.of(Sql.of("a;"), Sql.of("b;")))).hasToString("a;\nb;");
    assertThatThrownBy(() -> SqlList.of(List.of())).hasMessageContaining("is empty");
  }
}
